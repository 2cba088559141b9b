using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Validation;

/// <summary>
/// Whether all that follows a signed revision can be read in one way only: by a reader that follows the cross-reference, by one that
/// rebuilds it from the objects it finds (and takes the last of each number), and by one that does not know hybrid files. Read once for
/// all signatures of a file.
/// </summary>
internal sealed class AppendedBytes
{
    private const string Unnamed = "bytes were appended that no cross-reference section names";
    private readonly PdfDocument _document;
    private readonly List<long> _ends;
    private readonly Dictionary<long, XrefSection> _sections;
    private readonly Dictionary<long, (int Number, int Generation)> _objects = [];
    private readonly List<(long Position, string What)> _objections = [];

    private AppendedBytes(PdfDocument document, List<long> ends)
    {
        (_document, _ends) = (document, ends);
        _sections = document.Xref.Sections.Where(s => s.Offset >= Start).GroupBy(s => s.Offset).ToDictionary(g => g.Key, g => g.First());
        foreach (var (number, entry) in _sections.Values.SelectMany(s => s.Entries))
        {
            if (entry.Kind == EntryKind.InFile)
                _objects.TryAdd(entry.Position + document.Xref.HeaderOffset, (number, entry.Extra));
        }
    }

    private long Start => _ends.Count > 0 ? _ends[0] : _document.Source.Length;

    /// <summary>Reads what stands behind the first of some ascending ends of revisions.</summary>
    /// <exception cref="PdfRefusedException">An object that was appended cannot be read.</exception>
    public static AppendedBytes Read(PdfDocument document, List<long> ends)
    {
        var appended = new AppendedBytes(document, ends);
        if (ends.Count == 0)
            return appended;
        if (!FileEnd.IsInSight(document))
            appended.Object(document.Source.Length, "the cross-reference is named too far from the end for some readers to find it");
        if (FileEnd.IsLinearizedAtThisLength(document))
            appended.Object(document.Source.Length, "the file got the length at which readers begin at its head");
        appended.ReadSections();
        appended.ReadCompressed();
        appended.Walk();
        var known = appended._objects.Keys.ToHashSet();
        known.UnionWith(appended._sections.Keys);
        if (LooseHeaders.Last(document.Source, appended.Start, known, appended._sections.Values) is { } loose)
            appended.Object(loose, "an object stands inside another, where readers that rebuild the cross-reference find it");
        return appended;
    }

    /// <summary>Whether only white space stands there.</summary>
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

    /// <summary>What speaks against the bytes behind an end, in the middle of an English sentence; null when nothing does.</summary>
    public string? Objection(long end)
    {
        if (!_sections.Keys.Any(offset => offset >= end) && !IsBlank(_document.Source, end))
            return Unnamed;
        return _objections.Where(o => o.Position >= end).Select(o => ((long, string)?)o).MinBy(o => o!.Value.Item1)?.Item2;
    }

    private void Object(long position, string what) => _objections.Add((position, what));

    private void ReadSections()
    {
        var root = _document.RootReference.Number;
        var largest = _document.Xref.Entries.Where(e => e.Value.Kind != EntryKind.Free).Select(e => e.Key).DefaultIfEmpty().Max();
        foreach (var section in _sections.Values)
        {
            if (section.Trailer.HasDuplicateKeys)
                Object(section.Offset, "a trailer holds a key twice");
            if (section.Trailer["Root"] is { } named && (named is not PdfReference reference || reference.Number != root))
                Object(section.Offset, "two trailers name different catalogs");
            if (!section.IsStream && !TableForm.IsPlain(_document.Source, section))
                Object(section.Offset, "a cross-reference table was appended in a spelling that readers take in different ways");
            // To some readers there is no object beyond it.
            if (section == _document.Xref.Newest && section.Trailer["Size"] is PdfNumber size && size.Value <= largest)
                Object(section.Offset, "a trailer counts fewer objects than there are");
            if (!section.IsStream && section.Trailer.Has("XRefStm"))
                Object(section.Offset, "a hybrid section was appended, which readers take in different ways");
            foreach (var (number, entry) in section.Entries)
            {
                // What was written and taken back, or put aside for an older version, comes forth when a reader rebuilds the table.
                if (Place(entry) is var place && place >= Start && Place(_document.Xref.Entries[number]) < place)
                    Object(Math.Min(place, section.Offset), $"an appended version of object {number} is not the one in force");
            }
        }
    }

