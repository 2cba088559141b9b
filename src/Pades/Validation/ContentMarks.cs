using System.Numerics;
using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Validation;

/// <summary>Walks a page's content (ISO 32000-2, 8.2, annex A) and notes the box of each thing that is painted. All work is bounded.</summary>
internal sealed class ContentMarks
{
    private const int MostOperators = 500_000;
    private const int MostMarks = 200_000;
    private const int DeepestForm = 10;
    private const int LargestContent = 16 * 1024 * 1024;

    private readonly PdfDocument _document;
    private readonly List<PageMark> _marks = [];
    private readonly Dictionary<PdfDictionary, TextWidths> _widths = [];
    private readonly List<PageBox> _path = [];
    private readonly Stack<State> _saved = new();
    private State _now = new();
    private Matrix3x2 _line = Matrix3x2.Identity;
    private Matrix3x2 _text = Matrix3x2.Identity;
    private Vector2 _pen;
    private int _operators;
    private long _decoded;

    private ContentMarks(PdfDocument document) => _document = document;

    /// <returns>The marks; null when there is too much of it.</returns>
    /// <exception cref="PdfRefusedException">The content cannot be read.</exception>
    public static List<PageMark>? Read(PdfDocument document, PdfPage page)
    {
        var walk = new ContentMarks(document);
        using var content = new MemoryStream();
        foreach (var part in document.Resolve(page.Dictionary["Contents"]) is PdfArray parts ? parts.Items : [page.Dictionary["Contents"] ?? PdfObject.Null])
        {
            if (document.Resolve(part) is PdfStream stream)
                content.Write(walk.Decode(stream));
            content.WriteByte((byte)'\n');
        }

        return walk.Run(content.ToArray(), Resources(document, page), 0) ? walk._marks : null;
    }

    /// <summary>Own or inherited (7.7.3.4).</summary>
    private static PdfDictionary? Resources(PdfDocument document, PdfPage page)
    {
        var node = page.Dictionary;
        for (var depth = 0; node is not null && depth < 64; depth++)
        {
            if (document.Dictionary(node["Resources"]) is { } own)
                return own;
            node = document.Dictionary(node["Parent"]);
        }

        return null;
    }

    private byte[] Decode(PdfStream stream)
    {
        var data = StreamDecoder.Decode(_document.RawData(stream).Raw, stream.Dictionary, _document.Resolve);
        return (_decoded += data.Length) <= LargestContent ? data : throw Refuse.Broken("Too much content for one page.");
    }

    private bool Run(byte[] content, PdfDictionary? resources, int depth)
    {
        var lexer = new Lexer(ByteSource.Of(content), 0);
        var operands = new List<PdfObject>();
        for (var token = lexer.Next(); token != Mark.End; token = lexer.Next())
        {
            if (++_operators > MostOperators * 8 || _marks.Count > MostMarks)
                return false;
            if (token == Mark.ArrayOpen || token == Mark.ArrayClose || token == Mark.DictionaryOpen || token == Mark.DictionaryClose)
                continue;
            if (token is not Mark mark)
            {
                // Items of arrays come as operands of their own, which is all that TJ needs.
                operands.Add(token);
                continue;
            }

            if (mark.Word == "ID")
                lexer.Position = AfterInlineImage(content, (int)lexer.Position);
            else if (!Apply(mark.Word, operands, resources, depth))
                return false;
            operands.Clear();
        }

        return true;
    }

    private static int AfterInlineImage(byte[] content, int from)
    {
        for (var at = from; at >= 0 && at < content.Length;)
        {
            var next = content.AsSpan(at).IndexOf("EI"u8);
            if (next < 0)
                return content.Length;
            at += next + 2;
            if (Lexer.IsWhite(content[at - 3]) && (at >= content.Length || Lexer.IsWhite(content[at])))
                return at;
        }

        return content.Length;
    }

    private bool Apply(string word, List<PdfObject> o, PdfDictionary? resources, int depth)
    {
        switch (word)
        {
            case "q" when _saved.Count < 10_000: _saved.Push(_now); break;
            case "Q" when _saved.Count > 0: _now = _saved.Pop(); break;
            case "cm": _now = _now with { Matrix = Numbers(o) * _now.Matrix }; break;
            case "BT": _line = _text = Matrix3x2.Identity; break;
            case "Tm": _line = _text = Numbers(o); break;
            case "Td": MoveLine(Number(o, 0), Number(o, 1)); break;
            case "TD":
                _now = _now with { Leading = -Number(o, 1) };
                MoveLine(Number(o, 0), Number(o, 1));
                break;
            case "T*": MoveLine(0, -_now.Leading); break;
            case "TL": _now = _now with { Leading = Number(o, 0) }; break;
            case "Tc": _now = _now with { CharSpace = Number(o, 0) }; break;
            case "Tw": _now = _now with { WordSpace = Number(o, 0) }; break;
            case "Tz": _now = _now with { Scale = Number(o, 0) / 100 }; break;
            case "Ts": _now = _now with { Rise = Number(o, 0) }; break;
            case "Tf": _now = _now with { Font = Font(resources, o), Size = Number(o, o.Count - 1) }; break;
            case "Tj" or "TJ": Show(o); break;
            case "'" or "\"":
                MoveLine(0, -_now.Leading);
                Show(o);
                break;
            case "m": _pen = Point(o, 0); break;
            case "l": Segment(Point(o, 0)); break;
            case "c": Segment(Point(o, 0), Point(o, 2), Point(o, 4)); break;
            case "v" or "y": Segment(Point(o, 0), Point(o, 2)); break;
            case "re": Rectangle(o); break;
            case "f" or "F" or "f*" or "B" or "B*" or "b" or "b*": Paint(filled: true); break;
            case "S" or "s": Paint(filled: false); break;
            case "n": _path.Clear(); break;
            case "EI": Add(MarkKind.Image, Box([new(0, 0), new(1, 0), new(0, 1), new(1, 1)], _now.Matrix)); break;
            case "Do": return Draw(resources, o, depth);
        }

        return true;
    }

