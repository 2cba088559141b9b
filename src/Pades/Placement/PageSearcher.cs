using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Placement.Fonts;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Placement;

/// <summary>Searches pages of one document, one after another.</summary>
internal sealed class PageSearcher
{
    /// <summary>A page tree is not deeper.</summary>
    private const int DeepestTree = 64;

    private readonly GuardedDocument _document;
    private readonly string _keyword;
    private readonly int _context;
    private readonly WorkBudget _budget;
    private readonly StreamContent _content;
    private readonly FontLoader _fonts;

    // Memory that every page uses again: a new one each time would be collected with the oldest.
    private readonly List<Glyph> _glyphs = [];
    private readonly List<Glyph> _letters = [];
    private readonly Dictionary<long, int> _places = [];
    private readonly SearchText _text;

    public PageSearcher(GuardedDocument document, string keyword, Folding folding, int context, WorkBudget budget)
    {
        (_document, _keyword, _context, _budget) = (document, keyword, context, budget);
        _content = new StreamContent(document, budget);
        _fonts = new FontLoader(document, _content, budget);
        _text = new SearchText(folding, _letters);
    }

    /// <summary>The search has to end, whatever pages are left.</summary>
    public bool IsExhausted { get; private set; }

    /// <returns>The matches from top to bottom, then from left to right; also those of the readable part of a page.</returns>
    public (PageSearchState State, IReadOnlyList<PageMatch> Matches) Search(PdfPage page)
    {
        _glyphs.Clear();
        var interpreter = new TextInterpreter(_document, _content, _fonts, _budget, page, _glyphs);
        PageSearchState? trouble = null;
        try
        {
            _content.WasCut = false;
            _budget.BeginPage();
            if (Contents(page) is { Length: > 0 } bytes)
                interpreter.Run(bytes, Resources(page));
            if (_content.WasCut)
                trouble = PageSearchState.PartlySearched;
        }
        catch (SearchLimitException e)
        {
            trouble = PageSearchState.PartlySearched;
            IsExhausted = e.EndsSearch;
        }
        catch (PdfRefusedException)
        {
            trouble = PageSearchState.Unreadable;
        }

        try
        {
            var matches = Matches();
            return (trouble ?? State(_glyphs), matches);
        }
        catch (SearchLimitException e)
        {
            IsExhausted = e.EndsSearch;
            return (PageSearchState.PartlySearched, []);
        }
    }

    private static PageSearchState State(List<Glyph> glyphs) =>
        glyphs.Any(g => g.Text.Any(c => !char.IsWhiteSpace(c) && c is not ('\uFFFD' or '\0'))) ? PageSearchState.Searched
        : glyphs.Any(g => g.Text.Length == 0 || g.Text.Any(c => !char.IsWhiteSpace(c))) ? PageSearchState.UnknownCharacters
        : PageSearchState.NoText;

    /// <summary>
    /// In the order of the content, where columns and broken lines are together, and in the order of the lines, where letters are that were
    /// not shown in their order. What both find is one match.
    /// </summary>
    private List<PageMatch> Matches()
    {
        GlyphClusters.Join(_glyphs, _letters, _places, _budget);
        _text.Clear();
        for (var i = 0; i < _letters.Count; i++)
        {
            _budget.Step();
            _text.Add(i);
        }

        var result = KeywordMatcher.Find(_text, _keyword, _context, _budget);
        if (PageLines.Differ(_text))
        {
            _text.Clear();
            PageLines.Read(_text, _letters, _budget);
            foreach (var match in KeywordMatcher.Find(_text, _keyword, _context, _budget))
            {
                if (!result.Any(other => Overlap(other, match)))
                    result.Add(match);
            }
        }

        return [.. result.OrderByDescending(m => Math.Round(m.Lines[0].Top)).ThenBy(m => m.Lines[0].Left)];
    }

    /// <summary>The same letters give the same boxes; neighbours only touch.</summary>
    private static bool Overlap(PageMatch one, PageMatch two) => one.Lines.Any(a => two.Lines.Any(b =>
        Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left) > 0.1 * Math.Min(a.Right - a.Left, b.Right - b.Left)
        && Math.Min(a.Top, b.Top) - Math.Max(a.Bottom, b.Bottom) > 0.5 * Math.Min(a.Top - a.Bottom, b.Top - b.Bottom)));

    /// <summary>7.8.2: an array of streams reads as if they were one, with a blank between.</summary>
    private byte[] Contents(PdfPage page)
    {
        var value = _document.Resolve(page.Dictionary["Contents"]);
        if (value is PdfStream single)
            return _content.Decode(single);
        using var all = new MemoryStream();
        foreach (var item in (value as PdfArray)?.Items ?? [])
        {
            if (_document.Resolve(item) is not PdfStream stream)
                continue;
            all.Write(_content.Decode(stream));
            all.WriteByte((byte)'\n');
        }

        return all.ToArray();
    }

    private PdfDictionary? Resources(PdfPage page)
    {
        var node = page.Dictionary;
        for (var depth = 0; depth < DeepestTree && node is not null; depth++)
        {
            if (_document.Dictionary(node["Resources"]) is { } resources)
                return resources;
            node = _document.Dictionary(node["Parent"]);
        }

        return null;
    }
}
