using KonTum.Tthc.Pades.Objects;

namespace KonTum.Tthc.Pades.Reading;

internal enum EntryKind
{
    Free,
    InFile,
    InObjectStream,
}

/// <summary>
/// Where an object is. In the file: its offset (without the header's) and generation. In an object stream: the stream's number and index.
/// </summary>
internal readonly record struct XrefEntry(EntryKind Kind, long Position, int Extra);

/// <summary>One cross-reference section with its trailer.</summary>
/// <param name="Offset">Where it begins, counted from the start of the file.</param>
/// <param name="End">The first byte behind its trailer dictionary or its stream's <c>endstream</c>.</param>
/// <param name="IsStream">A cross-reference stream; otherwise a table.</param>
/// <param name="Entries">Its own entries.</param>
/// <param name="Trailer">Its trailer, or the stream's dictionary.</param>
internal sealed record XrefSection(long Offset, long End, bool IsStream, SectionEntries Entries, PdfDictionary Trailer)
{
    /// <summary>Rows that a cross-reference stream declares; 0 of a table.</summary>
    public long Rows { get; init; }
}

/// <summary>The cross-reference of a file: its sections, newest first, and the entries that hold in sum (ISO 32000-2, 7.5.4, 7.5.8).</summary>
internal sealed class CrossReference
{
    /// <summary>The largest object number that Acrobat takes (ISO 32000-1, annex C).</summary>
    public const int LargestNumber = 8_388_607;

    private const int MostSections = 4096;

    /// <summary>
    /// Rows of all cross-reference streams that even a small file may have. Compressed, a thousand rows take a byte, and each costs about
    /// twenty in memory; a real file has more bytes than rows.
    /// </summary>
    private const int RowsOfSmallFiles = 500_000;

    private readonly ByteSource _source;
    private long _rows;

    private CrossReference(ByteSource source, long headerOffset)
    {
        _source = source;
        HeaderOffset = headerOffset;
    }

    /// <summary>What is added to every offset of the file; 0 also for a file with junk before the header that counts from its start.</summary>
    public long HeaderOffset { get; private set; }

    /// <summary>Sections, newest first; the <c>/XRefStm</c> of a hybrid file stands behind its table.</summary>
    public List<XrefSection> Sections { get; } = [];

    /// <summary>The newest entry of each object.</summary>
    public XrefTable Entries { get; private set; } = new();

    public XrefSection Newest => Sections[0];

    /// <summary>The value that stands after the last <c>startxref</c>.</summary>
    public long StartXref { get; private set; }

    /// <summary>Where the last <c>startxref</c> keyword stands.</summary>
    public long StartXrefPosition { get; private set; }

    public static CrossReference Read(ByteSource source, long headerPosition)
    {
        var result = new CrossReference(source, headerPosition);
        (result.StartXref, result.StartXrefPosition) = FindStart(source);
        // Offsets count from the header (Acrobat, PDF 1.7 implementation notes) or from the file's start (what many writers do).
        if (headerPosition > 0 && !result.IsSection(result.StartXref + headerPosition))
            result.HeaderOffset = 0;
        result.ReadChain();
        return result;
    }

    private static (long Value, long Position) FindStart(ByteSource source)
    {
        const int window = 2048;
        var from = Math.Max(0, source.Length - window);
        var tail = source.Read(from, window);
        var at = tail.AsSpan().LastIndexOf("startxref"u8);
        if (at < 0)
            throw Refuse.Broken("No startxref at the end of the file.");
        var lexer = new Lexer(source, from + at + 9);
        return lexer.TryReadUnsigned(out var value) ? (value, from + at) : throw Refuse.Broken("startxref has no number.");
    }

    private bool IsSection(long position)
    {
        var parser = new ObjectParser(_source, position);
        return position < _source.Length && (parser.Lexer.TryReadKeyword("xref") ? !IsEndOfStartXref(position) : IsSectionStream(parser));
    }

    /// <summary>A short section ends where its file's <c>startxref</c> stands, and that word ends like the keyword of a table.</summary>
    private bool IsEndOfStartXref(long position) =>
        position >= 5 && _source.Read(position - 5, 5).AsSpan().SequenceEqual("start"u8);

    /// <summary>Any object may stand there by chance, in a file that counts from its start.</summary>
    private static bool IsSectionStream(ObjectParser parser)
    {
        try
        {
            return parser.TryReadObjectHeader() is not null && parser.ReadBody() is PdfStream { Dictionary: var d } && d["Type"] is PdfName { Value: "XRef" };
        }
        catch (PdfRefusedException)
        {
            return false;
        }
    }

