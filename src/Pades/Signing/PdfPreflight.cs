using KonTum.Tthc.Pades.Signing;

namespace KonTum.Tthc.Pades;

/// <summary>What can be told about a file before anyone is asked to sign it.</summary>
/// <param name="Pages">Number of pages.</param>
/// <param name="ExistingSignatures">Number of filled signature fields and document timestamps.</param>
/// <param name="PageSizes">Displayed width and height of each page in points, after rotation and UserUnit.</param>
/// <param name="IsDynamicXfa">
/// The form is a dynamic XFA form: its page content is a stand-in ("Please wait…") that few readers replace. It can be signed, but a
/// person would sign what they do not see; the caller decides.
/// </param>
public sealed record PdfSummary(
    int Pages, int ExistingSignatures, IReadOnlyList<(double Width, double Height)> PageSizes, bool IsDynamicXfa);

/// <summary>Reads enough of a file to say whether it can be signed.</summary>
public static class PdfPreflight
{
    /// <summary>Opens the file and checks everything that <see cref="PadesSigner.PrepareAsync"/> would refuse apart from the appearance.</summary>
    /// <param name="pdf">A seekable PDF.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="PdfRefusedException">The file cannot be signed, with the reason.</exception>
    public static Task<PdfSummary> InspectAsync(Stream pdf, CancellationToken cancellationToken = default) =>
        Task.Run(
            () =>
            {
                var signable = SignablePdf.Open(pdf);
                var pages = signable.Tree.Pages;
                return new PdfSummary(pages.Count, signable.ExistingSignatures, [.. pages.Select(p => p.Displayed)], signable.IsDynamicXfa);
            },
            cancellationToken);
}
