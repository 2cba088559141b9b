using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Infrastructure.Files.Inspection;

/// <summary>Recognises attachments by their content and looks for what they would do to who opens them.</summary>
internal sealed class FileInspector : IFileInspector, IDisposable
{
    /// <summary>Two files at once are held in memory while they are looked into, whatever comes in.</summary>
    private readonly SemaphoreSlim turns = new(Math.Max(2, Environment.ProcessorCount));

    public async Task<FileFindings> InspectAsync(Stream content, CancellationToken cancellationToken)
    {
        var head = new byte[1024];
        content.Position = 0;
        var read = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        content.Position = 0;

        // Readers look for the header within the first 1024 bytes (ISO 32000-2, 7.5.2 and its notes).
        var isPdf = head.AsSpan(0, read).IndexOf("%PDF-"u8) >= 0;
        var isOle = head.AsSpan(0, read).StartsWith(CompoundFile.Signature);
        var isZip = head.AsSpan(0, read).StartsWith(ZipDirectory.Signature);
        if (!isPdf && !isOle && !isZip) return FileFindings.Unknown;

        await turns.WaitAsync(cancellationToken);
        try
        {
            if (isOle || isZip)
            {
                // A file that is a package and a PDF at once shows another face to each program: what it begins with counts.
                var bytes = new byte[content.Length];
                await content.ReadExactlyAsync(bytes, cancellationToken);
                return await Task.Run(() => isOle ? OldWordFile.Inspect(bytes) : WordPackage.Inspect(bytes, cancellationToken), cancellationToken);
            }

            return await Task.Run(() => OfPdf(PdfActiveContent.Find(content, cancellationToken)), cancellationToken);
        }
        finally
        {
            turns.Release();
        }
    }

    public void Dispose() => turns.Dispose();

    private static FileFindings OfPdf(PdfActiveContent found)
    {
        if (found.Launches || found.EmbeddedNames.Any(Programs.IsRunnable) || found.EmbeddedHeads.Any(h => Programs.BeginsLikeOne(h)))
            return FileFindings.Refused(FileTypes.Pdf, Failures.ActiveContentRefused);
        List<Failure> notices = [];
        if (found.Scripts || found.Sends || found.Media || found.OpensAddress) notices.Add(Failures.ActiveContentFound);
        if (found.EmbeddedFiles) notices.Add(Failures.EmbeddedFilesFound);
        if (found.GoesElsewhere) notices.Add(Failures.ExternalContentFound);
        if (found.Encrypted) notices.Add(Failures.FileEncrypted);
        else if (!found.Complete) notices.Add(Failures.FileUnreadable);
        return new FileFindings(FileTypes.Pdf, null, notices);
    }
}