    private void ReadChain()
    {
        var seen = new HashSet<long>();
        var isHybrid = false;
        long? next = StartXref;
        while (next is { } at)
        {
            if (!seen.Add(at))
                throw Refuse.Broken("The /Prev chain of cross-reference sections is a loop.");
            if (seen.Count > MostSections)
                throw Refuse.Broken("Too many cross-reference sections.");
            if (!isHybrid && TryContinue(at + HeaderOffset))
                break;
            var section = ReadSection(at + HeaderOffset);
            Merge(section);
            if (!section.IsStream && section.Trailer["XRefStm"] is PdfNumber { IsInteger: true } hybrid)
            {
                isHybrid = true;
                var hidden = ReadSection((long)hybrid.Value + HeaderOffset);
                if (!hidden.IsStream)
                    throw Refuse.Broken("/XRefStm does not name a cross-reference stream.");
                MergeHybrid(section, hidden);
            }

            next = section.Trailer["Prev"] switch
            {
                null or PdfNull => null,
                PdfNumber { IsInteger: true, Value: >= 0 } prev => (long)prev.Value,
                _ => throw Refuse.Broken("/Prev is not an offset."),
            };
        }

        if (!isHybrid)
            _source.Parts.LastChain = new ReadChain(HeaderOffset, Sections.Max(s => s.End), Sections, Entries);
    }

    /// <summary>Takes the rest of the chain from what was read last, if that begins at this position: only what stands before it is new.</summary>
    private bool TryContinue(long position)
    {
        if (_source.Parts.LastChain is not { } rest || rest.Sections[0].Offset != position || rest.HeaderOffset != HeaderOffset || rest.End > _source.Length)
            return false;
        if (Sections.Count + rest.Sections.Count > MostSections)
            throw Refuse.Broken("Too many cross-reference sections.");
        CountRows(rest.Sections.Sum(s => s.Rows));
        Entries = rest.Entries.Copy();
        foreach (var section in Enumerable.Reverse(Sections))
            section.Entries.PutInto(Entries);
        Sections.AddRange(rest.Sections);
        return true;
    }

    private void CountRows(long rows)
    {
        if ((_rows += rows) > Math.Max(RowsOfSmallFiles, _source.Length))
            throw Refuse.Broken("The cross-reference has more entries than the file could have objects.");
    }

    private void Merge(XrefSection section)
    {
        Sections.Add(section);
        section.Entries.AddTo(Entries);
    }

    /// <summary>7.5.8.4: objects that the table of the same section hides as free are found in its /XRefStm.</summary>
    private void MergeHybrid(XrefSection table, XrefSection hidden)
    {
        Sections.Add(hidden);
        foreach (var (number, entry) in hidden.Entries)
        {
            var hiddenByThisTable = table.Entries.TryGetValue(number, out var own) && own.Kind == EntryKind.Free
                && Entries.TryGetValue(number, out var current) && current == own;
            if (hiddenByThisTable)
                Entries[number] = entry;
            else
                Entries.TryAdd(number, entry);
        }
    }

    private XrefSection ReadSection(long position)
    {
        if (position < 0 || position >= _source.Length)
            throw Refuse.Broken("A cross-reference offset lies outside the file.");
        if (_source.Parts.TryGetSection(position, _source.Length, out var known))
        {
            CountRows(known.Rows);
            return known;
        }

        var parser = new ObjectParser(_source, position);
        var section = parser.Lexer.TryReadKeyword("xref") ? ReadTable(parser, position) : ReadStream(parser, position);
        _source.Parts.Add(section);
        return section;
    }

    private static XrefSection ReadTable(ObjectParser parser, long position)
    {
        var lexer = parser.Lexer;
        var entries = new SectionEntries.Builder();
        while (lexer.TryReadUnsigned(out var first))
        {
            if (!lexer.TryReadUnsigned(out var count) || first + count - 1 > LargestNumber)
                throw Refuse.Broken("A cross-reference subsection has an unusable header.");
            // "0 0 n" is the least that an entry takes.
            entries.Expect((int)Math.Min(count, (lexer.Source.Length - position) / 5));
            for (var number = (int)first; number < first + count; number++)
            {
                if (!lexer.TryReadTableRow(out var offset, out var generation, out var kind))
                    throw Refuse.Broken("A cross-reference entry is not two numbers.");
                entries.Add(number, kind switch
                {
                    // Offset 0 is the header's place; writers mean "nothing there".
                    'n' when offset > 0 => new XrefEntry(EntryKind.InFile, offset, (int)Math.Min(generation, ushort.MaxValue)),
                    'n' or 'f' => new XrefEntry(EntryKind.Free, 0, (int)Math.Min(generation, ushort.MaxValue)),
                    _ => throw Refuse.Broken("A cross-reference entry is neither n nor f."),
                });
            }
        }

        if (!lexer.TryReadKeyword("trailer") || parser.ReadObject() is not PdfDictionary trailer)
            throw Refuse.Broken("A cross-reference table without a trailer dictionary.");
        return new XrefSection(position, lexer.Position, false, entries.Build(), trailer);
    }