    private bool Draw(PdfDictionary? resources, List<PdfObject> o, int depth)
    {
        if (o is not [.., PdfName name] || _document.Resolve(_document.Dictionary(resources?["XObject"])?[name.Value]) is not PdfStream stream)
            return true;
        if (_document.Name(stream.Dictionary["Subtype"]) != "Form")
        {
            Add(MarkKind.Image, Box([new(0, 0), new(1, 0), new(0, 1), new(1, 1)], _now.Matrix));
            return true;
        }

        if (depth >= DeepestForm)
            return false;
        var (state, saved) = (_now, _saved.Count);
        if (_document.Array(stream.Dictionary["Matrix"]) is { Items.Count: 6 } matrix)
            _now = _now with { Matrix = Numbers([.. matrix.Items.Select(_document.Resolve)]) * _now.Matrix };
        var complete = Run(Decode(stream), _document.Dictionary(stream.Dictionary["Resources"]) ?? resources, depth + 1);
        while (_saved.Count > saved)
            _saved.Pop();
        _now = state;
        return complete;
    }

    private TextWidths? Font(PdfDictionary? resources, List<PdfObject> o)
    {
        if (o is not [.., PdfName name, _] || _document.Dictionary(_document.Dictionary(resources?["Font"])?[name.Value]) is not { } font)
            return null;
        if (!_widths.TryGetValue(font, out var widths))
            _widths[font] = widths = TextWidths.Read(_document, font);
        return widths;
    }

    private void Show(List<PdfObject> o)
    {
        foreach (var part in o)
        {
            if (part is PdfNumber number)
                Advance(-number.Value / 1000 * _now.Size * _now.Scale);
            if (part is not PdfString text)
                continue;
            var (width, glyphs, spaces, isSeen) = (_now.Font ?? TextWidths.Unknown).Measure(text.Value);
            var length = ((width * _now.Size) + (glyphs * _now.CharSpace) + (spaces * _now.WordSpace)) * _now.Scale;
            if (isSeen)
            {
                // From a little below the base line to the height of capitals: what must be hidden to make text unreadable.
                var (low, high) = ((float)((-0.1 * _now.Size) + _now.Rise), (float)((0.7 * _now.Size) + _now.Rise));
                Add(MarkKind.Text, Box([new(0, low), new((float)length, low), new(0, high), new((float)length, high)], _text * _now.Matrix));
            }

            Advance(length);
        }
    }

    private void Advance(double by) => _text = Matrix3x2.CreateTranslation((float)by, 0) * _text;

    private void MoveLine(double x, double y) => _line = _text = Matrix3x2.CreateTranslation((float)x, (float)y) * _line;

    private void Segment(params Vector2[] points)
    {
        if (_path.Count < MostMarks)
            _path.Add(Box([_pen, .. points], _now.Matrix));
        _pen = points[^1];
    }

    private void Rectangle(List<PdfObject> o)
    {
        var (corner, size) = (Point(o, 0), Point(o, 2));
        _pen = corner;
        Segment(corner with { X = corner.X + size.X });
        Segment(corner + size);
        Segment(corner with { Y = corner.Y + size.Y });
        Segment(corner);
    }

    /// <summary>An area hides as a whole, an outline only where its lines are.</summary>
    private void Paint(bool filled)
    {
        if (filled && _path.Count > 0)
            Add(MarkKind.Path, _path.Aggregate((a, b) => new PageBox(
                Math.Min(a.Left, b.Left), Math.Min(a.Bottom, b.Bottom), Math.Max(a.Right, b.Right), Math.Max(a.Top, b.Top))));
        else
            _path.ForEach(line => Add(MarkKind.Path, line));
        _path.Clear();
    }

    private void Add(MarkKind kind, PageBox box)
    {
        if (double.IsFinite(box.Width) && double.IsFinite(box.Height) && _marks.Count <= MostMarks)
            _marks.Add(new PageMark(kind, box));
    }

    private static PageBox Box(ReadOnlySpan<Vector2> points, Matrix3x2 matrix)
    {
        var (low, high) = (new Vector2(float.MaxValue), new Vector2(float.MinValue));
        foreach (var point in points)
        {
            var there = Vector2.Transform(point, matrix);
            (low, high) = (Vector2.Min(low, there), Vector2.Max(high, there));
        }

        return new PageBox(low.X, low.Y, high.X, high.Y);
    }

    private static double Number(List<PdfObject> o, int index) => index >= 0 && index < o.Count && o[index] is PdfNumber n ? n.Value : 0;

    private static Vector2 Point(List<PdfObject> o, int index) => new((float)Number(o, index), (float)Number(o, index + 1));

    private static Matrix3x2 Numbers(List<PdfObject> o) => new(
        (float)Number(o, 0), (float)Number(o, 1), (float)Number(o, 2), (float)Number(o, 3), (float)Number(o, 4), (float)Number(o, 5));

    /// <summary>The graphics state as far as it places things (8.4, 9.3).</summary>
    private sealed record State
    {
        public Matrix3x2 Matrix { get; init; } = Matrix3x2.Identity;

        public TextWidths? Font { get; init; }

        public double Size { get; init; }

        public double Leading { get; init; }

        public double CharSpace { get; init; }

        public double WordSpace { get; init; }

        public double Scale { get; init; } = 1;

        public double Rise { get; init; }
    }
}
