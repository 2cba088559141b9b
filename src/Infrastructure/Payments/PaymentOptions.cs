using KonTum.Tthc.Infrastructure.Signing.Adapters;
using KonTum.Tthc.Infrastructure.Signing.Providers;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Payments;

/// <summary>Configuration section <c>Tthc:Payments</c>, beside <see cref="Application.Payments.PaymentPace"/>.</summary>
internal sealed class PaymentOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Tthc:Payments";

    /// <summary>Base address of the payment service; empty when fees are paid at the counter only.</summary>
    public string BaseUrl { get; set; } = "";

    /// <summary>
    /// Where the credentials are: <c>file:</c> with a path or <c>env:</c> with the name of a variable; a JSON object with
    /// <c>merchant</c> and <c>hash_key</c>.
    /// </summary>
    public string Credentials { get; set; } = "";

    /// <summary>Where people come back to when the caller names no address.</summary>
    public string ReturnUri { get; set; } = "";

    /// <summary>Origins (scheme, host, port) that a payment page may send people back to.</summary>
    public IList<string> TrustedOrigins { get; set; } = [];

    /// <summary>How long one call to the payment service may take, in seconds.</summary>
    public double TimeoutSeconds { get; set; } = 10;

    /// <summary>How many payments a node looks after at once.</summary>
    public int Lanes { get; set; } = 4;

    /// <summary>Reads the origins also from one text with commas, as an environment variable has it.</summary>
    public void TakeOrigins(string? text)
    {
        if (text is { Length: > 0 })
            TrustedOrigins = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Name and key of the platform at the payment service.</summary>
    /// <exception cref="InvalidDataException">They cannot be read.</exception>
    public ProviderSecrets ReadCredentials() =>
        SecretReading.Secrets(new SecretReading().Follow(Credentials, $"{Section}:Credentials"), $"{Section}:Credentials");
}

/// <summary>Checks the settings when the program starts. Each sentence names the setting and never its secret.</summary>
internal sealed class PaymentOptionsCheck : IValidateOptions<PaymentOptions>
{
    private const string Section = PaymentOptions.Section;

    public ValidateOptionsResult Validate(string? name, PaymentOptions options)
    {
        List<string> problems =
        [
            .. options.TrustedOrigins.Where(o => ReturnAddresses.OriginOf(o) is null || ReturnAddresses.OriginOf(o) != o.TrimEnd('/'))
                .Select(o => $"{Section}:TrustedOrigins: \"{o}\" is not an origin such as https://dichvucong.example.vn."),
        ];
        if (options.TimeoutSeconds is not (>= 0.1 and <= 60)) problems.Add($"{Section}:TimeoutSeconds must be 0.1 to 60.");
        if (options.Lanes is < 1 or > 64) problems.Add($"{Section}:Lanes must be 1 to 64.");
        if (options.ReturnUri.Length > 0 && ReturnAddresses.OriginOf(options.ReturnUri) is null)
            problems.Add($"{Section}:ReturnUri must be an https address, or one of this machine.");
        if (options.BaseUrl.Length == 0) return Result(problems);

        if (ReturnAddresses.OriginOf(options.BaseUrl) is null) problems.Add($"{Section}:BaseUrl must be an https address, or one of this machine.");
        try
        {
            var credentials = options.ReadCredentials();
            if (credentials["merchant"].Length == 0) problems.Add($"{Section}:Credentials has no merchant.");
            // RFC 2104: a key shorter than the digest is weaker than it.
            if (credentials["hash_key"].Length < 32) problems.Add($"{Section}:Credentials has no hash_key of 32 characters or more.");
        }
        catch (InvalidDataException e)
        {
            problems.Add(e.Message);
        }

        return Result(problems);
    }

    private static ValidateOptionsResult Result(List<string> problems) =>
        problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
}

/// <summary>Addresses that people may be sent to.</summary>
internal static class ReturnAddresses
{
    /// <summary>
    /// The origin of an address; null when nobody should be sent there: without TLS (but on this machine), with a user name, which makes
    /// another host look like a trusted one, or with what browsers and this program read differently.
    /// </summary>
    public static string? OriginOf(string text) =>
        !text.Contains('\\', StringComparison.Ordinal) && text == text.Trim()
        && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            ? uri.GetLeftPart(UriPartial.Authority)
            : null;
}
