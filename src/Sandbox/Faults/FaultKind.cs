namespace KonTum.Tthc.Sandbox.Faults;

/// <summary>What can be ordered to go wrong. Names on the wire and meanings: <see cref="FaultNames"/>.</summary>
internal enum FaultKind
{
    Delay,
    Silence,
    Error500,
    Html200,
    BadJson,
    TooLarge,
    SlowBody,
    ConnectionReset,
    AccountUnknown,
    QuotaUsedUp,
    RevokedCertificate,
    ExpiredCertificate,
    Code,
    Reject,
    Expire,
    LateAnswer,
    WrongCertificate,
    WrongSignature,
    OtherDigest,
    PartialBatch,
    DuplicateCallback,
    OutOfOrderCallback,
}

/// <summary>The point of a ceremony where a fault strikes.</summary>
internal enum FaultStage
{
    /// <summary>What travels back over the connection, whatever was meant to be said.</summary>
    Wire,

    /// <summary>The provider says no, in the words of its own interface.</summary>
    Refusal,

    /// <summary>A signing request comes into being.</summary>
    Start,

    /// <summary>The confirmed digests are signed.</summary>
    Signature,

    /// <summary>The provider tells the outcome on its own.</summary>
    Callback,
}

/// <summary>A fault as the control calls know it.</summary>
internal sealed record FaultName(FaultKind Kind, string Name, FaultStage Stage, string Means);

internal static class FaultNames
{
    public static readonly IReadOnlyList<FaultName> All =
    [
        new(FaultKind.Delay, "delay", FaultStage.Wire, "the answer takes `seconds` (default 2)"),
        new(FaultKind.Silence, "silence", FaultStage.Wire,
            "the connection is accepted and nothing is answered until the caller gives up, or for `seconds` (default 120); of a callback: it is never sent"),
        new(FaultKind.Error500, "error_500", FaultStage.Wire, "HTTP 500 in the provider's own form"),
        new(FaultKind.Html200, "html_200", FaultStage.Wire, "an HTML page with HTTP 200"),
        new(FaultKind.BadJson, "bad_json", FaultStage.Wire, "the right answer, cut off in the middle"),
        new(FaultKind.TooLarge, "too_large", FaultStage.Wire, "JSON of 64 MiB"),
        new(FaultKind.SlowBody, "slow_body", FaultStage.Wire, "the right answer in drops, over `seconds` (default 30)"),
        new(FaultKind.ConnectionReset, "connection_reset", FaultStage.Wire, "the connection is reset without an answer"),
        new(FaultKind.AccountUnknown, "account_unknown", FaultStage.Refusal, "the authority knows no such account"),
        new(FaultKind.QuotaUsedUp, "quota_used_up", FaultStage.Refusal, "the account's signatures are used up; `confirm`: told only after the tap"),
        new(FaultKind.RevokedCertificate, "revoked_certificate", FaultStage.Refusal,
            "the certificate is revoked; `get_certificate`: listed as such, `confirm`: told only after the tap"),
        new(FaultKind.ExpiredCertificate, "expired_certificate", FaultStage.Refusal,
            "the certificate has run out; `get_certificate`: listed as such, `confirm`: told only after the tap"),
        new(FaultKind.Code, "code", FaultStage.Refusal, "an answer with this `code` (and `message`) of the provider's own table"),
        new(FaultKind.Reject, "reject", FaultStage.Start, "the person declines, without the phone"),
        new(FaultKind.Expire, "expire", FaultStage.Start, "the request expires after `seconds` (default 0)"),
        new(FaultKind.LateAnswer, "late_answer", FaultStage.Start,
            "the request expires after `seconds` (default 0), and is signed nevertheless once the caller was told so"),
        new(FaultKind.WrongCertificate, "wrong_certificate", FaultStage.Signature, "the key of another account signs"),
        new(FaultKind.WrongSignature, "wrong_signature", FaultStage.Signature, "a signature with a flipped bit"),
        new(FaultKind.OtherDigest, "other_digest", FaultStage.Signature, "a good signature of another digest"),
        new(FaultKind.PartialBatch, "partial_batch", FaultStage.Signature, "only the first half of the documents is signed"),
        new(FaultKind.DuplicateCallback, "duplicate_callback", FaultStage.Callback, "the callback comes three times"),
        new(FaultKind.OutOfOrderCallback, "out_of_order_callback", FaultStage.Callback, "after the outcome, a callback says that the request waits"),
    ];

    public static FaultName? Find(string? name) => All.FirstOrDefault(fault => fault.Name == name);

    public static FaultName Of(FaultKind kind) => All.Single(fault => fault.Kind == kind);
}
