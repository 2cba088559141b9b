namespace KonTum.Tthc.Application.Files;

/// <summary>Recognises files by their first bytes; names and declared types are not trusted.</summary>
public static class FileTypes
{
    /// <summary>PDF.</summary>
    public const string Pdf = "application/pdf";

    /// <summary>Word 97–2003.</summary>
    public const string Doc = "application/msword";

    /// <summary>Word since 2007.</summary>
    public const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    /// <summary>PNG picture.</summary>
    public const string Png = "image/png";

    /// <summary>JPEG picture.</summary>
    public const string Jpeg = "image/jpeg";

    /// <summary>The types of attachments.</summary>
    public static IReadOnlyList<string> Attachments { get; } = [Pdf, Doc, Docx];

    /// <summary>The type of an attachment; null if it is none.</summary>
    /// <param name="head">The first bytes, 4096 if there are as many.</param>
    public static string? RecogniseAttachment(ReadOnlySpan<byte> head)
    {
        // Readers look for the header within the first 1024 bytes (ISO 32000-2, 7.5.2 and its notes).
        if (head[..Math.Min(head.Length, 1024)].IndexOf("%PDF-"u8) >= 0) return Pdf;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])) return Doc; // OLE compound file
        var isOfficePackage = head.StartsWith("PK\x03\x04"u8)
            && (head.IndexOf("[Content_Types].xml"u8) >= 0 || head.IndexOf("word/"u8) >= 0 || head.IndexOf("_rels/.rels"u8) >= 0);

        // Spreadsheets and presentations are packages of the same kind (ECMA-376, part 2); the main part's folder tells them apart.
        var isOther = head.IndexOf("xl/workbook.xml"u8) >= 0 || head.IndexOf("xl/worksheets/"u8) >= 0 || head.IndexOf("ppt/presentation.xml"u8) >= 0;
        return isOfficePackage && !isOther ? Docx : null;
    }

    /// <summary>The type of a picture; null if it is none.</summary>
    public static string? RecogniseImage(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])) return Png;
        return head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? Jpeg : null;
    }
}

/// <summary>Bytes for a client.</summary>
/// <param name="Content">To be disposed by the one who sends it.</param>
/// <param name="ContentType">Media type recognised from the content.</param>
/// <param name="FileName">Name to save it under.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">SHA-256, lower-case hex.</param>
public sealed record FileContent(Stream Content, string ContentType, string FileName, long Size, string Sha256);
