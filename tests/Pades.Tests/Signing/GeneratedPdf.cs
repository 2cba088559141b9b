using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace KonTum.Tthc.Pades.Tests.Signing;

/// <summary>The kinds of files that the format allows.</summary>
public enum FileShape
{
    Table,
    Stream,
    ObjectStreams,
    Hybrid,
    FirstPageFirst,
}

/// <summary>What a generated file is like.</summary>
/// <param name="Shape">Its cross-reference.</param>
/// <param name="Pages">1 to 5.</param>
/// <param name="Updates">Incremental updates that are appended.</param>
/// <param name="Junk">Bytes before the header.</param>
/// <param name="CountsFromHeader">Offsets leave the junk out.</param>
/// <param name="LineEnd">After the end-of-file marker.</param>
/// <param name="Rotate">Of all pages.</param>
/// <param name="HasForm">An empty form.</param>
/// <param name="Spare">Objects that nothing refers to.</param>
internal sealed record GeneratedPdf(
    FileShape Shape, int Pages, int Updates, int Junk, bool CountsFromHeader, string LineEnd, int Rotate, bool HasForm, int Spare)
{
    private readonly List<string> _bodies = [];

    public byte[] Write()
    {
        _bodies.Clear();
        _bodies.Add($"<</Type/Catalog/Pages 2 0 R{(HasForm ? "/AcroForm<</Fields[]>>" : string.Empty)}>>");
        _bodies.Add($"<</Type/Pages/Count {Pages}/MediaBox[0 0 300 400]/Rotate {Rotate}/Kids[{string.Concat(Enumerable.Range(0, Pages).Select(i => $"{3 + i} 0 R "))}]>>");
        for (var i = 0; i < Pages; i++)
            _bodies.Add("<</Type/Page/Parent 2 0 R/Resources<<>>>>");
        for (var i = 0; i < Spare; i++)
            _bodies.Add($"<</Spare {i}/Text({new string('x', i * 7)})>>");
        var text = new StringBuilder(new string('j', Junk));
        text.Append("%PDF-1.7\n%\u00E2\u00E3\u00CF\u00D3\n");
        var start = Shape switch
        {
            FileShape.Table => WriteTable(text),
            FileShape.Stream => WriteStream(text, packed: false),
            FileShape.ObjectStreams => WriteStream(text, packed: true),
            FileShape.Hybrid => WriteHybrid(text),
            _ => WriteFirstPageFirst(text),
        };
        End(text, start);
        for (var i = 0; i < Updates; i++)
            start = Update(text, start, i);
        return TestPdf.Bytes(text.ToString()[..^1] + LineEnd);
    }

    private int Base => CountsFromHeader ? Junk : 0;

    private int Place(StringBuilder text) => text.Length - Base;

    private static void End(StringBuilder text, int start) => text.Append(CultureInfo.InvariantCulture, $"startxref\n{start}\n%%EOF\n");

    private static string Row(int place) => string.Create(CultureInfo.InvariantCulture, $"{place:D10} 00000 n\r\n");

    private Dictionary<int, int> WriteObjects(StringBuilder text, IEnumerable<int> numbers)
    {
        var places = new Dictionary<int, int>();
        foreach (var number in numbers)
        {
            places[number] = Place(text);
            text.Append(CultureInfo.InvariantCulture, $"{number} 0 obj\n{_bodies[number - 1]}\nendobj\n");
        }

        return places;
    }

    private int WriteTable(StringBuilder text)
    {
        var places = WriteObjects(text, Enumerable.Range(1, _bodies.Count));
        var start = Place(text);
        text.Append(CultureInfo.InvariantCulture, $"xref\n0 {_bodies.Count + 1}\n0000000000 65535 f\r\n");
        foreach (var place in places.Values)
            text.Append(Row(place));
        text.Append(CultureInfo.InvariantCulture, $"trailer\n<</Size {_bodies.Count + 1}/Root 1 0 R>>\n");
        return start;
    }

    private int WriteStream(StringBuilder text, bool packed)
    {
        var all = Enumerable.Range(1, _bodies.Count).ToList();
        var places = WriteObjects(text, packed ? [] : all);
        var container = _bodies.Count + 1;
        if (packed)
            places[container] = WriteContainer(text, container, all);
        var start = Place(text);
        var own = container + 1;
        places[own] = start;
        AppendStream(text, own, Rows(own, n => places.TryGetValue(n, out var p) ? (1, p, 0) : packed && n > 0 && n <= all.Count ? (2, container, n - 1) : (0, 0, 0)), $"/Type/XRef/Size {own + 1}/W[1 4 2]/Root 1 0 R");
        return start;
    }

    /// <summary>7.5.8.4: the spare objects are hidden in an object stream that only the stream of the section names.</summary>
    private int WriteHybrid(StringBuilder text)
    {
        var last = 2 + Pages;
        var places = WriteObjects(text, Enumerable.Range(1, last));
        var hidden = Enumerable.Range(last + 1, Spare).ToList();
        var container = _bodies.Count + 1;
        places[container] = WriteContainer(text, container, hidden);
        var own = container + 1;
        places[own] = Place(text);
        AppendStream(text, own, Rows(own, n => n > last && n <= _bodies.Count ? (2, container, n - last - 1) : places.TryGetValue(n, out var p) ? (1, p, 0) : (0, 0, 0)), $"/Type/XRef/Size {own + 1}/W[1 4 2]/Root 1 0 R");
        var start = Place(text);
        text.Append(CultureInfo.InvariantCulture, $"xref\n0 {own + 1}\n0000000000 65535 f\r\n");
        for (var number = 1; number <= own; number++)
            text.Append(places.TryGetValue(number, out var place) ? Row(place) : "0000000000 00000 f\r\n");
        text.Append(CultureInfo.InvariantCulture, $"trailer\n<</Size {own + 1}/Root 1 0 R/XRefStm {places[own]}>>\n");
        return start;
    }

    /// <summary>As in a linearized file the section that startxref names stands first, and its /Prev points forwards.</summary>
    private int WriteFirstPageFirst(StringBuilder text)
    {
        var count = _bodies.Count + 1;
        var start = Place(text);
        var head = text.Length;
        // The first section: catalog and page tree; numbers are filled in when all places are known.
        const int sectionLength = 200;
        text.Append(' ', sectionLength);
        text.Append('\n');
        var first = WriteObjects(text, [1, 2]);
        var rest = WriteObjects(text, Enumerable.Range(3, _bodies.Count - 2));
        var second = Place(text);
        text.Append("xref\n0 1\n0000000000 65535 f\r\n").Append(CultureInfo.InvariantCulture, $"3 {count - 3}\n");
        foreach (var place in rest.Values)
            text.Append(Row(place));
        text.Append(CultureInfo.InvariantCulture, $"trailer\n<</Size {count}>>\n");
        var section = string.Create(CultureInfo.InvariantCulture, $"xref\n1 2\n{Row(first[1])}{Row(first[2])}trailer\n<</Size {count}/Root 1 0 R/Prev {second}>>\n");
        text.Remove(head, sectionLength).Insert(head, section.PadRight(sectionLength));
        return start;
    }

    /// <summary>Rewrites the second page tree entry with a harmless key, in the kind of section that the file has.</summary>
    private int Update(StringBuilder text, int prev, int number)
    {
        var place = Place(text);
        text.Append(CultureInfo.InvariantCulture, $"3 0 obj\n<</Type/Page/Parent 2 0 R/Resources<<>>/Update {number}>>\nendobj\n");
        var start = Place(text);
        var size = _bodies.Count + 3 + number + 1;
        if (Shape is FileShape.Stream or FileShape.ObjectStreams)
        {
            var own = size - 1;
            byte[] rows = [.. Entry((1, place, 0)), .. Entry((1, start, 0))];
            AppendStream(text, own, rows, $"/Type/XRef/Size {size}/W[1 4 2]/Index[3 1 {own} 1]/Root 1 0 R/Prev {prev}");
        }
        else
        {
            // The objects of a table have no numbers to spare; a hybrid file has two streams more.
            size = _bodies.Count + (Shape == FileShape.Hybrid ? 3 : 1);
            text.Append(CultureInfo.InvariantCulture, $"xref\n3 1\n{Row(place)}trailer\n<</Size {size}/Root 1 0 R/Prev {prev}>>\n");
        }

        End(text, start);
        return start;
    }

    private int WriteContainer(StringBuilder text, int number, List<int> members)
    {
        var index = new StringBuilder();
        var content = new StringBuilder();
        foreach (var member in members)
        {
            index.Append(CultureInfo.InvariantCulture, $"{member} {content.Length} ");
            content.Append(_bodies[member - 1]).Append(' ');
        }

        var place = Place(text);
        AppendStream(text, number, TestPdf.Bytes($"{index}{content}"), $"/Type/ObjStm/N {members.Count}/First {index.Length}");
        return place;
    }

    private static byte[] Rows(int last, Func<int, (int, int, int)> entry) => [.. Enumerable.Range(0, last + 1).SelectMany(n => Entry(entry(n)))];

    private static byte[] Entry((int Kind, int Second, int Third) e) =>
        [(byte)e.Kind, (byte)(e.Second >> 24), (byte)(e.Second >> 16), (byte)(e.Second >> 8), (byte)e.Second, (byte)(e.Third >> 8), (byte)e.Third];

    private static void AppendStream(StringBuilder text, int number, byte[] data, string entries)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(data);
        text.Append(CultureInfo.InvariantCulture, $"{number} 0 obj\n<<{entries}/Filter/FlateDecode/Length {packed.Length}>>\nstream\n");
        text.Append(TestPdf.Text(packed.ToArray())).Append("\nendstream\nendobj\n");
    }
}
