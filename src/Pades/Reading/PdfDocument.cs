using KonTum.Tthc.Pades.Objects;

namespace KonTum.Tthc.Pades.Reading;

/// <summary>A file as its newest cross-reference section describes it. Objects are read when they are asked for.</summary>
internal sealed class PdfDocument
{
    private const long LargestFile = int.MaxValue;

    /// <summary>Decoded bytes of the object streams kept; a writer puts what belongs together into one or two.</summary>
    private const int MostContainerBytes = 4 * 1024 * 1024;

    /// <summary>Object streams whose length stands in an object stream, and so on: real files stay at one or two.</summary>
    private const int DeepestLoading = 32;

    /// <summary>Far more objects than any update appends.</summary>
    private const int NumbersOfAnUpdate = 100_000;

    /// <summary>Objects out of object streams; those in the file itself are kept by the source.</summary>
    private readonly Dictionary<int, PdfObject> _objects = [];
    private readonly Dictionary<int, ObjectStream> _containers = [];
    private readonly Queue<int> _oldestContainers = [];
    private readonly HashSet<int> _loading = [];
    private long _cachedParts;
    private long _containerBytes;
    private long _decodedBytes;
    private int _largestReference;

    private PdfDocument(ByteSource source, CrossReference xref)
    {
        Source = source;
        Xref = xref;
    }

    public ByteSource Source { get; }

    public CrossReference Xref { get; }

    public PdfDictionary Trailer => Xref.Newest.Trailer;

    /// <summary>Where the catalog is.</summary>
    public PdfReference RootReference =>
        Trailer["Root"] as PdfReference ?? throw Refuse.Broken("The trailer names no catalog.");

    public PdfDictionary Catalog => Resolve(RootReference) as PdfDictionary ?? throw Refuse.Broken("The catalog is not a dictionary.");

    /// <summary>
    /// The first number that no object has, and that no reference among what was read names: where <c>/Size</c> is wrong, a new object
    /// would take the place of one that is missing. A <c>/Size</c> or reference beyond half of the numbers there are is passed over.
    /// </summary>
    public int NextNumber =>
        Math.Max(
            Math.Max(_largestReference, Xref.Entries.Largest) + 1,
            Trailer["Size"] is PdfNumber { IsInteger: true, Value: > 0 and < CrossReference.LargestNumber / 2 } size ? (int)size.Value : 1);

    /// <summary>Opens a file; refuses what is encrypted or would have to be repaired.</summary>
    public static PdfDocument Open(ByteSource source)
    {
        if (source.Length > LargestFile)
            throw new PdfRefusedException(PdfRefusal.TooLarge, "The file is larger than 2,147,483,647 bytes.");
        var header = source.Read(0, 1024).AsSpan().IndexOf("%PDF-"u8);
        if (header < 0)
            throw new PdfRefusedException(PdfRefusal.NotPdf, "No %PDF- header within the first 1024 bytes.");
        var document = new PdfDocument(source, CrossReference.Read(source, header));
        if (document.Xref.Sections.Any(s => s.Trailer["Encrypt"] is not (null or PdfNull)))
            throw new PdfRefusedException(PdfRefusal.Encrypted, "The trailer names an /Encrypt dictionary.");
        _ = document.Catalog;
        return document;
    }

    /// <summary>Follows references to a value; null, a free object and a missing one are <see cref="PdfObject.Null"/>.</summary>
    public PdfObject Resolve(PdfObject? value)
    {
        for (var steps = 0; value is PdfReference reference; steps++)
        {
            if (steps > 16)
                throw Refuse.Broken("References lead in a circle.");
            value = Load(reference.Number);
        }

        return value ?? PdfObject.Null;
    }

    public PdfDictionary? Dictionary(PdfObject? value) => Resolve(value) switch
    {
        PdfDictionary dictionary => dictionary,
        PdfStream stream => stream.Dictionary,
        _ => null,
    };

    public PdfArray? Array(PdfObject? value) => Resolve(value) as PdfArray;

    public string? Name(PdfObject? value) => (Resolve(value) as PdfName)?.Value;

    public double? Number(PdfObject? value) => (Resolve(value) as PdfNumber)?.Value;

    /// <summary>The object of that number.</summary>
    public PdfObject Load(int number)
    {
        if (!Xref.Entries.TryGetValue(number, out var entry) || entry.Kind == EntryKind.Free)
            return PdfObject.Null;
        if (Known(number, entry) is { } known)
            return known;
        if (_loading.Count >= DeepestLoading || !_loading.Add(number))
            throw Refuse.Broken("Reading an object needs that object itself, or too many others.");
        try
        {
            return entry.Kind == EntryKind.InFile
                ? Parse(number, entry.Position + Xref.HeaderOffset)
                : InContainer((int)entry.Position, number, entry.Extra);
        }
        finally
        {
            _loading.Remove(number);
        }
    }

    /// <summary>The raw bytes of a stream, and the position behind <c>endstream</c>.</summary>
    public (byte[] Raw, long End) RawData(PdfStream stream) =>
        Number(stream.Dictionary["Length"]) is { } length
            ? StreamData.Read(Source, stream, (long)length)
            : throw Refuse.Broken("A stream without /Length.");

