namespace KonTum.Tthc.Pades.Placement;

/// <summary>
/// The letters of a page in one order, as characters that can be compared. For each character it is known which letter it comes from.
/// </summary>
internal sealed class SearchText(Folding folding)
{
    /// <summary>A gap that may be a blank or the loose setting of a word.</summary>
    public const char MaybeBlank = '\uFFFE';

    /// <summary>Matches nothing.</summary>
    public const char Wall = '\uFFFF';

    /// <summary>Gaps in parts of an em: what is less is kerning, what is more is a blank. A blank of a font is 0.25 and more.</summary>
    private const double LeastGap = 0.1;
    private const double SureGap = 0.24;

    /// <summary>Steps back or across the line, in parts of an em, that end a line.</summary>
    private const double BackStep = 0.5;
    private const double CrossStep = 0.6;

    private readonly List<char> _shown = [];
    private readonly List<int> _letters = [];
    private readonly List<char> _compared = [];
    private readonly List<int> _origins = [];

    /// <summary>In the order of the text.</summary>
    public List<Glyph> Letters { get; } = [];

    /// <summary>The line of each letter, counted up.</summary>
    public List<int> Lines { get; } = [];

    /// <summary>What is compared: folded characters, single blanks, <see cref="MaybeBlank"/> and <see cref="Wall"/>.</summary>
    public IReadOnlyList<char> Compared => _compared;

    /// <summary>The characters in NFD, not folded.</summary>
    public IReadOnlyList<char> Shown => _shown;

    /// <summary>Index in <see cref="Shown"/> of a compared character.</summary>
    public int ShownIndex(int compared) => _origins[compared];

    /// <summary>Index in <see cref="Letters"/> of a compared character.</summary>
    public int LetterIndex(int compared) => _letters[_origins[compared]];

    /// <summary>Adds a letter, and what the gap to the one before means.</summary>
    public void Add(in Glyph letter)
    {
        var line = Lines.Count == 0 ? 0 : Lines[^1];
        if (Letters.Count > 0)
        {
            switch (GapBefore(Letters[^1], letter))
            {
                case Gap.Line:
                    // A word that is divided there goes on without a blank.
                    if (!Letters[^1].Text.EndsWith('\u00AD'))
                        Blank(' ');
                    line++;
                    break;
                case Gap.Blank:
                    Blank(' ');
                    break;
                case Gap.Maybe:
                    Blank(MaybeBlank);
                    break;
            }
        }

        Letters.Add(letter);
        Lines.Add(line);
        foreach (var c in Folding.Decompose(letter.Text))
        {
            if (char.IsWhiteSpace(c) || c == '\0')
                Blank(' ');
            else
                Character(c);
        }
    }

    /// <summary>What comes next has nothing to do with what was before.</summary>
    public void End()
    {
        if (_compared.Count > 0)
            Character(Wall);
    }

    private static Gap GapBefore(in Glyph before, in Glyph letter)
    {
        var em = Math.Max(before.Size, letter.Size);
        if ((before.DirectionX * letter.DirectionX) + (before.DirectionY * letter.DirectionY) < 0.9)
            return Gap.Line;
        var gap = (before.Along(letter.X, letter.Y) - before.Length) / em;
        if (gap < -BackStep - (before.Length / em / 2) || Math.Abs(before.Above(letter.X, letter.Y)) > CrossStep * em)
            return Gap.Line;
        return gap > SureGap ? Gap.Blank : gap > LeastGap ? Gap.Maybe : Gap.None;
    }

    private void Character(char c)
    {
        _shown.Add(c);
        _letters.Add(Math.Max(0, Letters.Count - 1));
        if (folding.Fold(c) is not { } folded)
            return;
        _compared.Add(folded);
        _origins.Add(_shown.Count - 1);
    }

    /// <summary>Blanks in a row are one; a sure one takes the place of a doubtful one.</summary>
    private void Blank(char kind)
    {
        if (_compared.Count == 0 || _compared[^1] is ' ' or Wall)
            return;
        if (_compared[^1] != MaybeBlank)
        {
            _shown.Add(' ');
            _letters.Add(Math.Max(0, Letters.Count - 1));
            _compared.Add(kind);
            _origins.Add(_shown.Count - 1);
        }
        else
        {
            _compared[^1] = kind == ' ' ? ' ' : MaybeBlank;
        }
    }

    private enum Gap
    {
        None,
        Maybe,
        Blank,
        Line,
    }
}
