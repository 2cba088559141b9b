namespace KonTum.Tthc.Domain.Signing;

/// <summary>Where a signing stands.</summary>
public enum SigningState
{
    /// <summary>Requested; the files are not prepared yet.</summary>
    Requested = 1,

    /// <summary>Prepared; the provider has not been asked, or its answer was not recorded.</summary>
    Prepared = 2,

    /// <summary>The phone rings.</summary>
    WaitingForConfirmation = 3,

    /// <summary>Signed.</summary>
    Signed = 4,

    /// <summary>Rejected on the phone.</summary>
    Rejected = 5,

    /// <summary>Not confirmed in time.</summary>
    Expired = 6,

    /// <summary>Something else went wrong.</summary>
    Failed = 7,

    /// <summary>Given up or superseded.</summary>
    Cancelled = 8,

    /// <summary>Ended with some attachments signed and some not.</summary>
    PartlySigned = 9,

    /// <summary>The provider waits for a PIN, a one-time password or a visit to its page.</summary>
    AuthorizationRequired = 10,

    /// <summary>The person has confirmed and the signature values are here; the signed files are being made.</summary>
    Finishing = 11,
}

/// <summary>What a signing needs next.</summary>
public enum SigningStep
{
    /// <summary>Nothing, ever.</summary>
    None,

    /// <summary>Prepare the files.</summary>
    Prepare,

    /// <summary>Ask the provider.</summary>
    AskProvider,

    /// <summary>Ask the provider whether the person has confirmed.</summary>
    Poll,

    /// <summary>Nothing but the clock: the caller hands in signatures, a PIN or a one-time password.</summary>
    AwaitCaller,

    /// <summary>Make the signed files of the signature values that are here.</summary>
    Finish,

    /// <summary>Time is up: ask one last time, then let it expire.</summary>
    Expire,

    /// <summary>It ended without a signature; look whether one comes late.</summary>
    WatchForLateSignature,
}