    /// <summary>The numbers of the objects that an object stream holds, in their order.</summary>
    public IEnumerable<int> NumbersIn(PdfStream container) =>
        new ObjectStream(StreamDecoder.Decode(RawData(container).Raw, container.Dictionary, Resolve), container.Dictionary, Resolve, Source.Spellings).Numbers;

    /// <summary>Reads the object at a position, which must be the one of that number; also the position behind its value.</summary>
    public (PdfObject Value, long End) ReadAt(int number, long position)
    {
        var parser = ParserAt(number, position);
        return (parser.ReadBody(), parser.Lexer.Position);
    }

    /// <summary>
    /// Checks that every entry points at the object of its number. A file where one does not is repaired by readers, each in its own way:
    /// what is signed would not be what is shown. And that there are numbers left for what is to be appended.
    /// </summary>
    public void CheckEntries()
    {
        if (Xref.Entries.Largest > CrossReference.LargestNumber - NumbersOfAnUpdate)
            throw Refuse.Broken("No object numbers are left.");
        var lexer = new Lexer(Source, 0);
        foreach (var (position, number) in PlacesInFile())
        {
            lexer.Position = position;
            if (position >= Source.Length || !lexer.TryReadUnsigned(out var found) || found != number
                || !lexer.TryReadUnsigned(out var generation) || generation > ushort.MaxValue || !lexer.TryReadKeyword("obj"))
            {
                throw Refuse.Broken($"The cross-reference entry of object {number} does not point at it.");
            }
        }
    }

    /// <summary>In the order of the file, so that each block is read once.</summary>
    private IEnumerable<(long Position, int Number)> PlacesInFile()
    {
        var places = new List<(long Position, int Number)>(Xref.Entries.Count);
        var ascending = true;
        foreach (var (number, entry) in Xref.Entries)
        {
            if (entry.Kind != EntryKind.InFile)
                continue;
            ascending &= places.Count == 0 || places[^1].Position <= entry.Position + Xref.HeaderOffset;
            places.Add((entry.Position + Xref.HeaderOffset, number));
        }

        if (!ascending)
            places.Sort();
        return places;
    }

    private PdfObject? Known(int number, XrefEntry entry)
    {
        if (entry.Kind != EntryKind.InFile)
            return _objects.GetValueOrDefault(number);
        if (!Source.Parts.TryGetObject(entry.Position + Xref.HeaderOffset, number, Source.Length, out var read))
            return null;
        Note(read.LargestReference);
        return read.Value;
    }

    private PdfObject Parse(int number, long position)
    {
        var parser = ParserAt(number, position);
        var value = parser.ReadBody();
        // Until "endobj" a reader may look ahead: "12" is a number, and with "0 R" behind it a reference.
        var end = value is PdfStream stream ? stream.DataStart : parser.Lexer.TryReadKeyword("endobj") ? parser.Lexer.Position : long.MaxValue;
        Note(parser.LargestReference);
        Source.Parts.Add(position, new(number, value, end, Source.Length, parser.LargestReference), parser.Parts);
        return value;
    }

    private PdfObject InContainer(int container, int number, int index)
    {
        var parser = Container(container).ParserAt(number, index);
        var value = parser.ReadObject();
        Note(parser.LargestReference);
        if (_objects.Count >= ReadParts.MostObjects || (_cachedParts += parser.Parts) > ReadParts.MostParts)
        {
            _objects.Clear();
            _cachedParts = parser.Parts;
        }

        return _objects[number] = value;
    }

    private void Note(int largestReference)
    {
        if (largestReference < CrossReference.LargestNumber / 2)
            _largestReference = Math.Max(_largestReference, largestReference);
    }

    private ObjectParser ParserAt(int number, long position)
    {
        var parser = new ObjectParser(Source, position);
        return position < Source.Length && parser.TryReadObjectHeader()?.Number == number
            ? parser
            : throw Refuse.Broken($"The cross-reference entry of object {number} does not point at it.");
    }

    private ObjectStream Container(int number)
    {
        if (_containers.TryGetValue(number, out var known))
            return known;
        if (!Xref.Entries.TryGetValue(number, out var entry) || entry.Kind != EntryKind.InFile || Load(number) is not PdfStream stream)
            throw Refuse.Broken($"Object {number} is said to be an object stream.");
        var data = StreamDecoder.Decode(RawData(stream).Raw, stream.Dictionary, Resolve);
        // What does not stay in the cache is decoded again: a file that jumps between many large streams must come to an end.
        if ((_decodedBytes += data.Length) > (1L << 30) + (32 * Source.Length))
            throw Refuse.Broken("Reading the file takes decoding its object streams again and again.");
        var container = new ObjectStream(data, stream.Dictionary, Resolve, Source.Spellings);
        _containerBytes += container.Length;
        while (_containerBytes > MostContainerBytes && _oldestContainers.TryDequeue(out var oldest))
        {
            if (_containers.Remove(oldest, out var gone))
                _containerBytes -= gone.Length;
        }

        _oldestContainers.Enqueue(number);
        return _containers[number] = container;
    }
}
