using KonTum.Tthc.Infrastructure.Files;
using Microsoft.Extensions.Logging;

namespace KonTum.Tthc.Infrastructure.Conversion;

/// <summary>
/// A folder for each conversion, <c>conversion/&lt;name&gt;</c> under the data directory. Who works in one holds the lock of the file
/// <c>&lt;name&gt;.lock</c> beside it, which the kernel frees with its holder: a folder whose lock can be had is a crash's. Beside it and
/// not in it, because a stranger's document is at work in the folder.
/// </summary>
internal sealed partial class ConversionFolders(string dataDirectory, ILogger log)
{
    private const string Lock = ".lock";

    private readonly string directory = Path.Combine(Path.GetFullPath(dataDirectory), "conversion");

    /// <summary>A new folder, which its disposal removes.</summary>
    public ConversionFolder Create()
    {
        SyncedFiles.CreateDirectory(directory);
        var path = Path.Combine(directory, Path.GetRandomFileName());
        var held = SyncedFiles.CreateNew(path + Lock); // before the folder: no folder is ever seen without its lock
        try
        {
            SyncedFiles.CreateDirectory(path);
        }
        catch
        {
            held.Dispose();
            throw;
        }

        return new ConversionFolder(path, held, Remove);
    }

    /// <summary>Removes what crashed processes left behind, and nothing that a running one works in.</summary>
    /// <returns>How many folders.</returns>
    public int RemoveAbandoned()
    {
        if (!Directory.Exists(directory)) return 0;
        var removed = 0;
        foreach (var folder in Directory.EnumerateDirectories(directory).ToList())
        {
            if (TryHold(folder, FileMode.OpenOrCreate) is not { } held) continue;
            Remove(folder, held);
            removed++;
        }

        // The lock of a folder that was not made yet, or was just removed. One that is only just being made is held.
        foreach (var file in Directory.EnumerateFiles(directory, "*" + Lock).Where(f => File.GetLastWriteTimeUtc(f) < DateTime.UtcNow - WorkingFiles.Grace).ToList())
        {
            var folder = file[..^Lock.Length];
            if (!Directory.Exists(folder) && TryHold(folder, FileMode.Open) is { } held) Remove(folder, held);
        }

        return removed;
    }

    private static FileStream? TryHold(string folder, FileMode mode)
    {
        try
        {
            return new FileStream(folder + Lock, mode, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Remove(string folder, FileStream held)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            File.Delete(held.Name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotRemoved(e);
        }
        finally
        {
            held.Dispose();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A folder of a conversion could not be removed; the next start removes it.")]
    private partial void LogNotRemoved(Exception exception);
}

/// <summary>The folder of one conversion, as long as it is held.</summary>
internal sealed class ConversionFolder(string path, FileStream held, Action<string, FileStream> remove) : IDisposable
{
    private FileStream? held = held;

    public string Path { get; } = path;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref held, null) is { } last) remove(Path, last);
    }
}
