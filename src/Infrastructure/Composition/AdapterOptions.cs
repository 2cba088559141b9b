using KonTum.Tthc.Infrastructure.PersonalData;
using KonTum.Tthc.Infrastructure.Signing;
using KonTum.Tthc.Infrastructure.Signing.Certificates;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Composition;

/// <summary>Configuration section <c>Tthc</c>: what several adapters need.</summary>
internal sealed class DataOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Tthc";

    /// <summary>Directory of everything that is not in the database.</summary>
    public string? DataDirectory { get; set; }
}

/// <summary>Checks the settings of the adapters when the program starts. Each sentence names the setting and never its secret.</summary>
internal sealed class AdapterOptionsCheck
    : IValidateOptions<DataOptions>, IValidateOptions<TimestampOptions>, IValidateOptions<TrustOptions>,
        IValidateOptions<RevocationOptions>, IValidateOptions<PersonalDataOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, DataOptions options) =>
        Result(string.IsNullOrWhiteSpace(options.DataDirectory) ? [$"{DataOptions.Section}:DataDirectory is not set."] : []);

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, TimestampOptions options)
    {
        List<string> problems = [];
        // Tokens are signed; plain HTTP is how authorities offer them.
        if (FindUrlProblem(options.Url) is { } problem) problems.Add($"{TimestampOptions.Section}:Url {problem}");
        if (options.AttemptTimeoutSeconds is not (>= 0.1 and <= 120))
            problems.Add($"{TimestampOptions.Section}:AttemptTimeoutSeconds must be 0.1 to 120.");
        return Result(problems);
    }

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, TrustOptions options)
    {
        if (string.IsNullOrEmpty(options.RootsFile)) return Result([$"{TrustOptions.Section}:RootsFile is not set."]);
        try
        {
            TrustStore.Read(options.RootsFile);
            return Result([]);
        }
        catch (InvalidDataException exception)
        {
            return Result([exception.Message]);
        }
    }

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, RevocationOptions options)
    {
        List<string> problems =
        [
            .. options.AllowedHosts.Where(h => Uri.CheckHostName(h) == UriHostNameType.Unknown)
                .Select(h => $"{RevocationOptions.Section}:AllowedHosts: \"{h}\" is not a host name or address."),
        ];
        if (options.TimeoutSeconds is not (>= 0.1 and <= 60)) problems.Add($"{RevocationOptions.Section}:TimeoutSeconds must be 0.1 to 60.");
        return Result(problems);
    }

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, PersonalDataOptions options) =>
        Result(options.MasterKeyFile is { } file && string.IsNullOrWhiteSpace(file)
            ? [$"{PersonalDataOptions.Section}:MasterKeyFile is empty."]
            : []);

    private static string? FindUrlProblem(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return "is not set.";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Query.Length > 0 || uri.UserInfo.Length > 0)
            return "must be an http or https address without query and user.";
        return null;
    }

    private static ValidateOptionsResult Result(List<string> problems) =>
        problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
}
