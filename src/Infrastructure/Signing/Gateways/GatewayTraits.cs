namespace KonTum.Tthc.Infrastructure.Signing.Gateways;

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

/// <summary>
/// Everything in which gateways of the QĐ 769 family differ on the wire. It is data (providers.json): the flow has no cases for providers.
/// </summary>
internal sealed record GatewayTraits
{
    /// <summary>Path of the certificate list below the base address.</summary>
    public required string CertificatesPath { get; init; }

    /// <summary>Path of the sign call.</summary>
    public required string SignPath { get; init; }

    /// <summary>Path of the status call; <c>{id}</c> stands for the identifier.</summary>
    public required string StatusPath { get; init; }

    /// <summary>How digests are written.</summary>
    public required DigestEncoding Digests { get; init; }

    /// <summary>Who makes the transaction id.</summary>
    public required TransactionMaker TransactionBy { get; init; }

    /// <summary>Which id the status call wants.</summary>
    public required StatusIdentifier StatusBy { get; init; }

    /// <summary>Whether the provider is named in each body, as <c>ca_name</c>.</summary>
    public required bool SendsCaName { get; init; }

    /// <summary>Whether the status call carries the platform's credentials; VNPT wants an empty object.</summary>
    public required bool CredentialsInStatus { get; init; }

    /// <summary>How long the person has to confirm, in seconds.</summary>
    public required int LifetimeSeconds { get; init; }

    /// <summary>Most documents of one confirmation.</summary>
    public required int MaxDocuments { get; init; }

    /// <summary>Most characters of the text on the phone.</summary>
    public required int DescriptionLength { get; init; }
}
