using System.Security.Cryptography;
using System.Text;

namespace KonTum.Tthc.Sandbox;

/// <summary>
/// The folder where the sandbox keeps what it makes at first start: keys, certificates, the database, the credentials of the
/// service provider. Only the owner can enter it (0700), secret files are 0600, and every file appears whole or not at all.
/// </summary>
internal sealed class DataDirectory
{
    private const UnixFileMode OwnerOnlyFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public DataDirectory(string path)
    {
        Root = Path.GetFullPath(path);
        Make(Root);
    }

    public string Root { get; }

    public string DatabaseFile => Path.Combine(Root, "sandbox.db");

    /// <summary>The default place: <c>.data/sandbox</c> beside the solution, or below the content root when there is none.</summary>
    public static string Default(string contentRoot)
    {
        for (var folder = new DirectoryInfo(contentRoot); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "KonTum.Tthc.sln")))
                return Path.Combine(folder.FullName, ".data", "sandbox");
        return Path.Combine(contentRoot, ".data", "sandbox");
    }

    /// <summary>A folder of its own for a library that writes files itself.</summary>
    public DirectoryInfo Folder(string name)
    {
        var path = Path.Combine(Root, name);
        Make(path);
        return new DirectoryInfo(path);
    }

    public string? Read(string name)
    {
        var path = Path.Combine(Root, name);
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    public void Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public void Write(string name, ReadOnlySpan<byte> content)
    {
        var path = Path.Combine(Root, name);
        Make(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}.tmp";
        using (var stream = new FileStream(temporary, Options(FileMode.CreateNew)))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Makes the database file with its rights before SQLite would make it with the process's own.</summary>
    public void TouchDatabase()
    {
        using var stream = new FileStream(DatabaseFile, Options(FileMode.OpenOrCreate));
    }

    /// <summary>Keeps a second sandbox from making keys in the same folder at the same time.</summary>
    public IDisposable LockForFirstStart()
    {
        var options = Options(FileMode.OpenOrCreate);
        options.Share = FileShare.None;
        try
        {
            return new FileStream(Path.Combine(Root, "first-start.lock"), options);
        }
        catch (IOException error)
        {
            throw new InvalidOperationException($"Another sandbox is being prepared in {Root}. Start again when it is done.", error);
        }
    }

    private static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnlyFile;
        return options;
    }

    private static void Make(string path)
    {
        if (Directory.Exists(path))
            return;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnlyFolder);
    }
}
