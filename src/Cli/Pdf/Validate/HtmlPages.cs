using System.Globalization;
using System.Text;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Pdf.Validate;

/// <summary>The pages of <c>--html</c>: one for all files, or one for each in a folder.</summary>
internal sealed class HtmlPages
{
    private readonly ValidateOptions _options;
    private readonly Dictionary<string, int> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ReportSubject> _subjects = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly bool _isFolder;

    private HtmlPages(ValidateOptions options, bool isFolder) => (_options, _isFolder) = (options, isFolder);

    private ReportDepth Depth => _options.Report ?? ReportDepth.Simple;

    /// <exception cref="UnusableException">The page exists and is not to be overwritten, or is one of the files.</exception>
    public static async Task<HtmlPages?> ForAsync(ValidateOptions options, CancellationToken cancellationToken)
    {
        if (options.Html is not { } target)
            return null;
        if (Directory.Exists(target))
            return new HtmlPages(options, isFolder: true);
        AtomicFile.Check(target, options.Force);
        foreach (var file in options.Files)
        {
            if (await SameFile.IsAsync(file, target, cancellationToken))
                throw new UnusableException("output_is_input", "trang HTML trùng với tệp gốc", "the page is one of the files");
        }

        return new HtmlPages(options, isFolder: false);
    }

    /// <summary>Takes one file's result; what went wrong, or null.</summary>
    public async Task<Refusal?> AddAsync(ReportSubject subject, string file, CancellationToken cancellationToken)
    {
        if (_isFolder)
            return await WriteAsync(Path.Combine(_options.Html!, Name(file)), [subject], cancellationToken);
        lock (_lock)
            _subjects[file] = subject;
        return null;
    }

    /// <summary>Writes the one page, the files in their order.</summary>
    public async Task<int> FinishAsync(TextWriter error, CancellationToken cancellationToken)
    {
        if (_isFolder)
            return ExitCodes.Done;
        var failed = await WriteAsync(_options.Html!, [.. _options.Files.Distinct().Select(f => _subjects[f])], cancellationToken);
        if (failed is null)
            return ExitCodes.Done;
        await error.WriteLineAsync($"--html: {FileRun.Plain(failed.Vietnamese)}");
        await error.WriteLineAsync($"--html: {FileRun.Plain(failed.English)}");
        return ExitCodes.UnusableInput;
    }

    private async Task<Refusal?> WriteAsync(string target, IReadOnlyList<ReportSubject> subjects, CancellationToken cancellationToken)
    {
        try
        {
            await using var page = AtomicFile.Begin(target, _options.Force);
            await page.Stream.WriteAsync(Encoding.UTF8.GetBytes(ValidationReports.ToHtml(subjects, Depth, _options.Language)), cancellationToken);
            await page.CompleteAsync(cancellationToken);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or UnusableException)
        {
            return Refusal.Of(e);
        }
    }

    /// <summary>Files of one name from several folders get pages of their own.</summary>
    private string Name(string file)
    {
        var name = Path.GetFileName(file);
        lock (_lock)
        {
            var count = _names[name] = _names.GetValueOrDefault(name) + 1;
            return count == 1 ? $"{name}.html" : string.Create(CultureInfo.InvariantCulture, $"{name}-{count}.html");
        }
    }
}
