namespace KonTum.Tthc.Infrastructure.Signing.Adapters.Csc;

/// <summary>How the platform itself logs in to a service.</summary>
internal enum CscServiceAuthorization
{
    /// <summary>OAuth 2.0 client credentials.</summary>
    ClientCredentials,

    /// <summary>auth/login with HTTP Basic.</summary>
    Basic,
}

/// <summary>Which call sends a one-time password.</summary>
internal enum CscOneTimePasswordBy
{
    /// <summary>credentials/sendOTP.</summary>
    SendOtp,

    /// <summary>credentials/getChallenge of version 2.</summary>
    GetChallenge,
}

/// <summary>
/// Everything in which services with a CSC interface differ and that credentials/info does not tell. It is data: the flow has no case for
/// a service.
/// </summary>
internal sealed record CscTraits
{
    /// <summary>Path of the interface below the base address; empty takes that of the version ("csc/v1/", "csc/v2/").</summary>
    public string ApiPath { get; init; } = "";

    /// <summary>Path of the OAuth 2.0 endpoints below the base address.</summary>
    public string OAuthPath { get; init; } = "oauth2/";

    /// <summary>How the platform logs in.</summary>
    public CscServiceAuthorization ServiceAuthorization { get; init; } = CscServiceAuthorization.ClientCredentials;

    /// <summary>Whether credentials/list names the user: yes where the token is the platform's, no where it is one user's.</summary>
    public bool SendsUserId { get; init; } = true;

    /// <summary>Before the account number, for services that want it.</summary>
    public string UserIdPrefix { get; init; } = "";

    /// <summary>Where the page of a service ("oauth2code") sends the person back to; registered there. Empty: such keys cannot be used.</summary>
    public string RedirectUri { get; init; } = "";

    /// <summary>Version 2: ask signHash to go on by itself ("A") and fetch the signatures with signPolling.</summary>
    public bool AsynchronousSignatures { get; init; }

    /// <summary>Version 2: which call sends a one-time password.</summary>
    public CscOneTimePasswordBy OneTimePasswordBy { get; init; } = CscOneTimePasswordBy.SendOtp;

    /// <summary>Version 2: ids of authentication objects that the phone answers for; nobody types anything.</summary>
    public IReadOnlyList<string> PhoneObjects { get; init; } = ["mobile"];

    /// <summary>Version 2: ids of authentication objects that are one-time passwords, besides those with a generator.</summary>
    public IReadOnlyList<string> OneTimePasswordObjects { get; init; } = ["OTP"];
}
