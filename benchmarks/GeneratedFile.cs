using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace KonTum.Tthc.Benchmarks;

/// <summary>
/// Files as programs write them: pages with content, links, and a structure tree whose many small elements make
/// up most of the objects. The same arguments give the same bytes.
/// </summary>
internal sealed class GeneratedFile
{
    private const int PerObjectStream = 100;
    private readonly Stream _file;
    private readonly bool _streams;
    private readonly List<(long Position, int Container)> _places = [(0, 0)];
    private readonly List<(int Number, string Body)> _waiting = [];

    private GeneratedFile(Stream file, bool streams) => (_file, _streams) = (file, streams);

    /// <summary>Writes one.</summary>
    /// <param name="path">Where.</param>
    /// <param name="bytes">About how long.</param>
    /// <param name="pages">Its pages.</param>
    /// <param name="objects">Its objects.</param>
    /// <param name="streams">Object streams and a cross-reference stream; otherwise a table.</param>
    public static void Write(string path, long bytes, int pages, int objects, bool streams)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        new GeneratedFile(file, streams).WriteAll(bytes, pages, objects);
    }

    private void WriteAll(long bytes, int pages, int objects)
    {
        const int links = 4;
        Ascii("%PDF-1.7\n%\u00E2\u00E3\u00CF\u00D3\n");
        var elements = Math.Max(1, (objects - 4 - (pages * (2 + links))) / pages);
        var perPage = 2 + links + elements;
        var content = new byte[Math.Max(100, (bytes - (objects * (_streams ? 25L : 150))) / pages)];
        int Page(int p) => 5 + (p * perPage);
        Add(1, "<</Type/Catalog/Pages 2 0 R/StructTreeRoot 3 0 R/MarkInfo<</Marked true>>>>");
        Add(2, $"<</Type/Pages/Count {pages}/MediaBox[0 0 595 842]/Kids[{string.Join(' ', Enumerable.Range(0, pages).Select(p => $"{Page(p)} 0 R"))}]>>");
        Add(3, $"<</Type/StructTreeRoot/K[{string.Join(' ', Enumerable.Range(0, pages).Select(p => $"{Page(p) + 2 + links} 0 R"))}]>>");
        Add(4, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
        for (var p = 0; p < pages; p++)
        {
            var first = Page(p);
            var annots = string.Join(' ', Enumerable.Range(first + 2, links).Select(n => $"{n} 0 R"));
            Add(first, $"<</Type/Page/Parent 2 0 R/Resources<</Font<</F1 4 0 R>>/ProcSet[/PDF/Text]>>/Contents {first + 1} 0 R/Annots[{annots}]/StructParents {p}>>");
            // A comment of letters that do not repeat: a valid content stream as long as wanted.
            "q Q %"u8.CopyTo(content);
            new Random(p).GetItems("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef"u8, content.AsSpan(5));
            AddStream(first + 1, string.Empty, content);
            for (var n = first + 2; n < first + 2 + links; n++)
                Add(n, $"<</Type/Annot/Subtype/Link/Rect[72.5 {n % 700} 320.25 {(n % 700) + 12}]/Border[0 0 0]/Dest[{Page((n * 7) % pages)} 0 R/XYZ 72 700 0]>>");
            for (var n = 0; n < elements; n++)
                Add(first + 2 + links + n, $"<</Type/StructElem/S/P/P 3 0 R/Pg {first} 0 R/K[{n}]/Lang(vi-VN)/T<FEFF004B0068006F1EA3006E0020{n:X4}>>>");
        }

        Flush();
        if (_streams)
            EndWithStream();
        else
            EndWithTable();
    }

    private void Add(int number, string body)
    {
        if (_streams)
        {
            _waiting.Add((number, body));
            Place(number, default);
            return;
        }

        Begin(number);
        Ascii(body + "\nendobj\n");
    }

    private void AddStream(int number, string entries, ReadOnlySpan<byte> data)
    {
        Begin(number);
        Ascii(string.Create(CultureInfo.InvariantCulture, $"<</Length {data.Length}{entries}>>\nstream\n"));
        _file.Write(data);
        Ascii("\nendstream\nendobj\n");
    }

    /// <summary>Packs what waits into object streams, whose numbers follow those of all others.</summary>
    private void Flush()
    {
        foreach (var part in _waiting.Chunk(PerObjectStream))
        {
            var number = _places.Count;
            var (index, bodies) = (new StringBuilder(), new StringBuilder());
            for (var i = 0; i < part.Length; i++)
            {
                index.Append(CultureInfo.InvariantCulture, $"{part[i].Number} {bodies.Length} ");
                bodies.Append(part[i].Body).Append('\n');
                _places[part[i].Number] = (i, number);
            }

            AddStream(number, $"/Type/ObjStm/N {part.Length}/First {index.Length}/Filter/FlateDecode", Packed(Encoding.Latin1.GetBytes(index.ToString() + bodies)));
        }
    }

    private void EndWithTable()
    {
        var xref = _file.Position;
        Ascii($"xref\n0 {_places.Count}\n0000000000 65535 f\r\n");
        foreach (var (position, _) in _places.Skip(1))
            Ascii(position.ToString("D10", CultureInfo.InvariantCulture) + " 00000 n\r\n");
        Ascii($"trailer\n<</Size {_places.Count}/Root 1 0 R/ID[<01><01>]>>\nstartxref\n{xref}\n%%EOF\n");
    }

    private void EndWithStream()
    {
        var xref = _file.Position;
        var number = _places.Count;
        Place(number, (xref, 0));
        var rows = new byte[_places.Count * 9];
        for (var i = 1; i < _places.Count; i++)
        {
            var row = rows.AsSpan(i * 9);
            var (position, container) = _places[i];
            row[0] = (byte)(container > 0 ? 2 : 1);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(row[1..], container > 0 ? container : (int)position);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(row[5..], container > 0 ? (int)position : 0);
        }

        AddStream(number, $"/Type/XRef/W[1 4 4]/Size {_places.Count}/Root 1 0 R/ID[<01><01>]/Filter/FlateDecode", Packed(rows));
        Ascii($"startxref\n{xref}\n%%EOF\n");
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var zlib = new ZLibStream(output, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(bytes);
        return output.ToArray();
    }

    private void Begin(int number)
    {
        Place(number, (_file.Position, 0));
        Ascii(string.Create(CultureInfo.InvariantCulture, $"{number} 0 obj\n"));
    }

    private void Place(int number, (long Position, int Container) place)
    {
        while (_places.Count <= number)
            _places.Add(default);
        _places[number] = place;
    }

    private void Ascii(string text) => _file.Write(Encoding.Latin1.GetBytes(text));
}
