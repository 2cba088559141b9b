using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Validation;

/// <summary>
/// Whether all that follows a signed revision is named by cross-reference sections. Objects that none of them names are invisible to a
/// reader that follows the format, and visible to one that repairs files.
/// </summary>
internal static class AppendedBytes
{
    public static bool AreExplained(PdfDocument document, long start)
    {
        var sections = document.Xref.Sections.Where(s => s.Offset >= start).ToDictionary(s => s.Offset);
        if (sections.Count == 0)
            return IsBlank(document.Source, start);
        var objects = new Dictionary<long, int>();
        foreach (var (number, entry) in sections.Values.SelectMany(s => s.Entries))
        {
            if (entry.Kind == EntryKind.InFile)
                objects.TryAdd(entry.Position + document.Xref.HeaderOffset, number);
        }

        try
        {
            return Walk(document, start, sections, objects);
        }
        catch (PdfRefusedException)
        {
            return false;
        }
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

    private static bool Walk(PdfDocument document, long start, Dictionary<long, XrefSection> sections, Dictionary<long, int> objects)
    {
        var lexer = new Lexer(document.Source, start);
        while (true)
        {
            lexer.SkipBlanks();
            if (lexer.Peek() < 0)
                return true;
            if (sections.TryGetValue(lexer.Position, out var section))
            {
                lexer.Position = section.End;
                lexer.TryReadKeyword("endobj");
            }
            else if (objects.TryGetValue(lexer.Position, out var number))
            {
                var (value, end) = document.ReadAt(number, lexer.Position);
                lexer.Position = value is PdfStream stream ? document.RawData(stream).End : end;
                // A body that is missing was read with its endobj.
                if (!lexer.TryReadKeyword("endobj") && value is not PdfNull)
                    return false;
            }
            else if (!lexer.TryReadKeyword("startxref") || !lexer.TryReadUnsigned(out _))
            {
                return false;
            }
        }
    }
}
