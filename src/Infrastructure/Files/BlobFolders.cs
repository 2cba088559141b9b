namespace KonTum.Tthc.Infrastructure.Files;

/// <summary>
/// Where blobs are: <c>blobs/ab/cd/abcd…</c>, and those that nothing seems to name in <c>blobs-unnamed/abcd…</c>, where they wait for
/// another day before they are deleted. The time of last change of a file is when it was stored last, or taken out of use.
/// </summary>
internal sealed class BlobFolders(string dataDirectory)
{
    private readonly string root = Path.Combine(Path.GetFullPath(dataDirectory), "blobs");
    private readonly string unnamed = Path.Combine(Path.GetFullPath(dataDirectory), "blobs-unnamed");

    private string Identity => Path.Combine(root, "identity");

    /// <summary>The path of a blob. The address comes from requests at times: nothing but 64 hex digits becomes part of a path.</summary>
    public string PathOf(string sha256)
    {
        if (!IsAddress(sha256)) throw new ArgumentException("Not a SHA-256 in lower-case hex.", nameof(sha256));
        return Path.Combine(root, sha256[..2], sha256[2..4], sha256);
    }

    /// <summary>Notes that the bytes were stored again; false when they are not there (any more).</summary>
    public static bool Renew(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
            // A collection that had looked at it before may be just about to move it away: who comes too late stores it anew.
            return File.Exists(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Syncs the folder of a blob and those above it.</summary>
    public void SyncUpwards(string path)
    {
        for (var synced = Path.GetDirectoryName(path)!; synced.Length >= root.Length; synced = Path.GetDirectoryName(synced)!)
            SyncedFiles.SyncDirectory(synced);
    }

    /// <summary>Stored blobs whose time is before one, with no order.</summary>
    public IEnumerable<string> StoredBefore(DateTime time) => Files(root, time);

    /// <summary>Blobs that were taken out of use before a time.</summary>
    public IEnumerable<string> UnnamedBefore(DateTime time) => Files(unnamed, time);

    /// <summary>Takes a blob out of use unless it was stored again since; from there it can come back.</summary>
    public bool TakeOut(string sha256, DateTime onlyBefore)
    {
        var path = PathOf(sha256);
        try
        {
            if (File.GetLastWriteTimeUtc(path) >= onlyBefore) return false;
            SyncedFiles.CreateDirectory(unnamed);
            var target = Path.Combine(unnamed, sha256);
            File.Move(path, target, overwrite: true);
            File.SetLastWriteTimeUtc(target, DateTime.UtcNow);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Brings a blob back into use; false when it was not out of it.</summary>
    public bool BringBack(string sha256)
    {
        var path = PathOf(sha256);
        try
        {
            if (!File.Exists(Path.Combine(unnamed, sha256))) return false;
            SyncedFiles.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Move(Path.Combine(unnamed, sha256), path, overwrite: true);
            Renew(path);
            SyncUpwards(path);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Deletes a blob that was taken out of use.</summary>
    public void DeleteUnnamed(string sha256)
    {
        if (!IsAddress(sha256)) throw new ArgumentException("Not a SHA-256 in lower-case hex.", nameof(sha256));
        File.Delete(Path.Combine(unnamed, sha256));
    }

    /// <summary>What says to which database this folder belongs; null where nothing says it.</summary>
    public string? ReadIdentity()
    {
        try
        {
            return File.ReadAllText(Identity);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Says to which database this folder belongs; one text replaces the other as a whole.</summary>
    public void WriteIdentity(string text)
    {
        SyncedFiles.CreateDirectory(root);
        var temporary = Identity + "-" + Path.GetRandomFileName();
        using (var file = SyncedFiles.CreateNew(temporary))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, Identity, overwrite: true);
        SyncedFiles.SyncDirectory(root);
    }

    private static IEnumerable<string> Files(string folder, DateTime before) => Directory.Exists(folder)
        ? new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(f => IsAddress(f.Name) && f.LastWriteTimeUtc < before)
            .Select(f => f.Name)
        : [];

    private static bool IsAddress(string name) => name.Length == 64 && name.All(char.IsAsciiHexDigitLower);
}
