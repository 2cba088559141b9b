using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Application.Tests.World;

/// <summary>Goes by the first bytes; the real one is tested on real files where it lives. Words in a file make it notice and refuse.</summary>
public sealed class MemoryInspector : IFileInspector, IVirusScanner
{
    public const string Macro = "[macro]";
    public const string Script = "[script]";
    public const string Virus = "[virus]";

    /// <summary>Whether the scanner answers.</summary>
    public bool ScannerAway { get; set; }

    public async Task<FileFindings> InspectAsync(Stream content, CancellationToken cancellationToken)
    {
        var text = await TextAsync(content, cancellationToken);
        var type = text[..Math.Min(1024, text.Length)].Contains("%PDF-", StringComparison.Ordinal) ? FileTypes.Pdf
            : text.StartsWith("PK\u0003\u0004", StringComparison.Ordinal) && text.Contains("[Content_Types].xml", StringComparison.Ordinal) ? FileTypes.Docx
            : text.StartsWith("ÐÏ\u0011à", StringComparison.Ordinal) ? FileTypes.Doc
            : null;
        if (type is null) return FileFindings.Unknown;
        if (text.Contains(Macro, StringComparison.Ordinal)) return FileFindings.Refused(type, Failures.MacrosFound);
        return new FileFindings(type, null, text.Contains(Script, StringComparison.Ordinal) ? [Failures.ActiveContentFound] : []);
    }

    public async Task<bool> IsCleanAsync(Stream content, string sha256, CancellationToken cancellationToken) => ScannerAway
        ? throw Failures.ScannerUnavailable.Because()
        : !(await TextAsync(content, cancellationToken)).Contains(Virus, StringComparison.Ordinal);

    private static async Task<string> TextAsync(Stream content, CancellationToken cancellationToken)
    {
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken);
        return System.Text.Encoding.Latin1.GetString(copy.ToArray());
    }
}
