namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>Where a request stands. Everything but <see cref="Waiting"/> is final.</summary>
internal enum SigningState
{
    Waiting,
    Signed,
    Rejected,
    Expired,

    /// <summary>Confirmed, but not signed: <see cref="SigningRequest.Failure"/> says why.</summary>
    Failed,
}

/// <summary>Why a confirmed request was not signed. Every interface has its own number for it.</summary>
internal enum SigningFailure
{
    /// <summary>Revoked, locked or run out since the request was taken.</summary>
    CertificateUnusable,

    /// <summary>The subscriber has no signatures left.</summary>
    QuotaUsedUp,

    /// <summary>The account is not there any more.</summary>
    AccountUnknown,

    /// <summary>A code of the provider's own table: <see cref="SigningRequest.FailureCode"/>.</summary>
    Other,
}

/// <summary>One or many digests that wait for one tap on the phone.</summary>
internal sealed class SigningRequest
{
    /// <summary>The provider's own id: <c>tran_code</c> on the wire, and the id that the phone knows.</summary>
    public required Guid Id { get; init; }

    public required string Gateway { get; init; }

    /// <summary>VNPT: made by the service provider. NEAC: made by the gateway.</summary>
    public required string TransactionId { get; init; }

    public required string CaName { get; init; }

    public required string UserId { get; init; }

    public required string Signer { get; init; }

    public required string SerialNumber { get; init; }

    public required string? Description { get; init; }

    public required string ServiceProvider { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; set; }

    /// <summary>As stored; ask <see cref="StateAt"/>, which knows the time.</summary>
    public SigningState State { get; set; }

    public DateTimeOffset? SettledAt { get; set; }

    public SigningFailure? Failure { get; set; }

    public string? FailureCode { get; set; }

    public string? FailureMessage { get; set; }

    /// <summary>What the gateway that took the request must remember besides, in its own form.</summary>
    public string? Notes { get; init; }

    /// <summary>Where the outcome is told, when the request itself names a place.</summary>
    public string? CallbackUrl { get; init; }

    /// <summary>Can be signed after it has expired, which no provider should do and some do.</summary>
    public bool IsSignedLate { get; set; }

    public List<SigningDocument> Documents { get; init; } = [];

    public SigningState StateAt(DateTimeOffset now) =>
        State == SigningState.Waiting && now >= ExpiresAt ? SigningState.Expired : State;
}

/// <summary>One digest of a request, and its signature once confirmed.</summary>
internal sealed class SigningDocument
{
    public Guid RequestId { get; init; }

    public required int Position { get; init; }

    public required string DocId { get; init; }

    /// <summary>What the phone shows, where the provider takes a name beside the id.</summary>
    public string? Name { get; init; }

    public required string FileType { get; init; }

    /// <summary>SHA-256, 32 bytes.</summary>
    public required byte[] Digest { get; init; }

    /// <summary>RSA PKCS #1 v1.5, as long as the modulus; null until confirmed.</summary>
    public byte[]? Signature { get; set; }
}

/// <summary>A transaction id that the NEAC gateway handed out and that a sign call may hand back, once.</summary>
internal sealed class IssuedTransaction
{
    public required string TransactionId { get; init; }

    public required string CaName { get; init; }

    public required string UserId { get; init; }
}
