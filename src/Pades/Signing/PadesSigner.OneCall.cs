using KonTum.Tthc.Pades.Timestamps;

namespace KonTum.Tthc.Pades;

/// <summary>Signing in one call, for keys that answer at once.</summary>
public static partial class PadesSigner
{
    /// <summary>
    /// Prepares and finishes in one call: the same file as of <see cref="PrepareAsync"/> and <see cref="FinishAsync"/>, which is not read a
    /// second time, because nobody else had it in between.
    /// </summary>
    /// <param name="input">A seekable PDF, at position 0 or not; read from its start.</param>
    /// <param name="output">A seekable, empty stream that can be read, written and cut; nobody else may write to it meanwhile.</param>
    /// <param name="request">What the signature shall be; its chain is that of the key.</param>
    /// <param name="key">The key.</param>
    /// <param name="timestamps">Client of a time-stamping authority for B-T; null makes B-B.</param>
    /// <param name="cancellationToken">Stops the work; the output is then empty.</param>
    /// <exception cref="PdfRefusedException">The file cannot be signed, or the field requires a timestamp; the output is empty.</exception>
    /// <exception cref="ArgumentException">As of <see cref="PrepareAsync"/>.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The key is of another kind than the certificate; the output is empty.</exception>
    /// <exception cref="SignatureMismatchException">The key is not that of the certificate; the output is empty.</exception>
    /// <exception cref="TimestampException">The authority did not give a usable timestamp; the output is empty.</exception>
    /// <exception cref="SignatureTooLargeException">The CMS needs more than was reserved; the output is empty.</exception>
    public static Task<SigningResult> SignAsync(
        Stream input,
        Stream output,
        SignatureRequest request,
        LocalKey key,
        ITimestampClient? timestamps = null,
        CancellationToken cancellationToken = default) =>
        SignAsync(input, output, request, (prepared, _) => ValueTask.FromResult<ReadOnlyMemory<byte>>(key.Sign(prepared)), timestamps, cancellationToken);

    /// <summary>As the other one, with a key that is reached through a function: a token, a security module.</summary>
    /// <param name="input">A seekable PDF, at position 0 or not; read from its start.</param>
    /// <param name="output">A seekable, empty stream that can be read, written and cut; nobody else may write to it meanwhile.</param>
    /// <param name="request">What the signature shall be.</param>
    /// <param name="sign">
    /// Gives the signature value over <see cref="PreparedSignature.SignedAttributes"/>, or over <see cref="PreparedSignature.DigestToSign"/>,
    /// in a form that <see cref="FinishAsync"/> takes. What it gets has no <see cref="PreparedSignature.FileDigest"/>: it is not to be kept.
    /// </param>
    /// <param name="timestamps">Client of a time-stamping authority for B-T; null makes B-B.</param>
    /// <param name="cancellationToken">Stops the work; the output is then empty.</param>
    /// <exception cref="PdfRefusedException">The file cannot be signed, or the field requires a timestamp; the output is empty.</exception>
    /// <exception cref="ArgumentException">As of <see cref="PrepareAsync"/>.</exception>
    /// <exception cref="SignatureMismatchException">The value is not a signature by the certificate; the output is empty.</exception>
    /// <exception cref="TimestampException">The authority did not give a usable timestamp; the output is empty.</exception>
    /// <exception cref="SignatureTooLargeException">The CMS needs more than was reserved; the output is empty.</exception>
    public static async Task<SigningResult> SignAsync(
        Stream input,
        Stream output,
        SignatureRequest request,
        Func<PreparedSignature, CancellationToken, ValueTask<ReadOnlyMemory<byte>>> sign,
        ITimestampClient? timestamps = null,
        CancellationToken cancellationToken = default)
    {
        var (scheme, plan) = await PlanAsync(input, output, request, cancellationToken).ConfigureAwait(false);
        CheckTimestamp(plan.RequiresTimestamp, timestamps);
        try
        {
            var prepared = await WriteAsync(input, output, request, scheme, plan, hashesFile: false, cancellationToken).ConfigureAwait(false);
            var value = await sign(prepared, cancellationToken).ConfigureAwait(false);
            CheckSignature(prepared, value);
            await EmbedAsync(output, prepared, value, timestamps, cancellationToken).ConfigureAwait(false);
            return new SigningResult { FieldName = prepared.FieldName, FileLength = prepared.FileLength };
        }
        catch
        {
            // A file with an empty signature is no result that anyone should find.
            output.SetLength(0);
            throw;
        }
    }
}

/// <summary>What <see cref="PadesSigner.SignAsync(Stream, Stream, SignatureRequest, LocalKey, ITimestampClient?, CancellationToken)"/> did.</summary>
public sealed record SigningResult
{
    /// <summary>Full name of the signature field.</summary>
    public required string FieldName { get; init; }

    /// <summary>Length of the signed file in bytes.</summary>
    public required long FileLength { get; init; }
}
