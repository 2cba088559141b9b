using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Signing;

namespace KonTum.Tthc.Application.Signing;

/// <summary>Signs and validates stored PDF files. Bytes go from blob store to blob store; none are held whole.</summary>
public interface IDocumentSigner
{
    /// <summary>Checks that a file can be signed at the placement, or at all without one, before anyone is disturbed.</summary>
    /// <exception cref="Domain.Failures.FailureException">
    /// PDF_NOT_SIGNABLE with the reason; PLACEMENT_PAGE_NOT_FOUND; PLACEMENT_OUTSIDE_PAGE when less than half of it would be seen.
    /// </exception>
    Task CheckAsync(StoredFile file, PagePlacement? placement, CancellationToken cancellationToken);

    /// <summary>Prepares a file: everything but the signature value.</summary>
    Task<PreparedDocument> PrepareAsync(DocumentToPrepare document, CancellationToken cancellationToken);

    /// <summary>Whether a raw value is a signature of a prepared file by the key of its certificate; nothing is stored.</summary>
    /// <param name="prepared">What preparing answered.</param>
    /// <param name="rawSignature">RSA PKCS#1 v1.5, or ECDSA as DER or as r and s side by side.</param>
    /// <param name="cancellationToken">Stops.</param>
    Task<bool> IsSignatureAsync(PreparedFile prepared, ReadOnlyMemory<byte> rawSignature, CancellationToken cancellationToken);

    /// <summary>
    /// Verifies the raw signature, obtains a timestamp, adds what proves the certificates' validity where it can be had now (B-LT, else
    /// B-T), and stores the signed file.
    /// </summary>
    /// <param name="prepared">What preparing answered.</param>
    /// <param name="rawSignature">What the provider answered.</param>
    /// <param name="cancellationToken">Stops; nothing is stored.</param>
    /// <exception cref="Domain.Failures.FailureException">SIGNATURE_MISMATCH, TIMESTAMP_UNAVAILABLE.</exception>
    Task<SignedDocument> FinishAsync(PreparedFile prepared, ReadOnlyMemory<byte> rawSignature, CancellationToken cancellationToken);

    /// <summary>Validates the signatures of a file against the configured roots.</summary>
    /// <exception cref="Domain.Failures.FailureException">PDF_NOT_SIGNABLE when it cannot be read.</exception>
    Task<IReadOnlyList<SignatureFinding>> ValidateAsync(StoredFile file, CancellationToken cancellationToken);
}

/// <summary>A file to prepare.</summary>
/// <param name="File">The version to sign.</param>
/// <param name="Placement">Where the visible signature goes; null for one that is not seen on the page.</param>
/// <param name="CertificateChain">DER, the signer's first.</param>
/// <param name="Lines">Text of the visible signature, line by line.</param>
/// <param name="Image">Picture; null for none.</param>
/// <param name="ClaimedTime">The claimed signing time.</param>
public sealed record DocumentToPrepare(
    StoredFile File,
    PagePlacement? Placement,
    IReadOnlyList<byte[]> CertificateChain,
    IReadOnlyList<string> Lines,
    StoredFile? Image,
    DateTimeOffset ClaimedTime);

/// <summary>A prepared file.</summary>
/// <param name="PreparedSha256">The file with the empty place, in the blob store.</param>
/// <param name="StateSha256">What finishing needs, in the blob store.</param>
/// <param name="DigestToSign">SHA-256 of the signed attributes.</param>
public sealed record PreparedDocument(string PreparedSha256, string StateSha256, byte[] DigestToSign);

/// <summary>A signed file.</summary>
/// <param name="File">Its bytes.</param>
/// <param name="SigningTime">Time of the signature timestamp.</param>
public sealed record SignedDocument(StoredFile File, DateTimeOffset SigningTime);

/// <summary>What was found about one signature; words of ETSI EN 319 102-1 where it has them.</summary>
public sealed record SignatureFinding(
    string Field,
    bool IsDocumentTimestamp,
    FindingIndication Indication,
    string SubIndication,
    bool Intact,
    bool CoversWholeFile,
    FindingModifications Modifications,
    IReadOnlyList<int> Pages,
    string Signer,
    string Email,
    string Authority,
    DateTimeOffset? ClaimedTime,
    DateTimeOffset? TimestampTime,
    string Level);

/// <summary>Main indication.</summary>
public enum FindingIndication
{
    /// <summary>TOTAL-PASSED.</summary>
    TotalPassed = 1,

    /// <summary>TOTAL-FAILED.</summary>
    TotalFailed = 2,

    /// <summary>INDETERMINATE.</summary>
    Indeterminate = 3,
}

/// <summary>What was appended after a signature.</summary>
public enum FindingModifications
{
    /// <summary>Nothing.</summary>
    None = 1,

    /// <summary>Only what is permitted.</summary>
    Permitted = 2,

    /// <summary>Something that can change what a reader sees.</summary>
    Suspicious = 3,
}
