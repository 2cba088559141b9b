using KonTum.Tthc.Pades.Reading;
using KonTum.Tthc.Pades.Signing;
using KonTum.Tthc.Pades.Validation;

namespace KonTum.Tthc.Pades;

/// <summary>
/// Finds room for a signature on a page: a box under which nothing is written. A signature that covers what somebody else has signed is
/// reported as suspicious where its signer is not trusted (docs/pdf-changes.md).
/// </summary>
public static class FreeSpace
{
    private const double Step = 12;

    /// <summary>Looks from the lower right corner, where signatures stand on Vietnamese forms, to the left and upwards.</summary>
    /// <param name="pdf">A seekable PDF, read from its start; stays open.</param>
    /// <param name="page">Page number; the first page is 1.</param>
    /// <param name="width">Width of the box in points, above zero.</param>
    /// <param name="height">Height of the box in points, above zero.</param>
    /// <param name="margin">Points to the edges of the displayed page.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>
    /// A box in the coordinates of <see cref="VisibleSignature.Rectangle"/>; null when the page has no such room, or its content cannot be read.
    /// </returns>
    /// <exception cref="PdfRefusedException">The file cannot be read, or has no such page.</exception>
    public static Task<PageRectangle?> FindAsync(
        Stream pdf, int page, double width, double height, double margin = 36, CancellationToken cancellationToken = default) =>
        Task.Run(() => Find(PdfDocument.Open(new ByteSource(pdf)), page, width, height, margin, cancellationToken), cancellationToken);

    private static PageRectangle? Find(
        PdfDocument document, int number, double width, double height, double margin, CancellationToken cancellationToken)
    {
        var pages = PageTree.Read(document).Pages;
        if (number < 1 || number > pages.Count)
            throw new PdfRefusedException(PdfRefusal.PageOutOfRange, $"The file has {pages.Count} pages.");
        var page = pages[number - 1];
        if (PageMarks.Read(document, page, new ContentBudget()) is not { } marks)
            return null;
        var annotations = (document.Array(page.Dictionary["Annots"])?.Items ?? [])
            .Select(a => PageMarks.BoxOf(document, document.Dictionary(a)?["Rect"])).OfType<PageBox>().Where(b => b.Width > 0 && b.Height > 0).ToList();
        var (pageWidth, pageHeight) = page.Displayed;
        for (var y = margin; y + height <= pageHeight - margin; y += Step)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var x in new[] { pageWidth - margin - width, (pageWidth - width) / 2, margin })
            {
                var wanted = new PageRectangle(x, y, width, height);
                if (x >= margin && PageMarks.BoxOf(document, SigningPlace.On(page, wanted).Rect) is { } box
                    && !marks.HasAnythingUnder(box) && !annotations.Exists(a => PageMarks.Hides(box, a)))
                {
                    return wanted;
                }
            }
        }

        return null;
    }
}
