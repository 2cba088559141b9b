namespace KonTum.Tthc.Infrastructure.Files;

/// <summary>
/// Files that live as long as one piece of work. They are under the data directory, because they hold citizens' documents and because a
/// finished one is renamed, not copied, into its place. Whoever works on one holds its lock; a file that nobody holds is a crash's.
/// </summary>
/// <param name="dataDirectory">The data directory.</param>
internal sealed class WorkingFiles(string dataDirectory)
{
    /// <summary>A file exists for a moment before its lock is taken; younger ones are let alone.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private const string Suffix = ".tmp";

    private readonly string directory = Path.Combine(Path.GetFullPath(dataDirectory), "tmp");

    /// <summary>A new, empty file that can be read and written and vanishes when it is closed, unless it was renamed before.</summary>
    public FileStream Create()
    {
        SyncedFiles.CreateDirectory(directory);
        return SyncedFiles.CreateNew(Path.Combine(directory, Path.GetRandomFileName() + Suffix), FileOptions.DeleteOnClose);
    }

    /// <summary>The same, but it stays when it is closed.</summary>
    public FileStream CreateLasting()
    {
        SyncedFiles.CreateDirectory(directory);
        return SyncedFiles.CreateNew(Path.Combine(directory, Path.GetRandomFileName() + Suffix));
    }

    /// <summary>Removes what crashed processes left behind, and nothing that a running one works on.</summary>
    /// <returns>How many files.</returns>
    public int RemoveAbandoned(DateTimeOffset now)
    {
        if (!Directory.Exists(directory)) return 0;
        var removed = 0;
        foreach (var file in Directory.EnumerateFiles(directory, "*" + Suffix))
        {
            try
            {
                if (File.GetLastWriteTimeUtc(file) > now.UtcDateTime - Grace) continue;
                using var unheld = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                File.Delete(file);
                removed++;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Held by a running process, or gone meanwhile.
            }
        }

        return removed;
    }
}
