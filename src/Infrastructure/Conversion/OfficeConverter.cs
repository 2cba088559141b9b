using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Pades;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Conversion;

/// <summary>Converts through headless LibreOffice, one confined process and one fresh profile for each document.</summary>
internal sealed partial class OfficeConverter : IDocumentConverter
{
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(10);

    private readonly ConversionOptions options;
    private readonly ConversionFolders folders;
    private readonly ILogger<OfficeConverter> log;
    private readonly Lazy<bool> available;

    public OfficeConverter(IOptions<ConversionOptions> options, string dataDirectory, ILogger<OfficeConverter> log)
    {
        this.options = options.Value;
        this.log = log;
        folders = new ConversionFolders(dataDirectory, log);
        available = new Lazy<bool>(Probe);
    }

    private long MemoryLimit => options.MemoryLimitMegabytes * 1024L * 1024L;

    /// <inheritdoc />
    public bool IsAvailable => available.Value;

    /// <summary>Removes the folders of conversions that died with their process.</summary>
    public int RemoveAbandoned() => folders.RemoveAbandoned();

    /// <inheritdoc />
    public async Task<ConvertedDocument> ConvertAsync(Stream document, string contentType, CancellationToken cancellationToken)
    {
        if (!IsAvailable) throw Failures.ConversionUnavailable.Because();
        var (extension, filter) = contentType switch
        {
            FileTypes.Doc => (".doc", "MS Word 97"),
            FileTypes.Docx => (".docx", "MS Word 2007 XML"),
            _ => throw Failures.AttachmentNotConvertible.Because(),
        };

        var work = WorkFolder();
        var folder = work.Path;
        try
        {
            var input = Path.Combine(folder, "in", "document" + extension);
            await using (var file = File.Create(input)) await document.CopyToAsync(file, cancellationToken);

            var end = await LimitedProcess.RunAsync(
                Command(folder, input, filter), folder, TimeSpan.FromSeconds(options.TimeLimitSeconds), MemoryLimit, cancellationToken);
            var output = Path.Combine(folder, "out", "document.pdf");
            if (end == RunEnd.TimedOut) throw Failures.ConversionTimedOut.Because();

            // LibreOffice says 0 also when it could not read the document; then there is no PDF.
            if (end != RunEnd.Done || !File.Exists(output)) throw Failures.ConversionFailed.Because();
            return await ReadAsync(work, output, cancellationToken);
        }
        catch
        {
            work.Dispose();
            throw;
        }
    }

    private static async Task<ConvertedDocument> ReadAsync(ConversionFolder folder, string output, CancellationToken cancellationToken)
    {
        // What the confined program left is a stranger's too: not through a link that it may have made.
        if (new FileInfo(output).LinkTarget is not null) throw Failures.ConversionFailed.Because();
        var content = new WorkFolderStream(output, folder);
        try
        {
            var pages = (await PdfInspector.InspectAsync(content, cancellationToken)).Pages.Count;
            if (pages == 0) throw Failures.ConversionFailed.Because();
            content.Position = 0;
            return new ConvertedDocument(content, pages);
        }
        catch (Exception e)
        {
            await content.DisposeAsync();
            if (e is PdfRefusedException) throw Failures.ConversionFailed.Because();
            throw;
        }
    }

    private IReadOnlyList<string> Command(string folder, string input, string filter)
    {
        var root = options.AllowUnconfined ? folder : Confinement.Inside;
        IReadOnlyList<string> office =
        [
            options.Program, "--headless", "--norestore", "--nologo", "--nolockcheck", "--nodefault", "--nofirststartwizard",
            $"-env:UserInstallation=file://{root}/profile",
            $"--infilter={filter}", "--convert-to", "pdf:writer_pdf_Export", "--outdir", $"{root}/out", $"{root}/in/{Path.GetFileName(input)}",
        ];
        return options.AllowUnconfined
            ? Confinement.Unconfined(options.MemoryLimitMegabytes, office)
            : Confinement.Confined(folder, options.MemoryLimitMegabytes, office);
    }

    private ConversionFolder WorkFolder()
    {
        var folder = folders.Create();
        foreach (var name in (string[])["in", "out", "tmp"]) Directory.CreateDirectory(Path.Combine(folder.Path, name));
        OfficeProfile.Write(Path.Combine(folder.Path, "profile"));
        return folder;
    }

    /// <summary>Asked once: whether LibreOffice is there and a confined process can be started at all.</summary>
    private bool Probe()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(options.Program) || !File.Exists(Confinement.Limits))
        {
            LogNotInstalled(options.Program);
            return false;
        }

        if (options.AllowUnconfined)
        {
            LogUnconfined();
            return true;
        }

        if (File.Exists(Confinement.Program) && TryConfined()) return true;
        LogNotConfined(Confinement.Program);
        return false;
    }

    private bool TryConfined()
    {
        using var folder = WorkFolder();
        var command = Confinement.Confined(folder.Path, options.MemoryLimitMegabytes, ["/usr/bin/true"]);
        return LimitedProcess.RunAsync(command, folder.Path, ProbeLimit, MemoryLimit, CancellationToken.None).GetAwaiter().GetResult() == RunEnd.Done;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Word files are not converted: {Program} or prlimit is not installed.")]
    private partial void LogNotInstalled(string program);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Word files are not converted: a process confined by {Program} cannot be started here.")]
    private partial void LogNotConfined(string program);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Word files are converted without confinement, as Tthc:Conversion:AllowUnconfined says.")]
    private partial void LogUnconfined();

    /// <summary>A file that takes its folder with it.</summary>
    private sealed class WorkFolderStream(string path, ConversionFolder folder) : FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read)
    {
        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (disposing) folder.Dispose();
        }
    }
}
