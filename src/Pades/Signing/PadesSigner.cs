using KonTum.Tthc.Pades.Timestamps;

namespace KonTum.Tthc.Pades;

/// <summary>
/// Signs PDF files in two phases (PAdES B-B and B-T, ETSI EN 319 142-1), so that the key can be far away and its owner may take minutes:
/// prepare writes the file with an empty place, finish fills it. Both stream; neither holds the file in memory.
/// </summary>
public static class PadesSigner
{
    /// <summary>
    /// Copies <paramref name="input"/> to <paramref name="output"/> and appends an incremental update with the signature field, its
    /// appearance and an empty <c>/Contents</c>. The bytes of the input stay a prefix of the output.
    /// </summary>
    /// <param name="input">A seekable PDF, at position 0 or not; read from its start.</param>
    /// <param name="output">A seekable, empty stream that can be read and written.</param>
    /// <param name="request">What the signature shall be.</param>
    /// <param name="cancellationToken">Stops the work; the output is then unusable.</param>
    /// <returns>What <see cref="FinishAsync"/> needs.</returns>
    /// <exception cref="PdfRefusedException">The file cannot be signed, with the reason.</exception>
    public static Task<PreparedSignature> PrepareAsync(
        Stream input, Stream output, SignatureRequest request, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>
    /// Verifies <paramref name="rawSignature"/> with the signer's certificate and the file against <paramref name="prepared"/>, obtains a
    /// timestamp over the signature value if a client is given, and writes the CMS into the empty place of <paramref name="file"/>.
    /// </summary>
    /// <param name="file">The prepared file, seekable, readable and writable; changed in place only between the angle brackets.</param>
    /// <param name="prepared">What prepare answered.</param>
    /// <param name="rawSignature">
    /// RSA: the PKCS#1 v1.5 signature value; ECDSA: r and s as DER (RFC 3279) or as two equal halves (IEEE P1363), told apart here.
    /// </param>
    /// <param name="timestamps">Client of a time-stamping authority for B-T; null makes B-B.</param>
    /// <param name="cancellationToken">Stops the work; the file is then unchanged.</param>
    /// <exception cref="SignatureMismatchException">The value is not a signature of these attributes by this certificate, or the file is
    /// not the prepared one. The file is unchanged.</exception>
    /// <exception cref="TimestampException">The authority did not give a usable timestamp. The file is unchanged.</exception>
    public static Task FinishAsync(
        Stream file,
        PreparedSignature prepared,
        ReadOnlyMemory<byte> rawSignature,
        ITimestampClient? timestamps,
        CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();
}

/// <summary>What came back is not a signature of what was prepared; embedding it would make a broken file.</summary>
/// <param name="message">One English sentence for developers.</param>
public sealed class SignatureMismatchException(string message) : Exception(message);
