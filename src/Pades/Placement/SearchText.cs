using System.Runtime.InteropServices;

namespace KonTum.Tthc.Pades.Placement;

/// <summary>
/// The letters of a page in one order, as characters that can be compared. For each character it is known which letter it comes from.
/// </summary>
internal sealed class SearchText(Folding folding, List<Glyph> letters)
{
    /// <summary>A gap that may be a blank or the loose setting of a word.</summary>
    public const char MaybeBlank = '\uFFFE';

    /// <summary>In <see cref="Shown"/>: takes no room (a soft hyphen).</summary>
    public const char Unseen = '\u00AD';

    /// <summary>A hyphen at the end of a line: of the word, or only there because it is divided.</summary>
    public const char MaybeHyphen = '\uFDD0';

    /// <summary>Matches nothing.</summary>
    public const char Wall = '\uFFFF';

    /// <summary>Gaps in parts of an em: what is less is kerning, what is more is a blank. A blank of a font is 0.25 and more.</summary>
    private const double LeastGap = 0.1;
    private const double SureGap = 0.24;

    /// <summary>Steps back or across the line, in parts of an em, that end a line.</summary>
    private const double BackStep = 0.5;
    private const double CrossStep = 0.6;

    private readonly List<char> _shown = [];
    private readonly List<int> _places = [];
    private readonly List<char> _compared = [];
    private readonly List<int> _origins = [];
    private readonly List<int> _order = [];
    private readonly List<int> _lines = [];

    /// <summary>A step back inside of a line, or writing from right to left: the letters do not stand in the order of this text.</summary>
    public bool IsOutOfOrder { get; private set; }

    /// <summary>The first letter of each line.</summary>
    public List<int> LineStarts { get; } = [];

    /// <summary>Number of letters.</summary>
    public int Count => _order.Count;

    /// <summary>What is compared: folded characters, single blanks, <see cref="MaybeBlank"/> and <see cref="Wall"/>.</summary>
    public ReadOnlySpan<char> Compared => CollectionsMarshal.AsSpan(_compared);

    /// <summary>The characters in NFD, not folded.</summary>
    public ReadOnlySpan<char> Shown => CollectionsMarshal.AsSpan(_shown);

    /// <summary>Index in <see cref="Shown"/> of a compared character.</summary>
    public int ShownIndex(int compared) => _origins[compared];

    /// <summary>Which letter of the text a compared character comes from.</summary>
    public int Place(int compared) => _places[_origins[compared]];

    public Glyph Letter(int place) => letters[_order[place]];

    /// <summary>The line of a letter, counted up.</summary>
    public int Line(int place) => _lines[place];

    public void Clear()
    {
        _shown.Clear();
        _places.Clear();
        _compared.Clear();
        _origins.Clear();
        _order.Clear();
        _lines.Clear();
        LineStarts.Clear();
        IsOutOfOrder = false;
    }

    /// <summary>Adds a letter of the page, and what the gap to the one before means.</summary>
    public void Add(int index)
    {
        var all = CollectionsMarshal.AsSpan(letters);
        ref readonly var letter = ref all[index];
        var line = _lines.Count == 0 ? 0 : _lines[^1];
        if (_order.Count > 0)
        {
            ref readonly var before = ref all[_order[^1]];
            switch (GapBefore(before, letter))
            {
                case Gap.Line:
                    if (!DividesWord(before))
                        Blank(' ');
                    line++;
                    break;
                case Gap.Blank:
                    Blank(' ');
                    break;
                case Gap.Maybe:
                    Blank(MaybeBlank);
                    break;
                case Gap.Wide:
                    Blank(MaybeBlank, Unseen);
                    break;
            }
        }

        if (_lines.Count == 0 || line != _lines[^1])
            LineStarts.Add(_order.Count);
        _order.Add(index);
        _lines.Add(line);
        if (letter.Text.Length == 1 && letter.Text[0] is > ' ' and < '\u007F')
        {
            Character(letter.Text[0]);
            return;
        }

        IsOutOfOrder |= PageLines.IsRightToLeft(letter);
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

    private Gap GapBefore(in Glyph before, in Glyph letter)
    {
        var em = Math.Max(before.Size, letter.Size);
        if ((before.DirectionX * letter.DirectionX) + (before.DirectionY * letter.DirectionY) < 0.9)
            return Gap.Line;
        var gap = (before.Along(letter.X, letter.Y) - before.Length) / em;
        if (gap < -BackStep - (before.Length / em / 2) || Math.Abs(before.Above(letter.X, letter.Y)) > CrossStep * em)
            return Gap.Line;
        IsOutOfOrder |= gap < -SureGap;
        if (gap <= LeastGap)
            return Gap.None;
        // Letters of a word may be set wide; what they are apart beyond that is a blank.
        gap -= Math.Max(0, before.Spacing) / em;
        return gap > SureGap ? Gap.Blank : gap > LeastGap ? Gap.Maybe : Gap.Wide;
    }

    /// <summary>A word that is divided goes on in the next line without a blank.</summary>
    private bool DividesWord(in Glyph last)
    {
        if (last.Text.EndsWith(Unseen))
            return true;
        if (_compared.Count < 2 || _compared[^1] != '-' || !(char.IsLetter(_compared[^2]) || Folding.IsMark(_compared[^2])))
            return false;
        _compared[^1] = MaybeHyphen;
        return true;
    }

    private void Character(char c)
    {
        _shown.Add(c);
        _places.Add(Math.Max(0, _order.Count - 1));
        if (folding.Fold(c) is not { } folded)
            return;
        _compared.Add(folded);
        _origins.Add(_shown.Count - 1);
    }

    /// <summary>Blanks in a row are one; a sure one takes the place of a doubtful one.</summary>
    private void Blank(char kind, char shown = ' ')
    {
        if (_compared.Count == 0 || _compared[^1] is ' ' or Wall)
            return;
        if (_compared[^1] == MaybeBlank)
        {
            if (kind == ' ')
                (_compared[^1], _shown[_origins[^1]]) = (' ', ' ');
            return;
        }

        _shown.Add(shown);
        _places.Add(Math.Max(0, _order.Count - 1));
        _compared.Add(kind);
        _origins.Add(_shown.Count - 1);
    }

    private enum Gap
    {
        None,
        Maybe,
        Wide,
        Blank,
        Line,
    }
}
