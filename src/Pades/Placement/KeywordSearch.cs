using KonTum.Tthc.Pades.Placement;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades;

/// <summary>
/// Finds where a keyword stands in a document, for example "Người nộp đơn", so that a signature can be placed beside it.
/// </summary>
/// <remarks>
/// Text is what the pages' content shows, forms (XObjects) included, visible or not: what text recognition lays under a scanned page is found.
/// Annotations and form fields are not page content and are not searched. Compared are canonical decompositions, so the Unicode normal form of
/// neither side matters, nor how the words are cut into strings, fonts and glyphs; blanks in a row, no-break spaces and line breaks are one
/// blank, soft hyphens nothing, ligatures their letters.
/// Which character a glyph is comes from the file: a file can show one thing and say another, so a hit is a place, not a proof.
/// Sources: ISO 32000-2, 7.7.3, 8.4, 8.10, 9.
/// </remarks>
public static class KeywordSearch
{
    /// <summary>Longer ones are no keywords.</summary>
    private const int LongestKeyword = 500;

    /// <summary>Searches the pages of a file. A page that cannot be read does not stop the search; its state says so.</summary>
    /// <param name="pdf">A seekable PDF; read as needed, never held whole, and not closed.</param>
    /// <param name="keyword">1 to 500 characters, in any Unicode normal form; blanks at its ends do not count.</param>
    /// <param name="options">Pages, comparison and limits; null for the usual ones.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The keyword is empty or too long, or an option is out of its range.</exception>
    /// <exception cref="PdfRefusedException">
    /// The file cannot be read at all (<see cref="PdfRefusal.NotPdf"/>, <see cref="PdfRefusal.Encrypted"/>,
    /// <see cref="PdfRefusal.BrokenStructure"/>, <see cref="PdfRefusal.NoPages"/>, <see cref="PdfRefusal.TooLarge"/>), or it has no page
    /// of the range (<see cref="PdfRefusal.PageOutOfRange"/>).
    /// </exception>
    public static Task<KeywordSearchResult> FindAsync(
        Stream pdf, string keyword, KeywordSearchOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new KeywordSearchOptions();
        options.Check();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keyword.Length, LongestKeyword, nameof(keyword));
        var folding = new Folding(options.IgnoreCase, options.IgnoreDiacritics);
        var folded = folding.Keyword(keyword);
        if (folded.Length == 0)
            throw new ArgumentException("The keyword has no character that could be found.", nameof(keyword));
        return Task.Run(() => Find(pdf, folded, folding, options, cancellationToken), cancellationToken);
    }

    private static KeywordSearchResult Find(
        Stream pdf, string keyword, Folding folding, KeywordSearchOptions options, CancellationToken cancellationToken)
    {
        var budget = new WorkBudget(options, pdf.Length, cancellationToken);
        var document = PdfDocument.Open(new ByteSource(pdf));
        var pages = PageTree.Read(document).Pages;
        if (options.FirstPage > pages.Count)
            throw new PdfRefusedException(PdfRefusal.PageOutOfRange, "The document has fewer pages than the first one to be searched.");
        var last = Math.Min(options.LastPage ?? pages.Count, pages.Count);
        var searcher = new PageSearcher(new GuardedDocument(document, budget), keyword, folding, options.ContextLength, budget);
        var hits = new List<KeywordHit>();
        var states = new List<PageSearch>();
        var hasMore = false;
        for (var number = options.FirstPage; number <= last; number++)
        {
            if (hasMore || searcher.IsExhausted || states.Count >= options.MaxPages)
            {
                states.Add(new PageSearch(number, PageSearchState.NotSearched));
                continue;
            }

            var page = pages[number - 1];
            var (state, matches) = searcher.Search(page);
            states.Add(new PageSearch(number, state));
            hasMore = matches.Count > options.MaxHits - hits.Count;
            foreach (var match in matches.Take(options.MaxHits - hits.Count))
                hits.Add(Hit(hits.Count, number, page, match));
        }

        return new KeywordSearchResult(Answer(hits.Count, hasMore, states), hits, hasMore, states);
    }

    private static KeywordHit Hit(int index, int number, PdfPage page, PageMatch match)
    {
        var (width, height) = page.Displayed;
        return new KeywordHit
        {
            Index = index,
            Page = number,
            Rectangle = match.Box.ToRectangle(),
            Lines = [.. match.Lines.Select(l => l.ToRectangle())],
            Before = match.Before,
            Match = match.Match,
            After = match.After,
            PageWidth = width,
            PageHeight = height,
        };
    }

    private static KeywordAnswer Answer(int hits, bool hasMore, List<PageSearch> states)
    {
        if (hits > 1 || hasMore)
            return KeywordAnswer.Several;
        if (states.Any(s => s.State is PageSearchState.NotSearched or PageSearchState.PartlySearched or PageSearchState.Unreadable))
            return KeywordAnswer.Incomplete;
        if (hits == 1)
            return KeywordAnswer.One;
        return states.Any(s => s.State == PageSearchState.Searched) ? KeywordAnswer.None : KeywordAnswer.NoText;
    }
}
