using KonTum.Tthc.Infrastructure.Messages;
using KonTum.Tthc.Infrastructure.Portal;
using KonTum.Tthc.Infrastructure.Signing.Providers;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Composition;

/// <summary>What the settings of the ways out must hold; a wrong one stops the start, not the first message.</summary>
internal sealed class PortalOptionsCheck : IValidateOptions<PortalOptions>
{
    public ValidateOptionsResult Validate(string? name, PortalOptions options)
    {
        if (options.BaseUrl.Length == 0) return ValidateOptionsResult.Success;
        var problems = new List<string>();
        Checks.Address(options.BaseUrl, $"{PortalOptions.Section}:BaseUrl", problems);
        Checks.Address(options.FileBaseUrl, $"{PortalOptions.Section}:FileBaseUrl", problems);
        Checks.Secrets(options.Credentials, $"{PortalOptions.Section}:Credentials", ["username", "password", "file_key"], problems);
        if (options.UnitCode.Length == 0) problems.Add($"{PortalOptions.Section}:UnitCode is missing.");
        if (options.BatchSize is < 1 or > 500) problems.Add($"{PortalOptions.Section}:BatchSize must be 1 to 500.");
        Checks.Pace(options.TimeoutSeconds, options.FirstDelaySeconds, options.GiveUpAfterHours, PortalOptions.Section, problems);
        return Checks.Result(problems);
    }
}

/// <inheritdoc cref="PortalOptionsCheck"/>
internal sealed class MailOptionsCheck : IValidateOptions<MailOptions>
{
    public ValidateOptionsResult Validate(string? name, MailOptions options)
    {
        if (options.Host.Length == 0) return ValidateOptionsResult.Success;
        var problems = new List<string>();
        if (options.Port is < 1 or > 65535) problems.Add($"{MailOptions.Section}:Port must be 1 to 65535.");
        if (options.Security == MailSecurity.None && options.Host is not ("127.0.0.1" or "localhost" or "::1"))
            problems.Add($"{MailOptions.Section}:Security: without TLS mail goes to this machine only.");
        if (!MimeKit.MailboxAddress.TryParse(options.From, out var from) || from.Domain is not { Length: > 0 })
            problems.Add($"{MailOptions.Section}:From must be an address.");
        if (options.Credentials.Length > 0) Checks.Secrets(options.Credentials, $"{MailOptions.Section}:Credentials", ["username", "password"], problems);
        Checks.Pace(options.TimeoutSeconds, options.FirstDelaySeconds, options.GiveUpAfterHours, MailOptions.Section, problems);
        return Checks.Result(problems);
    }
}

/// <inheritdoc cref="PortalOptionsCheck"/>
internal sealed class SmsOptionsCheck : IValidateOptions<SmsOptions>
{
    public ValidateOptionsResult Validate(string? name, SmsOptions options)
    {
        if (options.Url.Length == 0) return ValidateOptionsResult.Success;
        var problems = new List<string>();
        Checks.Address(options.Url, $"{SmsOptions.Section}:Url", problems);
        Checks.Secrets(options.Credentials, $"{SmsOptions.Section}:Credentials", ["token"], problems);
        Checks.Pace(options.TimeoutSeconds, options.FirstDelaySeconds, options.GiveUpAfterHours, SmsOptions.Section, problems);
        return Checks.Result(problems);
    }
}

file static class Checks
{
    public static ValidateOptionsResult Result(List<string> problems) =>
        problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

    /// <summary>Personal data leave over https, or stay on this machine.</summary>
    public static void Address(string text, string setting, List<string> problems)
    {
        var fits = Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0
            && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
        if (!fits) problems.Add($"{setting} must be an https address, or http on this machine.");
    }

    public static void Secrets(string reference, string setting, string[] names, List<string> problems)
    {
        try
        {
            var secrets = SecretReading.Secrets(new SecretReading().Follow(reference, setting), setting);
            problems.AddRange(names.Except(secrets.Names, StringComparer.Ordinal).Select(n => $"{setting}: {n} is missing."));
        }
        catch (InvalidDataException e)
        {
            problems.Add(e.Message);
        }
    }

    public static void Pace(double timeout, double firstDelay, double giveUp, string section, List<string> problems)
    {
        if (timeout is not (>= 0.1 and <= 120)) problems.Add($"{section}:TimeoutSeconds must be 0.1 to 120.");
        if (firstDelay is not (>= 0.01 and <= 3600)) problems.Add($"{section}:FirstDelaySeconds must be 0.01 to 3600.");
        if (giveUp is not (>= 0 and <= 720)) problems.Add($"{section}:GiveUpAfterHours must be 0 to 720.");
    }
}
