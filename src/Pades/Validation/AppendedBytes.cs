using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Validation;

/// <summary>
/// Whether all that follows a signed revision can be read in one way only: by a reader that follows the cross-reference, by one that
/// rebuilds it from the objects it finds (and takes the last of each number), and by one that does not know hybrid files.
/// </summary>
internal sealed class AppendedBytes
{
    private readonly PdfDocument _document;
    private readonly long _start;
    private readonly Dictionary<long, XrefSection> _sections;
    private readonly Dictionary<long, (int Number, int Generation)> _objects = [];

    private AppendedBytes(PdfDocument document, long start)
    {
        (_document, _start) = (document, start);
        _sections = document.Xref.Sections.Where(s => s.Offset >= start).ToDictionary(s => s.Offset);
        foreach (var (number, entry) in _sections.Values.SelectMany(s => s.Entries))
        {
            if (entry.Kind == EntryKind.InFile)
                _objects.TryAdd(entry.Position + document.Xref.HeaderOffset, (number, entry.Extra));
        }
    }

    /// <summary>What speaks against them, in the middle of an English sentence; null when nothing does.</summary>
    /// <exception cref="PdfRefusedException">An object that was appended cannot be read.</exception>
    public static string? Objection(PdfDocument document, long start)
    {
        var appended = new AppendedBytes(document, start);
        if (appended._sections.Count == 0)
            return IsBlank(document.Source, start) ? null : "bytes were appended that no cross-reference section names";
        return appended.SectionsObjection() ?? appended.ObjectsObjection() ?? appended.Walk();
    }

    public static bool IsBlank(ByteSource source, long start)
    {
        var lexer = new Lexer(source, start);
        while (lexer.Peek() is >= 0 and var c)
        {
            if (!Lexer.IsWhite(c))
                return false;
            lexer.Read();
        }

        return true;
    }

    private string? SectionsObjection()
    {
        var root = _document.RootReference.Number;
        foreach (var section in _sections.Values)
        {
            if (section.Trailer.HasDuplicateKeys)
                return "a trailer holds a key twice";
            if (section.Trailer["Root"] is { } named && (named is not PdfReference reference || reference.Number != root))
                return "two trailers name different catalogs";
            if (!section.IsStream && section.Trailer.Has("XRefStm"))
                return "a hybrid section was appended, which readers take in different ways";
            foreach (var (number, entry) in section.Entries)
            {
                // What was written and taken back, or put aside for an older version, comes forth when a reader rebuilds the table.
                if (Place(entry) is var place && place >= _start && Place(_document.Xref.Entries[number]) < place)
                    return $"an appended version of object {number} is not the one in force";
            }
        }

        return null;
    }

    /// <summary>Objects in appended object streams; those in the file itself are looked at on the walk.</summary>
    private string? ObjectsObjection()
    {
        foreach (var (number, entry) in _document.Xref.Entries)
        {
            if (entry.Kind == EntryKind.InObjectStream && Place(entry) >= _start && RepeatsKey(_document.Load(number)))
                return $"the appended object {number} holds a key twice";
        }

        return null;
    }

    /// <summary>Where an object stands physically, itself or its container; -1 for one that is free.</summary>
    private long Place(XrefEntry entry) => entry.Kind switch
    {
        EntryKind.InFile => entry.Position + _document.Xref.HeaderOffset,
        EntryKind.InObjectStream when _document.Xref.Entries.TryGetValue((int)entry.Position, out var container)
            && container.Kind == EntryKind.InFile => container.Position + _document.Xref.HeaderOffset,
        EntryKind.InObjectStream => long.MaxValue,
        _ => -1,
    };

    private string? Walk()
    {
        var lexer = new Lexer(_document.Source, _start);
        while (true)
        {
            lexer.SkipBlanks();
            if (lexer.Peek() < 0)
                return null;
            var position = lexer.Position;
            if (_sections.TryGetValue(position, out var section))
            {
                lexer.Position = section.End;
                lexer.TryReadKeyword("endobj");
            }
            else if (_objects.TryGetValue(position, out var known))
            {
                if (new ObjectParser(_document.Source, position).TryReadObjectHeader()?.Generation != known.Generation)
                    return $"the appended object {known.Number} has another generation than its entry";
                var (value, end) = _document.ReadAt(known.Number, position);
                if (RepeatsKey(value))
                    return $"the appended object {known.Number} holds a key twice";
                lexer.Position = value is PdfStream stream ? _document.RawData(stream).End : end;
                // A body that is missing was read with its endobj.
                if (!lexer.TryReadKeyword("endobj") && value is not PdfNull)
                    return $"the appended object {known.Number} has no end";
            }
            else if (!lexer.TryReadKeyword("startxref") || !lexer.TryReadUnsigned(out _))
            {
                return "bytes were appended that no cross-reference section names";
            }
        }
    }

    /// <summary>Of two values for one key some readers take the first and some the last.</summary>
    private static bool RepeatsKey(PdfObject value)
    {
        var work = new Stack<PdfObject>([value]);
        while (work.TryPop(out var next))
        {
            var dictionary = next is PdfStream stream ? stream.Dictionary : next as PdfDictionary;
            if (dictionary?.HasDuplicateKeys == true)
                return true;
            foreach (var part in dictionary?.Entries.Select(e => e.Value) ?? (next as PdfArray)?.Items ?? [])
            {
                if (part is PdfArray or PdfDictionary)
                    work.Push(part);
            }
        }

        return false;
    }
}
