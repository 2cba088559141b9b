using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Infrastructure.Signing.Adapters.Csc;

/// <summary>What an error of the CSC API means to the platform.</summary>
internal enum CscVerdict
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The platform's token is not accepted (any more).</summary>
    TokenRefused,

    /// <summary>The platform itself is not accepted.</summary>
    PlatformRefused,

    /// <summary>The service knows no such user.</summary>
    AccountUnknown,

    /// <summary>The service knows no such credential.</summary>
    CredentialUnknown,

    /// <summary>The key is switched off: revoked or suspended.</summary>
    Disabled,

    /// <summary>The certificate has run out.</summary>
    CertificateExpired,

    /// <summary>Too many wrong attempts.</summary>
    Locked,

    /// <summary>The PIN is wrong.</summary>
    PinWrong,

    /// <summary>The one-time password is wrong.</summary>
    OtpWrong,

    /// <summary>One of them is wrong.</summary>
    AuthenticationWrong,

    /// <summary>The code of the service's page is wrong, used, or too old.</summary>
    CodeWrong,

    /// <summary>The person said no.</summary>
    Denied,

    /// <summary>The person said nothing in time.</summary>
    TimedOut,

    /// <summary>The activation data is used up or unknown: an answer was lost.</summary>
    SadUnusable,

    /// <summary>The activation data came too late.</summary>
    SadExpired,

    /// <summary>The service does not know what it is asked about.</summary>
    HandleUnknown,

    /// <summary>No signatures are left.</summary>
    QuotaUsedUp,

    /// <summary>Not now.</summary>
    Unavailable,

    /// <summary>Anything else.</summary>
    Failed,
}

/// <summary>
/// The one table of errors (facts 3.2; CSC API 1.0.4.0 and 2.0, tables of each method). Descriptions are compared by what stands in them,
/// because services vary them; the first line that fits counts. "No", "nobody touched it" and "used up" are not in the specification.
/// </summary>
internal static class CscErrors
{
    private static readonly (string Error, string Description, CscVerdict Verdict)[] Table =
    [
        ("invalid_pin", "", CscVerdict.PinWrong),
        ("invalid_otp", "", CscVerdict.OtpWrong),
        ("invalid_authentication_data", "", CscVerdict.AuthenticationWrong),
        ("invalid_token", "", CscVerdict.TokenRefused),
        ("expired_token", "", CscVerdict.TokenRefused),
        ("invalid_grant", "", CscVerdict.CodeWrong),
        ("invalid_client", "", CscVerdict.PlatformRefused),
        ("unauthorized_client", "", CscVerdict.PlatformRefused),
        ("authentication_error", "", CscVerdict.PlatformRefused),
        ("invalid_scope", "", CscVerdict.PlatformRefused),
        ("temporarily_unavailable", "", CscVerdict.Unavailable),
        ("access_denied", "timed out", CscVerdict.TimedOut),
        ("access_denied", "timeout", CscVerdict.TimedOut),
        ("access_denied", "expired", CscVerdict.TimedOut),
        ("access_denied", "locked", CscVerdict.Locked),
        ("access_denied", "", CscVerdict.Denied),
        ("", "locked", CscVerdict.Locked),
        ("", "is disabled", CscVerdict.Disabled),
        ("", "certificate is expired", CscVerdict.CertificateExpired),
        ("", "' is expired", CscVerdict.CertificateExpired), // "Signing certificate 'O=…,CN=…' is expired"
        ("", "SAD expired", CscVerdict.SadExpired),
        ("", "parameter SAD", CscVerdict.SadUnusable),
        ("", "the PIN is invalid", CscVerdict.PinWrong),
        ("", "the OTP is invalid", CscVerdict.OtpWrong),
        ("", "parameter userID", CscVerdict.AccountUnknown),
        ("", "parameter credentialID", CscVerdict.CredentialUnknown),
        ("", "parameter handle", CscVerdict.HandleUnknown),
        ("", "parameter requestID", CscVerdict.HandleUnknown),
        ("", "parameter client_id", CscVerdict.PlatformRefused),
        ("", "parameter client_secret", CscVerdict.PlatformRefused),
        ("", "client authorization required", CscVerdict.PlatformRefused),
        ("", "quota", CscVerdict.QuotaUsedUp),
        ("", "used up", CscVerdict.QuotaUsedUp),
    ];

    /// <summary>Finds what an answer means.</summary>
    public static CscVerdict Judge(int httpStatus, string error, string description)
    {
        if (httpStatus is >= 200 and < 300) return CscVerdict.None;
        foreach (var line in Table)
        {
            if ((line.Error.Length == 0 || line.Error.Equals(error, StringComparison.OrdinalIgnoreCase))
                && description.Contains(line.Description, StringComparison.OrdinalIgnoreCase))
            {
                return line.Verdict;
            }
        }

        return httpStatus switch
        {
            401 or 403 => CscVerdict.TokenRefused,
            408 or 429 or 502 or 503 or 504 => CscVerdict.Unavailable,
            _ => CscVerdict.Failed,
        };
    }

    /// <summary>The failure that it is to a caller.</summary>
    public static Failure FailureOf(CscVerdict verdict, bool asksPin = false) => verdict switch
    {
        CscVerdict.TokenRefused or CscVerdict.PlatformRefused => Failures.ProviderRefusesPlatform,
        CscVerdict.AccountUnknown => Failures.AccountUnknown,
        CscVerdict.CredentialUnknown => Failures.CertificateNotFound,
        CscVerdict.Disabled => Failures.CertificateRevoked,
        CscVerdict.CertificateExpired => Failures.CertificateExpired,
        CscVerdict.Locked => Failures.CredentialLocked,
        CscVerdict.PinWrong => Failures.PinWrong,
        CscVerdict.OtpWrong or CscVerdict.CodeWrong => Failures.OtpWrong,
        // Version 2 does not say which; where both are asked for, it is more often the one that changes.
        CscVerdict.AuthenticationWrong => asksPin ? Failures.PinWrong : Failures.OtpWrong,
        CscVerdict.Denied => Failures.SigningRejected,
        CscVerdict.TimedOut or CscVerdict.SadExpired => Failures.SigningExpired,
        CscVerdict.SadUnusable => Failures.SigningAnswerLost,
        CscVerdict.QuotaUsedUp => Failures.QuotaExhausted,
        CscVerdict.Unavailable => Failures.ProviderUnavailable,
        _ => Failures.ProviderFailed,
    };

    /// <summary>What it is to a ceremony that is under way; what says nothing about the ceremony is thrown, and asked again.</summary>
    public static RemoteOutcome OutcomeOf(CscVerdict verdict) => verdict switch
    {
        CscVerdict.Denied => new RemoteOutcome.Rejected(),
        CscVerdict.TimedOut or CscVerdict.SadExpired => new RemoteOutcome.Expired(),
        CscVerdict.HandleUnknown => new RemoteOutcome.Unknown(),
        CscVerdict.TokenRefused or CscVerdict.PlatformRefused or CscVerdict.Unavailable => throw FailureOf(verdict).Because(),
        _ => new RemoteOutcome.Failed(FailureOf(verdict)),
    };
}
