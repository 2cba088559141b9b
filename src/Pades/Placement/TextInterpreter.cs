using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Placement.Fonts;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Placement;

/// <summary>
/// Runs the content of one page as far as it shows text, form XObjects included, and collects the glyphs (ISO 32000-2, 8.4, 8.10, 9.4).
/// Text counts whatever its rendering mode: what a scanner's text recognition lays under a picture is mode 3. The glyphs come in the order
/// in which they are shown; after an exception those before it are there.
/// </summary>
internal sealed class TextInterpreter(
    GuardedDocument document, StreamContent content, FontLoader fonts, WorkBudget budget, PdfPage page, List<Glyph> glyphs)
{
    private const int DeepestForms = 20;
    private const int DeepestSaves = 1000;

    private readonly Operands _operands = new();
    private readonly List<TextState> _saved = [];
    private readonly HashSet<int> _running = [];
    private TextState _state = new() { Ctm = DisplayedSpace.Of(page), Scale = 1 };
    private Matrix _text = Matrix.Identity;
    private Matrix _line = Matrix.Identity;
    private int _depth;

    public void Run(ReadOnlyMemory<byte> bytes, PdfDictionary? resources)
    {
        var tokens = new TokenReader(bytes);
        _operands.Clear();
        for (var kind = tokens.Next(); kind != TokenKind.End; kind = tokens.Next())
        {
            if (kind == TokenKind.Word)
            {
                budget.Operator();
                Execute(tokens, resources);
                _operands.Clear();
            }
            else
            {
                budget.Step();
                _operands.Add(kind, tokens);
            }
        }
    }

    private void Execute(TokenReader tokens, PdfDictionary? resources)
    {
        var raw = tokens.Raw;
        var code = raw.Length switch { 1 => raw[0], 2 => raw[0] | (raw[1] << 8), _ => 0 };
        switch (code)
        {
            case 'q': Save(); break;
            case 'Q': Restore(); break;
            case 'c' | ('m' << 8): _state.Ctm = _operands.Matrix().Then(_state.Ctm); break;
            case 'B' | ('T' << 8): _text = _line = Matrix.Identity; break;
            case 'T' | ('m' << 8): _text = _line = _operands.Matrix(); break;
            case 'T' | ('d' << 8): NextLine(_operands.Number(-2), _operands.Number(-1)); break;
            case 'T' | ('D' << 8):
                _state.Leading = -_operands.Number(-1);
                NextLine(_operands.Number(-2), _operands.Number(-1));
                break;
            case 'T' | ('*' << 8): NextLine(0, -_state.Leading); break;
            case 'T' | ('c' << 8): _state.CharacterSpacing = _operands.Number(-1); break;
            case 'T' | ('w' << 8): _state.WordSpacing = _operands.Number(-1); break;
            case 'T' | ('z' << 8): _state.Scale = _operands.Number(-1) / 100; break;
            case 'T' | ('L' << 8): _state.Leading = _operands.Number(-1); break;
            case 'T' | ('s' << 8): _state.Rise = _operands.Number(-1); break;
            case 'T' | ('f' << 8): SetFont(Resource(resources, "Font", _operands.Name), _operands.Number(-1)); break;
            case 'T' | ('j' << 8) or 'T' | ('J' << 8): ShowAll(); break;
            case '\'':
                NextLine(0, -_state.Leading);
                ShowAll();
                break;
            case '"':
                _state.WordSpacing = _operands.Number(0);
                _state.CharacterSpacing = _operands.Number(1);
                NextLine(0, -_state.Leading);
                _operands.KeepTexts();
                ShowAll();
                break;
            case 'g' | ('s' << 8): SetGraphicsState(Resource(resources, "ExtGState", _operands.Name)); break;
            case 'D' | ('o' << 8): RunForm(Resource(resources, "XObject", _operands.Name), resources); break;
            case 'I' | ('D' << 8): tokens.SkipInlineImage(); break;
        }
    }

    private PdfObject? Resource(PdfDictionary? resources, string kind, string? name) =>
        name is null ? null : document.Dictionary(resources?[kind])?[name];

    private void Save()
    {
        if (_saved.Count >= DeepestSaves)
            throw new SearchLimitException(endsSearch: false);
        _saved.Add(_state);
    }

    private void Restore()
    {
        if (_saved.Count == 0)
            return;
        _state = _saved[^1];
        _saved.RemoveAt(_saved.Count - 1);
    }

    private void NextLine(double x, double y) => _text = _line = _line.Moved(x, y);

    private void SetFont(PdfObject? font, double size)
    {
        if (font is not null)
            _state.Font = fonts.Load(font);
        _state.Size = size;
    }

    /// <summary>8.4.5: a graphics state may set font and size.</summary>
    private void SetGraphicsState(PdfObject? value)
    {
        if (document.Array(document.Dictionary(value)?["Font"]) is { Items.Count: >= 2 } font)
            SetFont(font.Items[0], document.Number(font.Items[1]) ?? 0);
    }

    private void RunForm(PdfObject? value, PdfDictionary? outer)
    {
        if (document.Resolve(value) is not PdfStream form || document.Name(form.Dictionary["Subtype"]) != "Form")
            return;
        var number = (value as PdfReference)?.Number ?? 0;
        // A form that shows itself is an error that readers pass over.
        if (_running.Contains(number))
            return;
        if (_depth >= DeepestForms)
            throw new SearchLimitException(endsSearch: false);
        budget.Form();
        var (state, text, line, saved) = (_state, _text, _line, _saved.Count);
        _running.Add(number);
        _depth++;
        if (document.Array(form.Dictionary["Matrix"]) is { Items.Count: >= 6 } matrix)
            _state.Ctm = Operands.Matrix([.. matrix.Items.Take(6).Select(n => document.Number(n) ?? 0)]).Then(_state.Ctm);
        Run(content.Decode(form), document.Dictionary(form.Dictionary["Resources"]) ?? outer);
        _depth--;
        _running.Remove(number);
        if (_saved.Count > saved)
            _saved.RemoveRange(saved, _saved.Count - saved);
        (_state, _text, _line) = (state, text, line);
    }

    private void ShowAll()
    {
        foreach (var item in _operands.Items)
        {
            if (item.Kind == TokenKind.Text)
                Show(_operands.Text(item));
            else if (item.Kind == TokenKind.Number)
                Advance(-item.Number / 1000 * _state.Size);
        }
    }

    /// <summary>9.4.4: across, scaled; in vertical writing, along the lines.</summary>
    private void Advance(double distance) =>
        _text = _state.Font?.IsVertical == true ? _text.Moved(0, distance) : _text.Moved(distance * _state.Scale, 0);

    private void Show(ReadOnlySpan<byte> text)
    {
        if (_state.Font is not { } font)
            return;
        while (!text.IsEmpty)
        {
            budget.Glyph();
            var shown = font.Next(text);
            text = text[shown.Bytes..];
            var spacing = _state.CharacterSpacing + (shown.IsSpaceCode ? _state.WordSpacing : 0);
            Collect(font, shown, spacing);
            Advance((shown.Advance * _state.Size) + (font.IsVertical ? -spacing : spacing));
        }
    }

    private void Collect(TextFont font, in ShownCode shown, double spacing)
    {
        var size = _state.Size;
        var matrix = new Matrix(size * _state.Scale, 0, 0, size, 0, _state.Rise).Then(_text).Then(_state.Ctm);
        var (low, high) = font.IsVertical ? (Math.Min(shown.Advance, 0), Math.Max(shown.Advance, 0)) : (font.Descent, font.Ascent);
        var one = matrix.Apply(shown.Left, low);
        var two = matrix.Apply(shown.Left + shown.Width, low);
        var three = matrix.Apply(shown.Left, high);
        var four = matrix.Apply(shown.Left + shown.Width, high);
        var box = new Box(
            (float)Math.Min(Math.Min(one.X, two.X), Math.Min(three.X, four.X)),
            (float)Math.Min(Math.Min(one.Y, two.Y), Math.Min(three.Y, four.Y)),
            (float)Math.Max(Math.Max(one.X, two.X), Math.Max(three.X, four.X)),
            (float)Math.Max(Math.Max(one.Y, two.Y), Math.Max(three.Y, four.Y)));
        var (width, height) = page.Displayed;
        // What lies wholly beside the page is not on it.
        if (!(box.Right >= 0) || !(box.Top >= 0) || !(box.Left <= width) || !(box.Bottom <= height) || !float.IsFinite(box.Right - box.Left + box.Top - box.Bottom))
            return;
        var start = matrix.Apply(0, 0);
        var em = Math.Sqrt((matrix.C * matrix.C) + (matrix.D * matrix.D));
        var (directionX, directionY) = font.IsVertical ? (-matrix.C, -matrix.D) : (matrix.A, matrix.B);
        var length = Math.Sqrt((directionX * directionX) + (directionY * directionY));
        if (!(em > 0) || !(length > 0))
            return;
        budget.Characters(shown.Text?.Length ?? 0);
        glyphs.Add(new Glyph(
            shown.Text ?? string.Empty,
            (float)start.X,
            (float)start.Y,
            (float)(font.IsVertical ? -shown.Advance * em : shown.Advance * length),
            (float)(spacing / size * (font.IsVertical ? em : length)),
            (float)em,
            (float)(directionX / length),
            (float)(directionY / length),
            box));
    }
}
