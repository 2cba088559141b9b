namespace KonTum.Tthc.Infrastructure.Signing.Adapters.Sp769;

/// <summary>How a digest is written on the wire.</summary>
internal enum DigestEncoding
{
    /// <summary>Lower-case hexadecimal: QĐ 769 in VNPT's form.</summary>
    LowerHex,

    /// <summary>Base64: what clients of the NEAC gateway send.</summary>
    Base64,
}

/// <summary>Who makes the identifier of a transaction.</summary>
internal enum TransactionMaker
{
    /// <summary>We do. It is random: whoever knows it can fetch the signatures at VNPT.</summary>
    Platform,

    /// <summary>The gateway, in its answer to get_certificate.</summary>
    Gateway,
}

/// <summary>Which identifier the status call wants; the documents do not settle it (facts 1.2).</summary>
internal enum StatusIdentifier
{
    /// <summary>The transaction id.</summary>
    Transaction,

    /// <summary>The provider's own id (tran_code), when starting has answered one.</summary>
    ProviderReference,
}

/// <summary>When the sign call is answered.</summary>
internal enum SignMode
{
    /// <summary>At once; the status call tells the rest.</summary>
    Polling,

    /// <summary>After the person has touched the phone, with the signatures in the answer.</summary>
    Blocking,
}

/// <summary>
/// Everything in which gateways of the QĐ 769 family differ on the wire. It is data (providers.json): the flow has no cases for providers.
/// </summary>
internal sealed record Sp769Traits
{
    /// <summary>When the sign call is answered.</summary>
    public SignMode Mode { get; init; } = SignMode.Polling;

    /// <summary>Path of the certificate list below the base address; of QĐ 769 itself when nothing is said.</summary>
    public string CertificatesPath { get; init; } = "get_certificate";

    /// <summary>Path of the sign call.</summary>
    public string SignPath { get; init; } = "sign";

    /// <summary>Path of the status call; <c>{id}</c> stands for the identifier.</summary>
    public string StatusPath { get; init; } = "sign/{id}/status";

    /// <summary>How digests are written.</summary>
    public DigestEncoding Digests { get; init; } = DigestEncoding.LowerHex;

    /// <summary>Who makes the transaction id.</summary>
    public TransactionMaker TransactionBy { get; init; } = TransactionMaker.Platform;

    /// <summary>Which id the status call wants.</summary>
    public StatusIdentifier StatusBy { get; init; } = StatusIdentifier.Transaction;

    /// <summary>Whether the provider is named in each body, as <c>ca_name</c>.</summary>
    public bool SendsCaName { get; init; }

    /// <summary>Whether the status call carries the platform's credentials; VNPT wants an empty object.</summary>
    public bool CredentialsInStatus { get; init; }

    /// <summary>The secret <c>bearer_token</c> in the Authorization header, instead of sp_id and sp_password in the body.</summary>
    public bool BearerToken { get; init; }

    /// <summary>
    /// Whether a sign call whose answer was lost may be sent again with the same transaction id, when the status call does not know it:
    /// the gateway takes an id once, so the phone cannot ring twice.
    /// </summary>
    public bool StartMayBeRepeated { get; init; }
}
