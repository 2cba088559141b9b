namespace KonTum.Tthc.Cli.Pdf;

/// <summary>
/// A file that appears under its name only when it is complete and on the disk: written beside, flushed, renamed. Disposed before that,
/// nothing of it stays.
/// </summary>
internal sealed class AtomicFile : IAsyncDisposable
{
    private static readonly string[] s_notFiles = ["/dev/", "/proc/", "/sys/"];

    private readonly string _target;
    private readonly string _unfinished;
    private readonly bool _overwrites;
    private bool _done;

    private AtomicFile(string target, bool overwrites)
    {
        _target = target;
        _overwrites = overwrites;
        // Not made from the target's name, which may be as long as names can be.
        _unfinished = Path.Combine(Path.GetDirectoryName(target)!, $".tthc-{Guid.NewGuid():N}.part");
        Stream = new FileStream(_unfinished, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>Where to write; can be read and sought too.</summary>
    public FileStream Stream { get; }

    /// <summary>Looks whether the target may be written, before any work is done.</summary>
    /// <exception cref="UnusableException">It exists and is not to be overwritten, or it is no file.</exception>
    public static string Check(string target, bool overwrites)
    {
        if (target.Length == 0)
            throw new UnusableException("output_unusable", "tên tệp kết quả trống", "the name of the output is empty");
        var full = Path.GetFullPath(target);
        if (Directory.Exists(full) || s_notFiles.Any(f => Resolved(full).StartsWith(f, StringComparison.Ordinal)))
            throw new UnusableException("output_unusable", "tệp kết quả là thư mục hoặc thiết bị", "the output is a folder or a device");
        return !overwrites && Path.Exists(full)
            ? throw new UnusableException("output_exists", "tệp kết quả đã có (dùng --force để ghi đè)", "the output exists (--force overwrites it)")
            : full;
    }

    /// <summary>Begins a file that must not exist yet, unless it may be overwritten.</summary>
    /// <exception cref="UnusableException">As of <see cref="Check"/>, or the folder cannot be written to.</exception>
    public static AtomicFile Begin(string target, bool overwrites)
    {
        var full = Check(target, overwrites);
        try
        {
            return new AtomicFile(full, overwrites);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refusal.Unwritable(e);
        }
    }

    /// <summary>Makes the file appear.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Stream.FlushAsync(cancellationToken);
            Stream.Flush(flushToDisk: true);
            cancellationToken.ThrowIfCancellationRequested();
            await Stream.DisposeAsync();
            File.Move(_unfinished, _target, _overwrites);
            _done = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refusal.Unwritable(e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Stream.DisposeAsync();
        }
        catch (IOException) when (!_done)
        {
            // The disk is full, which has been told already: what is left is to take the unfinished file away.
        }

        if (!_done)
            File.Delete(_unfinished);
    }

    private static string Resolved(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (IOException)
        {
            // A link that leads to itself, or nothing there: the name alone counts.
            return path;
        }
    }
}
