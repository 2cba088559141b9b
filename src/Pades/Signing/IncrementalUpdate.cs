using System.Globalization;
using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Signing;

/// <summary>
/// Collects new and changed objects and writes them as one incremental update (ISO 32000-2, 7.5.6) with the kind of cross-reference that
/// the file's newest section has.
/// </summary>
internal sealed class IncrementalUpdate
{
    private static readonly HashSet<string> s_ownKeys = new(StringComparer.Ordinal)
    {
        "Size", "Prev", "XRefStm", "ID", "Type", "W", "Index", "Filter", "DecodeParms", "Length", "DocChecksum",
    };

    private readonly PdfDocument _document;
    private readonly SortedDictionary<int, (int Generation, Action<MemoryStream> Write)> _objects = [];
    private int _next;

    public IncrementalUpdate(PdfDocument document)
    {
        _document = document;
        _next = document.NextNumber;
    }

    /// <summary>A number that nothing has, for an object that is put later.</summary>
    public PdfReference Reserve() => new(_next++, 0);

    /// <summary>A new object.</summary>
    public PdfReference Add(PdfObject value)
    {
        var reference = Reserve();
        Put(reference, value);
        return reference;
    }

    public void Put(PdfReference reference, PdfObject value) => Put(reference, output => ObjectWriter.Write(output, value));

    public void Put(PdfReference reference, Action<MemoryStream> write) => _objects[reference.Number] = (reference.Generation, write);

    /// <summary>Replaces an object of the document; its generation stays what the cross-reference says.</summary>
    public void Replace(int number, PdfObject value)
    {
        var entry = _document.Xref.Entries[number];
        Put(new PdfReference(number, entry.Kind == EntryKind.InFile ? entry.Extra : 0), value);
    }

    /// <summary>The bytes to be appended. Positions inside are those of a file of which <paramref name="start"/> bytes come before.</summary>
    public MemoryStream Write(long start)
    {
        var output = new MemoryStream();
        if (_document.Source.Read(start - 1, 1) is not [(byte)'\n'])
            output.WriteByte((byte)'\n');
        var base_ = start - _document.Xref.HeaderOffset;
        var places = new SortedDictionary<int, (long Position, int Generation)>();
        foreach (var (number, (generation, write)) in _objects)
        {
            places[number] = (base_ + output.Length, generation);
            ObjectWriter.Ascii(output, string.Create(CultureInfo.InvariantCulture, $"{number} {generation} obj\n"));
            write(output);
            ObjectWriter.Ascii(output, "\nendobj\n");
        }

        var xref = base_ + output.Length;
        if (_document.Xref.Newest.IsStream)
            WriteStream(output, places, xref);
        else
            WriteTable(output, places);
        ObjectWriter.Ascii(output, string.Create(CultureInfo.InvariantCulture, $"startxref\n{xref}\n%%EOF\n"));
        return output;
    }

    private void WriteTable(MemoryStream output, SortedDictionary<int, (long Position, int Generation)> places)
    {
        ObjectWriter.Ascii(output, "xref\n");
        foreach (var (first, count) in Runs(places.Keys))
        {
            ObjectWriter.Ascii(output, string.Create(CultureInfo.InvariantCulture, $"{first} {count}\n"));
            for (var number = first; number < first + count; number++)
            {
                var (position, generation) = places[number];
                ObjectWriter.Ascii(output, string.Create(CultureInfo.InvariantCulture, $"{position:D10} {generation:D5} n\r\n"));
            }
        }

        ObjectWriter.Ascii(output, "trailer\n");
        ObjectWriter.Write(output, Trailer(new PdfDictionary(), _next));
        ObjectWriter.Ascii(output, "\n");
    }

    private void WriteStream(MemoryStream output, SortedDictionary<int, (long Position, int Generation)> places, long xref)
    {
        var own = _next;
        places[own] = (xref, 0);
        using var rows = new MemoryStream();
        Span<byte> row = stackalloc byte[7];
        foreach (var (position, generation) in places.Values)
        {
            row[0] = 1;
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(row[1..], (uint)position);
            System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(row[5..], (ushort)generation);
            rows.Write(row);
        }

        var dictionary = new PdfDictionary()
            .Add("Type", new PdfName("XRef"))
            .Add("W", new PdfArray([PdfNumber.Of(1), PdfNumber.Of(4), PdfNumber.Of(2)]))
            .Add("Index", new PdfArray([.. Runs(places.Keys).SelectMany(r => new[] { PdfNumber.Of(r.First), PdfNumber.Of(r.Count) })]));
        ObjectWriter.Ascii(output, string.Create(CultureInfo.InvariantCulture, $"{own} 0 obj\n"));
        ObjectWriter.Write(output, PdfStream.Of(Trailer(dictionary, own + 1), rows.ToArray()));
        ObjectWriter.Ascii(output, "\nendobj\n");
    }

    private PdfDictionary Trailer(PdfDictionary result, int size)
    {
        result.Add("Size", PdfNumber.Of(size)).Add("Prev", PdfNumber.Of(_document.Xref.StartXref));
        foreach (var (key, value) in _document.Trailer.Entries)
        {
            if (!s_ownKeys.Contains(key))
                result.Add(key, value);
        }

        // 14.4: the first identifier stays for the life of the document, the second is new for each revision.
        if (_document.Array(_document.Trailer["ID"]) is { Items: [var first, ..] } && _document.Resolve(first) is PdfString permanent)
        {
            var changing = System.Security.Cryptography.RandomNumberGenerator.GetBytes(16);
            result.Add("ID", new PdfArray([permanent, new PdfString(changing, hex: true)]));
        }

        return result;
    }

    private static IEnumerable<(int First, int Count)> Runs(IEnumerable<int> ascending)
    {
        var (first, count) = (0, 0);
        foreach (var number in ascending)
        {
            if (count > 0 && number == first + count)
            {
                count++;
                continue;
            }

            if (count > 0)
                yield return (first, count);
            (first, count) = (number, 1);
        }

        if (count > 0)
            yield return (first, count);
    }
}