    private XrefSection ReadStream(ObjectParser parser, long position)
    {
        if (parser.TryReadObjectHeader() is null || parser.ReadBody() is not PdfStream stream
            || stream.Dictionary["Type"] is not PdfName { Value: "XRef" })
        {
            throw Refuse.Broken("No cross-reference section stands where one is said to be.");
        }

        var dictionary = stream.Dictionary;
        if (dictionary["Length"] is not PdfNumber { IsInteger: true, Value: >= 0 } length)
            throw Refuse.Broken("A cross-reference stream without a direct /Length.");
        var size = dictionary["Size"] is PdfNumber { IsInteger: true } s ? (long)s.Value : 0;
        var index = dictionary["Index"] is null ? [0, size] : Integers(dictionary["Index"]);
        if (index is null || index.Length % 2 != 0)
            throw Refuse.Broken("A cross-reference stream with an unusable /Index.");
        var rows = index.Where((_, i) => i % 2 == 1).Sum(count => Math.Clamp(count, 0, LargestNumber));
        CountRows(rows);
        var (raw, end) = StreamData.Read(_source, stream, (long)length.Value);
        var data = StreamDecoder.Decode(raw, dictionary, Direct);
        var widths = Integers(dictionary["W"]) is { Length: >= 3 } w && w.All(x => x is >= 0 and <= 8)
            ? w : throw Refuse.Broken("A cross-reference stream without usable /W.");
        return new XrefSection(position, end, true, ReadRows(data, widths, index), dictionary) { Rows = rows };
    }

    private static SectionEntries ReadRows(byte[] data, long[] widths, long[] index)
    {
        var entries = new SectionEntries.Builder();
        var width = (int)widths.Sum();
        if (width == 0)
            throw Refuse.Broken("A cross-reference stream with rows of no bytes.");
        entries.Expect(data.Length / width);
        var at = 0;
        for (var i = 0; i < index.Length; i += 2)
        {
            if (index[i] is < 0 or > LargestNumber || index[i + 1] < 0 || index[i + 1] > LargestNumber + 1 - index[i])
                throw Refuse.Broken("A cross-reference stream with an unusable /Index.");
            for (var number = (int)index[i]; number < index[i] + index[i + 1]; number++)
            {
                if (at + width > data.Length)
                    throw Refuse.Broken("A cross-reference stream is too short.");
                var type = widths[0] == 0 ? 1 : Field(0, (int)widths[0]);
                var second = Field((int)widths[0], (int)widths[1]);
                var third = Field((int)(widths[0] + widths[1]), (int)widths[2]);
                at += width;
                if (type is 1 or 2 && (second < 0 || third is < 0 or > int.MaxValue || (type == 2 && second > LargestNumber)))
                    throw Refuse.Broken("A cross-reference stream entry is out of range.");
                entries.Add(number, type switch
                {
                    1 when second > 0 => new XrefEntry(EntryKind.InFile, second, (int)third),
                    2 => new XrefEntry(EntryKind.InObjectStream, second, (int)third),
                    // 7.5.8.3: unknown types are references to the null object.
                    _ => new XrefEntry(EntryKind.Free, 0, 0),
                });
            }
        }

        return entries.Build();

        long Field(int from, int count)
        {
            long value = 0;
            for (var i = 0; i < count; i++)
                value = (value << 8) | data[at + from + i];
            return value;
        }
    }

    private static PdfObject Direct(PdfObject? value) =>
        value is PdfReference ? throw Refuse.Broken("A cross-reference stream needs another object to be read.") : value ?? PdfObject.Null;

    private static long[]? Integers(PdfObject? value) =>
        value is PdfArray array && array.Items.All(x => x is PdfNumber { IsInteger: true })
            ? [.. array.Items.Select(x => (long)((PdfNumber)x).Value)]
            : null;
}
