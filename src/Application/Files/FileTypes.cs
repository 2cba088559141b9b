namespace KonTum.Tthc.Application.Files;

/// <summary>Media types of files. What a file is, its content says (<see cref="IFileInspector"/>); names and declared types are not trusted.</summary>
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

    /// <summary>Whether a file is a PDF: readers look for the header within the first 1024 bytes (ISO 32000-2, 7.5.2 and its notes).</summary>
    public static bool IsPdf(ReadOnlySpan<byte> head) => head[..Math.Min(head.Length, 1024)].IndexOf("%PDF-"u8) >= 0;

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
