using System.Globalization;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Pdf.Sign;

/// <summary>Finds where the visible signature goes.</summary>
internal static class SigningPlaces
{
    /// <summary>Points: about 78 by 25 mm, 13 mm from the edges.</summary>
    private const double DefaultWidth = 220;
    private const double DefaultHeight = 70;
    private const double Margin = 36;

    /// <exception cref="UnusableException">The keyword does not lead to one place.</exception>
    /// <exception cref="PdfRefusedException">The file cannot be searched.</exception>
    public static async Task<(int Page, PageRectangle Rectangle)> FindAsync(
        Stream pdf, PdfSummary summary, PlaceOptions options, CancellationToken cancellationToken)
    {
        if (options.Keyword is not { } keyword)
            return (options.Page ?? 1, options.Rectangle ?? await DefaultPlaceAsync(pdf, summary, options, cancellationToken));
        var wanted = options.Page is { } page
            ? new KeywordSearchOptions { FirstPage = page, LastPage = page }
            : new KeywordSearchOptions();
        var found = await KeywordSearch.FindAsync(pdf, keyword, wanted, cancellationToken);
        var hit = Choose(found, options.Hit);
        var (width, height) = options.Size ?? (DefaultWidth, DefaultHeight);
        return (hit.Page, SignaturePlacement.Beside(hit, options.Side, width, height));
    }

    private static KeywordHit Choose(KeywordSearchResult found, int? wanted)
    {
        if (wanted is { } number && number <= found.Hits.Count)
            return found.Hits[number - 1];
        return (found.Answer, wanted) switch
        {
            (KeywordAnswer.One, null) => found.Hits[0],
            (KeywordAnswer.Several, null) => throw new UnusableException(
                "keyword_ambiguous",
                string.Create(CultureInfo.InvariantCulture, $"từ khóa có ở {found.Hits.Count} chỗ, hãy chọn bằng --hit"),
                string.Create(CultureInfo.InvariantCulture, $"the keyword stands in {found.Hits.Count} places, choose one with --hit")),
            (KeywordAnswer.NoText, _) => throw new UnusableException(
                "keyword_no_text", "trang không có văn bản (bản quét) nên không tìm được từ khóa", "there is no text on the pages (a scan)"),
            (KeywordAnswer.Incomplete, _) => throw new UnusableException(
                "keyword_incomplete", "chưa tìm hết tài liệu nên không chắc chỗ ký", "not all pages could be searched, so the place is not certain"),
            _ => throw new UnusableException("keyword_not_found", "không tìm thấy từ khóa", "the keyword is not there"),
        };
    }

    /// <summary>
    /// Lower right corner, where signatures stand on Vietnamese forms; where something is written there, the nearest free place, so that
    /// nothing is covered that others have signed.
    /// </summary>
    private static async Task<PageRectangle> DefaultPlaceAsync(
        Stream pdf, PdfSummary summary, PlaceOptions options, CancellationToken cancellationToken)
    {
        var page = options.Page ?? 1;
        var (width, height) = options.Size ?? (DefaultWidth, DefaultHeight);
        var (pageWidth, _) = page >= 1 && page <= summary.PageSizes.Count ? summary.PageSizes[page - 1] : (0, 0);
        return await FreeSpace.FindAsync(pdf, page, width, height, Margin, cancellationToken)
            ?? new PageRectangle(pageWidth - Margin - width, Margin, width, height);
    }
}
