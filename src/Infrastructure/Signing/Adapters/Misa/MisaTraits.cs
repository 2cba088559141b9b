namespace KonTum.Tthc.Infrastructure.Signing.Adapters.Misa;

/// <summary>What an installation can set about MISA eSign. Paths are below the base address.</summary>
internal sealed record MisaTraits
{
    /// <summary>Login: at the root in production, below <c>webdev/</c> in MISA's test environment.</summary>
    public string LoginPath { get; init; } = "api/auth/api/v1/auth/login-api";

    /// <summary>Second factor: as the login.</summary>
    public string TwoFactorPath { get; init; } = "api/auth/api/v1/auth/two-factor-auth";

    /// <summary>New tokens: below <c>webdev/</c> in both, says the document.</summary>
    public string RefreshPath { get; init; } = "webdev/api/auth/api/v1/auth/refreshtoken";

    /// <summary>0: the one-time password comes by SMS or mail; 1: from an authenticator.</summary>
    public int OtpType { get; init; }

    /// <summary>Whether MISA shall ask for no second factor next time.</summary>
    public bool Remember { get; init; }
}
