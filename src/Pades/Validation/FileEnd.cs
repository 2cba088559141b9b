using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Validation;

/// <summary>Where readers begin: at the <c>startxref</c> near the end, or at the head of a file that is linearized.</summary>
internal static class FileEnd
{
    /// <summary>Acrobat and others look for startxref only so far from the end, and rebuild the table when it is not there.</summary>
    private const int TailOfReaders = 1024;

    /// <summary>Longest number with the blanks around it.</summary>
    private const int LongestEnd = 64;

    /// <summary>Whether readers find the cross-reference without a search of their own.</summary>
    public static bool IsInSight(PdfDocument document) => document.Xref.StartXrefPosition >= document.Source.Length - TailOfReaders;

    /// <summary>
    /// Whether the file states exactly its present length as that of a linearized file (ISO 32000-2, F.3.3): then readers begin with the
    /// section at its head, which they passed over while it was shorter.
    /// </summary>
    public static bool IsLinearizedAtThisLength(PdfDocument document)
    {
        try
        {
            var header = Math.Max(0, document.Source.Read(0, TailOfReaders).AsSpan().IndexOf("%PDF-"u8));
            var parser = new ObjectParser(document.Source, header);
            return parser.TryReadObjectHeader() is not null && parser.ReadObject() is PdfDictionary first && first.Has("Linearized")
                && document.Number(first["L"]) is { } length && (length.Equals(document.Source.Length) || length.Equals(document.Source.Length - header));
        }
        catch (PdfRefusedException)
        {
            return false;
        }
    }

    /// <summary>Whether nothing but a number and the end-of-file marker follow a <c>startxref</c> (7.5.5): a comment is a 0 to some readers.</summary>
    /// <param name="source">The file.</param>
    /// <param name="position">The first byte behind the keyword.</param>
    public static bool IsPlain(ByteSource source, long position)
    {
        ReadOnlySpan<byte> rest = source.Read(position, LongestEnd);
        return Skip(ref rest, Lexer.IsWhite) && Skip(ref rest, c => c is >= '0' and <= '9') && Skip(ref rest, Lexer.IsWhite) && rest.StartsWith("%%EOF"u8);
    }

    private static bool Skip(ref ReadOnlySpan<byte> rest, Func<int, bool> passes)
    {
        var count = 0;
        while (count < rest.Length && passes(rest[count]))
            count++;
        rest = rest[count..];
        return count > 0;
    }
}
