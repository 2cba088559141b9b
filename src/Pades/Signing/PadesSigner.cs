using System.Security.Cryptography;
using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Signing;
using KonTum.Tthc.Pades.Timestamps;

namespace KonTum.Tthc.Pades;

/// <summary>
/// Signs PDF files in two phases (PAdES B-B and B-T, ETSI EN 319 142-1), so that the key can be far away and its owner may take minutes:
/// prepare writes the file with an empty place, finish fills it. Both stream; neither holds the file in memory, nor disposes of a stream.
/// </summary>
public static partial class PadesSigner
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
    /// <exception cref="ArgumentException">The request cannot be used: no certificate, a box without size, no room reserved.</exception>
    public static async Task<PreparedSignature> PrepareAsync(
        Stream input, Stream output, SignatureRequest request, CancellationToken cancellationToken = default)
    {
        var (scheme, plan) = await PlanAsync(input, output, request, cancellationToken).ConfigureAwait(false);
        return await WriteAsync(input, output, request, scheme, plan, hashesFile: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Verifies <paramref name="rawSignature"/> with the signer's certificate and the file against <paramref name="prepared"/>, obtains a
    /// timestamp over the signature value if a client is given, and writes the CMS into the empty place of <paramref name="file"/>.
    /// </summary>
    /// <param name="file">The prepared file, seekable, readable and writable; changed in place only between the angle brackets.</param>
    /// <param name="prepared">What prepare answered.</param>
    /// <param name="rawSignature">
    /// RSA: the PKCS#1 v1.5 or PSS signature value, as <see cref="PreparedSignature.Scheme"/> says; ECDSA: r and s as DER (RFC 3279) or as two equal halves (IEEE P1363), told apart here.
    /// </param>
    /// <param name="timestamps">Client of a time-stamping authority for B-T; null makes B-B.</param>
    /// <param name="cancellationToken">Stops the work; the file is then unchanged.</param>
    /// <exception cref="PdfRefusedException">The field requires a timestamp and no client was given. The file is unchanged.</exception>
    /// <exception cref="SignatureMismatchException">The value is not a signature of these attributes by this certificate, or the file is
    /// not the prepared one. The file is unchanged.</exception>
    /// <exception cref="TimestampException">The authority did not give a usable timestamp. The file is unchanged.</exception>
    /// <exception cref="SignatureTooLargeException">The CMS needs more than was reserved. The file is unchanged.</exception>
    public static async Task FinishAsync(
        Stream file,
        PreparedSignature prepared,
        ReadOnlyMemory<byte> rawSignature,
        ITimestampClient? timestamps,
        CancellationToken cancellationToken = default)
    {
        CheckTimestamp(prepared.RequiresTimestamp, timestamps);
        // Cheap and most likely to be wrong first; the file is read only for a signature that fits.
        CheckSignature(prepared, rawSignature);
        await CheckFileAsync(file, prepared, cancellationToken).ConfigureAwait(false);
        await EmbedAsync(file, prepared, rawSignature, timestamps, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<(SignatureScheme Scheme, SignatureFieldUpdate Plan)> PlanAsync(
        Stream input, Stream output, SignatureRequest request, CancellationToken cancellationToken)
    {
        if (request.CertificateChain.Count == 0)
            throw new ArgumentException("The certificate of the signer is needed.", nameof(request));
        if (request.ReservedBytes is < 1024 or > 1024 * 1024)
            throw new ArgumentOutOfRangeException(nameof(request), "Between 1 KB and 1 MB can be reserved for the CMS.");
        if (output.Length != 0)
            throw new ArgumentException("The output is not empty.", nameof(output));
        var scheme = SigningAlgorithm.Choose(request.CertificateChain[0], request.Scheme, request.Digest);
        return (scheme, await Task.Run(() => SignatureFieldUpdate.Plan(SignablePdf.Open(input), request), cancellationToken).ConfigureAwait(false));
    }

    private static async Task<PreparedSignature> WriteAsync(
        Stream input,
        Stream output,
        SignatureRequest request,
        SignatureScheme scheme,
        SignatureFieldUpdate plan,
        bool hashesFile,
        CancellationToken cancellationToken)
    {
        using var digests = new RangeDigests(request.Digest, plan.ContentsOffset, plan.ContentsLength, hashesFile);
        input.Position = 0;
        var copied = await Pump.RunAsync(input, output, digests, cancellationToken).ConfigureAwait(false);
        if (copied != plan.Start)
            throw new PdfRefusedException(PdfRefusal.BrokenStructure, "The file changed while it was read.");
        digests.Append(plan.Bytes);
        await output.WriteAsync(plan.Bytes, cancellationToken).ConfigureAwait(false);
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        var (file, range) = digests.Finish();
        return new PreparedSignature
        {
            FileLength = copied + plan.Bytes.Length,
            FileDigest = file,
            ContentsOffset = plan.ContentsOffset,
            ContentsLength = plan.ContentsLength,
            RangeDigest = range,
            Digest = request.Digest,
            Scheme = scheme,
            SignedAttributes = SignedAttributes.Build(range, request.CertificateChain[0], request.Digest),
            CertificateChain = [.. request.CertificateChain],
            FieldName = plan.FieldName,
            RequiresTimestamp = plan.RequiresTimestamp,
        };
    }

    private static void CheckTimestamp(bool isRequired, ITimestampClient? timestamps)
    {
        if (isRequired && timestamps is null)
            throw SeedValue.Forbidden("The field requires a timestamp (/SV /TimeStamp).");
    }

    private static void CheckSignature(PreparedSignature prepared, ReadOnlyMemory<byte> rawSignature)
    {
        if (!RawSignature.Verify(prepared.CertificateChain[0], prepared.SignedAttributes, prepared.Digest, rawSignature, prepared.Scheme))
            throw new SignatureMismatchException("The value is not a signature of the prepared attributes by the signer's certificate.");
    }

    private static async Task EmbedAsync(
        Stream file,
        PreparedSignature prepared,
        ReadOnlyMemory<byte> rawSignature,
        ITimestampClient? timestamps,
        CancellationToken cancellationToken)
    {
        var value = RawSignature.Normalise(prepared.CertificateChain[0], rawSignature.Span);
        var token = timestamps is null
            ? null
            : await timestamps.GetTokenAsync(prepared.Digest.Hash(value), prepared.Digest.ToHashName(), cancellationToken).ConfigureAwait(false);
        var cms = CmsBuilder.Assemble(prepared.SignedAttributes, value, prepared.CertificateChain, prepared.Digest, token, prepared.Scheme);
        if (cms.Length > (prepared.ContentsLength - 2) / 2)
            throw new SignatureTooLargeException($"The CMS takes {cms.Length} bytes, more than were reserved.");
        var hex = System.Text.Encoding.ASCII.GetBytes(Convert.ToHexString(cms));
        cancellationToken.ThrowIfCancellationRequested();
        // From here on nothing stops the write: half a signature would be neither the prepared file nor the signed one.
        file.Position = prepared.ContentsOffset + 1;
        await file.WriteAsync(hex, CancellationToken.None).ConfigureAwait(false);
        await file.FlushAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private static async Task CheckFileAsync(Stream file, PreparedSignature prepared, CancellationToken cancellationToken)
    {
        if (file.Length != prepared.FileLength
            || prepared.ContentsOffset < 0 || prepared.ContentsLength < 2 || prepared.ContentsOffset + prepared.ContentsLength > file.Length)
        {
            throw new SignatureMismatchException("The file does not have the length of the prepared one.");
        }

        using var digests = new RangeDigests(prepared.Digest, prepared.ContentsOffset, prepared.ContentsLength);
        file.Position = 0;
        await Pump.RunAsync(file, null, digests, cancellationToken).ConfigureAwait(false);
        var (whole, range) = digests.Finish();
        if (!CryptographicOperations.FixedTimeEquals(whole, prepared.FileDigest)
            || !CryptographicOperations.FixedTimeEquals(range, prepared.RangeDigest))
        {
            throw new SignatureMismatchException("The file is not the prepared one.");
        }
    }
}

/// <summary>What came back is not a signature of what was prepared; embedding it would make a broken file.</summary>
/// <param name="message">One English sentence for developers.</param>
public sealed class SignatureMismatchException(string message) : Exception(message);

/// <summary>The finished CMS does not fit into <see cref="SignatureRequest.ReservedBytes"/>.</summary>
/// <param name="message">One English sentence for developers.</param>
public sealed class SignatureTooLargeException(string message) : Exception(message);
