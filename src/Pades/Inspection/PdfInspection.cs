namespace KonTum.Tthc.Pades;

/// <summary>What a file is made of, as far as signing and validating it depend on it.</summary>
public sealed record PdfInspection
{
    /// <summary>Length in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>Version in the header, as <c>1.7</c>; null when it is not written as ISO 32000-2, 7.5.2 wants it.</summary>
    public string? HeaderVersion { get; init; }

    /// <summary>Encryption; null for a file that is not encrypted. Of an encrypted file nothing else is told.</summary>
    public PdfEncryption? Encryption { get; init; }

    /// <summary>The pages in their order.</summary>
    public IReadOnlyList<InspectedPage> Pages { get; init; } = [];

    /// <summary>
    /// The sections of the cross-reference, oldest first: one for each time the file was saved, two for the first of a linearized file.
    /// </summary>
    public IReadOnlyList<InspectedRevision> Revisions { get; init; } = [];

    /// <summary>Fields that hold or can hold a signature, in the order of the form.</summary>
    public IReadOnlyList<PdfSignatureField> SignatureFields { get; init; } = [];

    /// <summary>Number of the other fields of the form.</summary>
    public int OtherFields { get; init; }

    /// <summary>What the dictionaries of signatures and document timestamps say, unverified, in the order in which they cover the file.</summary>
    public IReadOnlyList<InspectedSignature> Signatures { get; init; } = [];

    /// <summary>The document security store (ETSI EN 319 142-1, 5.4.2); null when there is none.</summary>
    public InspectedStore? Store { get; init; }

    /// <summary>Part of PDF/A (ISO 19005) that the file claims to follow, 1 to 4; null when it claims none.</summary>
    public int? PdfAPart { get; init; }

    /// <summary>Kind of XFA form in it.</summary>
    public XfaKind Xfa { get; init; }

    /// <summary>Why it cannot be signed; null when it can.</summary>
    public PdfRefusal? SigningRefusal { get; init; }

    /// <summary>One English sentence for developers on <see cref="SigningRefusal"/>.</summary>
    public string? SigningRefusalDetail { get; init; }
}

/// <summary>Encryption (ISO 32000-2, 7.6.2).</summary>
/// <param name="Filter">The security handler, as <c>Standard</c>.</param>
/// <param name="Version"><c>/V</c>; null when it is not told.</param>
/// <param name="Revision"><c>/R</c>; null when it is not told.</param>
public sealed record PdfEncryption(string? Filter, int? Version, int? Revision);

/// <summary>A page.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Width">As displayed, in points, after rotation and UserUnit.</param>
/// <param name="Height">As displayed, in points.</param>
/// <param name="Rotate">0, 90, 180 or 270, clockwise.</param>
/// <param name="UserUnit">Points for one unit of user space.</param>
public sealed record InspectedPage(int Number, double Width, double Height, int Rotate, double UserUnit);

/// <summary>A section of the cross-reference.</summary>
/// <param name="Offset">Where it begins, in bytes from the start of the file.</param>
/// <param name="IsStream">A cross-reference stream (7.5.8); otherwise a table (7.5.4).</param>
public sealed record InspectedRevision(long Offset, bool IsStream);

/// <summary>A signature dictionary (ISO 32000-2, 12.8.1). All of it is what the file says of itself.</summary>
public sealed record InspectedSignature
{
    /// <summary>Full name of its field.</summary>
    public required string Field { get; init; }

    /// <summary>Signature or document timestamp.</summary>
    public required SignatureKind Kind { get; init; }

    /// <summary><c>/SubFilter</c>.</summary>
    public string? SubFilter { get; init; }

    /// <summary>The first byte behind what it covers; 0 when its byte range is at fault.</summary>
    public long CoversUntil { get; init; }

    /// <summary>Bytes reserved in <c>/Contents</c>.</summary>
    public int ContentsLength { get; init; }

    /// <summary><c>/Name</c>.</summary>
    public string? Name { get; init; }

    /// <summary><c>/Reason</c>.</summary>
    public string? Reason { get; init; }

    /// <summary><c>/Location</c>.</summary>
    public string? Location { get; init; }

    /// <summary>The claimed time, <c>/M</c>.</summary>
    public DateTimeOffset? ClaimedTime { get; init; }

    /// <summary>Of a certification signature what it permits; null for an approval signature.</summary>
    public CertificationLevel? Certification { get; init; }

    /// <summary>Why the dictionary cannot be relied on, one English sentence; null when it can.</summary>
    public string? Fault { get; init; }
}

/// <summary>What is in a document security store.</summary>
/// <param name="Certificates">Number of certificates.</param>
/// <param name="OcspResponses">Number of OCSP responses.</param>
/// <param name="Crls">Number of CRLs.</param>
/// <param name="SignatureEntries">Number of entries in <c>/VRI</c>.</param>
public sealed record InspectedStore(int Certificates, int OcspResponses, int Crls, int SignatureEntries);

/// <summary>XFA in a form (ISO 32000-1, 12.7.8).</summary>
public enum XfaKind
{
    /// <summary>None.</summary>
    None,

    /// <summary>Beside a form of the PDF itself; pages show what is signed.</summary>
    Static,

    /// <summary>The pages are a stand-in; readers with XFA make others.</summary>
    Dynamic,
}