    /// <summary>Objects in appended object streams; those in the file itself are looked at on the walk.</summary>
    private void ReadCompressed()
    {
        foreach (var (number, entry) in _document.Xref.Entries)
        {
            if (entry.Kind == EntryKind.InObjectStream && Place(entry) is var place && place >= Start)
                Examine(number, _document.Load(number), place);
        }
    }

    private void Examine(int number, PdfObject value, long position)
    {
        if (value is PdfStream { Dictionary: var holder } stream && holder["Type"] is PdfName { Value: "ObjStm" })
            ExamineHeld(number, stream, position);
        if (RepeatedKeys.AreIn(value))
            Object(position, $"the appended object {number} holds a key twice");
        // Readers that rebuild the cross-reference take any catalog they find.
        if (number != _document.RootReference.Number && value is PdfDictionary dictionary && dictionary["Type"] is PdfName { Value: "Catalog" })
            Object(position, "a second catalog was appended");
    }

    /// <summary>Readers that rebuild the cross-reference open every object stream and take all that is inside.</summary>
    private void ExamineHeld(int container, PdfStream stream, long position)
    {
        var index = 0;
        foreach (var number in _document.NumbersIn(stream))
        {
            var own = index++;
            if (!_document.Xref.Entries.TryGetValue(number, out var entry)
                || (entry.Kind == EntryKind.InObjectStream && entry.Position == container ? entry.Extra != own : Place(entry) < position))
            {
                Object(position, $"the appended object stream {container} holds what no cross-reference section names");
                return;
            }
        }
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

    private void Walk()
    {
        var lexer = new Lexer(_document.Source, Start);
        while (true)
        {
            lexer.SkipBlanks();
            if (lexer.Peek() < 0)
                return;
            var position = lexer.Position;
            if (!Step(lexer, position))
            {
                Object(position, Unnamed);
                var next = _ends.FindIndex(e => e > position);
                if (next < 0)
                    return;
                lexer.Position = _ends[next];
            }
            else if (_ends.Exists(e => e > position && e < lexer.Position))
            {
                Object(_ends.FindLast(e => e < lexer.Position), "something stands half inside the signed bytes");
            }
        }
    }

    private bool TakeEnd(Lexer lexer, long position)
    {
        if (!lexer.TryReadKeyword("startxref"))
            return false;
        if (!FileEnd.IsPlain(_document.Source, lexer.Position))
            Object(position, "an end was appended in a spelling that readers take in different ways");
        return lexer.TryReadUnsigned(out _);
    }

    /// <summary>Passes what stands at a position; false when it is nothing that belongs there.</summary>
    private bool Step(Lexer lexer, long position)
    {
        if (_sections.TryGetValue(position, out var section))
        {
            lexer.Position = section.End;
            lexer.TryReadKeyword("endobj");
            return true;
        }

        if (!_objects.TryGetValue(position, out var known))
            return TakeEnd(lexer, position);
        if (new ObjectParser(_document.Source, position).TryReadObjectHeader()?.Generation != known.Generation)
            Object(position, $"the appended object {known.Number} has another generation than its entry");
        var (value, end) = _document.ReadAt(known.Number, position);
        Examine(known.Number, value, position);
        lexer.Position = value is PdfStream stream ? _document.RawData(stream).End : end;
        // A body that is missing was read with its endobj.
        if (!lexer.TryReadKeyword("endobj") && value is not PdfNull)
            Object(position, $"the appended object {known.Number} has no end");
        return true;
    }
}
