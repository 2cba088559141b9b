using KonTum.Tthc.Pades.LongTerm;
using KonTum.Tthc.Pades.Reading;
using KonTum.Tthc.Pades.Timestamps;

namespace KonTum.Tthc.Pades;

/// <summary>
/// Keeps signatures provable for decades (ETSI EN 319 142-1, 5.4 and 6.3): brings all signatures of a file to B-T, B-LT or B-LTA by
/// incremental updates with timestamps, certificates and revocation information, and renews archive timestamps before they end.
/// </summary>
/// <remarks>
/// A certification that permits no change (DocMDP, P 1) permits this: ISO 32000-2, 12.8.2.2, table 257 excepts validation material and
/// document timestamps. Readers of PDF 1.7 may show such a file as changed. Streams are not disposed of.
/// </remarks>
public static class PadesAugmenter
{
    /// <summary>Copies a file and appends what its signatures need for a level; what they have stays.</summary>
    /// <param name="input">A seekable PDF, read from its start.</param>
    /// <param name="output">
    /// A seekable, empty stream that can be read, written and cut. The input is a prefix of it but for the <c>/Contents</c> of signatures
    /// that got a signature timestamp; with <see cref="TimestampPlacement.Document"/> always.
    /// </param>
    /// <param name="request">To which level, and what with.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>What was done; with nothing to do, the output is a copy.</returns>
    /// <exception cref="AugmentationException">The level cannot be reached, with the reason; the output is empty.</exception>
    /// <exception cref="TimestampException">The authority did not give a usable timestamp; the output is empty.</exception>
    /// <exception cref="PdfRefusedException">The file cannot be read or appended to, with the reason; the output is empty.</exception>
    /// <exception cref="ArgumentException">The request cannot be used: no such level, an anchor that is no certificate, no room reserved.</exception>
    public static async Task<AugmentationResult> AugmentAsync(
        Stream input, Stream output, AugmentationRequest request, CancellationToken cancellationToken = default)
    {
        Check(request);
        if (output.Length != 0) throw new ArgumentException("The output is not empty.", nameof(output));
        try
        {
            return await Task.Run(() => new Augmentation(input, output, request).RunAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // Half of the work is no result that anyone should find.
            output.SetLength(0);
            throw;
        }
    }

    /// <summary>
    /// Finishes a prepared signature and brings the file to a level in one call: <see cref="PadesSigner.FinishAsync"/> with a signature
    /// timestamp, then <see cref="AugmentAsync"/>.
    /// </summary>
    /// <param name="prepared">The prepared file; afterwards it holds the signature at level B-T, whether the rest succeeded or not.</param>
    /// <param name="state">What prepare answered.</param>
    /// <param name="rawSignature">The signature value, as for <see cref="PadesSigner.FinishAsync"/>.</param>
    /// <param name="output">A seekable, empty stream for the result.</param>
    /// <param name="request">To which level, and what with.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="SignatureMismatchException">As of <see cref="PadesSigner.FinishAsync"/>; both streams are unchanged.</exception>
    /// <exception cref="SignatureTooLargeException">As of <see cref="PadesSigner.FinishAsync"/>; both streams are unchanged.</exception>
    /// <exception cref="TimestampException">No usable timestamp.</exception>
    /// <exception cref="AugmentationException">Signed, but the level cannot be reached; the output is empty.</exception>
    /// <exception cref="ArgumentException">The request cannot be used; nothing was done.</exception>
    public static async Task<AugmentationResult> FinishAsync(
        Stream prepared,
        PreparedSignature state,
        ReadOnlyMemory<byte> rawSignature,
        Stream output,
        AugmentationRequest request,
        CancellationToken cancellationToken = default)
    {
        Check(request);
        var timestamps = request.Placement == TimestampPlacement.Automatic ? request.Timestamps : null;
        await PadesSigner.FinishAsync(prepared, state, rawSignature, timestamps, cancellationToken).ConfigureAwait(false);
        return await AugmentAsync(prepared, output, request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells until when the newest archive timestamp of a file carries. Nothing is fetched.</summary>
    /// <param name="pdf">A seekable PDF.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Null when the file holds no document timestamp.</returns>
    /// <exception cref="PdfRefusedException">The file cannot be read, with the reason.</exception>
    /// <exception cref="AugmentationException">A signature or timestamp does not verify.</exception>
    public static Task<RenewalPlan?> PlanRenewalAsync(Stream pdf, CancellationToken cancellationToken = default) =>
        Task.Run(
            () =>
            {
                var request = new AugmentationRequest { Target = PadesLevel.BLTA, At = DateTimeOffset.MinValue };
                return new Augmentation(pdf, pdf, request).PlanRenewalAsync(KeptFile.Read(PdfDocument.Open(new ByteSource(pdf)), pdf), cancellationToken);
            },
            cancellationToken);

    private static void Check(AugmentationRequest request)
    {
        if (request.Target is not (PadesLevel.BT or PadesLevel.BLT or PadesLevel.BLTA))
            throw new ArgumentException("The target must be B-T, B-LT or B-LTA.", nameof(request));
        if (request.ReservedBytes is < 1024 or > 1024 * 1024)
            throw new ArgumentOutOfRangeException(nameof(request), "Between 1 KB and 1 MB can be reserved for the token.");
        if (request.Renew && request.Target != PadesLevel.BLTA)
            throw new ArgumentException("Only archive timestamps can be renewed: the target must be B-LTA.", nameof(request));
        _ = Cms.CertificatePath.ReadAnchors([.. request.TrustAnchors, .. request.TimestampTrustAnchors ?? []]);
    }
}
