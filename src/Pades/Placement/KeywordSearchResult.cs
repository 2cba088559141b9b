namespace KonTum.Tthc.Pades;

/// <summary>The answer of a keyword search in one word.</summary>
public enum KeywordAnswer
{
    /// <summary>Exactly one hit, and every page of the range was read: the place is certain.</summary>
    One,

    /// <summary>Two hits or more; which one is meant has to be asked.</summary>
    Several,

    /// <summary>Every page of the range was read, at least one has text, and the keyword is not there.</summary>
    None,

    /// <summary>No page of the range has text that could be read: pictures of paper, most of the time.</summary>
    NoText,

    /// <summary>
    /// At most one hit so far, but a page was not read to its end, because of a limit or because it is damaged. The states of the pages say
    /// which. Nothing may be concluded from it.
    /// </summary>
    Incomplete,
}

/// <summary>What became of one page.</summary>
public enum PageSearchState
{
    /// <summary>All its text was searched.</summary>
    Searched,

    /// <summary>Read to the end; it shows no text.</summary>
    NoText,

    /// <summary>Read to the end; it shows glyphs, but its fonts do not tell which characters they are.</summary>
    UnknownCharacters,

    /// <summary>A limit of the search was reached on this page; the text before that point was searched.</summary>
    PartlySearched,

    /// <summary>Its content is damaged or uses what content must not use; the text before that point was searched.</summary>
    Unreadable,

    /// <summary>Not looked at: beyond <see cref="KeywordSearchOptions.MaxPages"/>, the time, or the last hit wanted.</summary>
    NotSearched,
}

/// <summary>One place where the keyword stands.</summary>
public sealed record KeywordHit
{
    /// <summary>0, 1, … in the order of the pages; on a page from top to bottom, then from left to right.</summary>
    public required int Index { get; init; }

    /// <summary>Page number; the first page is 1.</summary>
    public required int Page { get; init; }

    /// <summary>
    /// The box around all matched glyphs on the page as displayed, in points, in the coordinates that
    /// <see cref="VisibleSignature.Rectangle"/> takes. From the ascent to the descent of the font, whatever letters there are.
    /// </summary>
    public required PageRectangle Rectangle { get; init; }

    /// <summary>The same for each line of a keyword that is broken over several; one entry otherwise.</summary>
    public required IReadOnlyList<PageRectangle> Lines { get; init; }

    /// <summary>Text in front of the keyword, in NFC, blanks as single spaces.</summary>
    public required string Before { get; init; }

    /// <summary>The keyword as the page has it, in NFC.</summary>
    public required string Match { get; init; }

    /// <summary>Text behind the keyword, in NFC, blanks as single spaces.</summary>
    public required string After { get; init; }

    /// <summary>Displayed width of the page in points.</summary>
    public required double PageWidth { get; init; }

    /// <summary>Displayed height of the page in points.</summary>
    public required double PageHeight { get; init; }
}

/// <summary>A page of the range that was asked for.</summary>
/// <param name="Page">Page number; the first page is 1.</param>
/// <param name="State">What became of it.</param>
public readonly record struct PageSearch(int Page, PageSearchState State);

/// <summary>What a keyword search found and how far it came.</summary>
/// <param name="Answer">In one word.</param>
/// <param name="Hits">In the order of their <see cref="KeywordHit.Index"/>.</param>
/// <param name="HasMoreHits">There are more hits than <see cref="KeywordSearchOptions.MaxHits"/>.</param>
/// <param name="Pages">Every page of the range.</param>
public sealed record KeywordSearchResult(
    KeywordAnswer Answer, IReadOnlyList<KeywordHit> Hits, bool HasMoreHits, IReadOnlyList<PageSearch> Pages);
