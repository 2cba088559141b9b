namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>Where a request stands. Everything but <see cref="Waiting"/> is final.</summary>
internal enum SigningState
{
    Waiting,
    Signed,
    Rejected,
    Expired,

    /// <summary>Confirmed, but the certificate could no longer be used.</summary>
    Failed,
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

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>As stored; ask <see cref="StateAt"/>, which knows the time.</summary>
    public SigningState State { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

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
