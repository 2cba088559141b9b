using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace KonTum.Tthc.Infrastructure.Files;

/// <summary>Files and directories that only we can read, and renames that survive a power cut.</summary>
internal static class SyncedFiles
{
    private const UnixFileMode OwnerOnlyDirectory = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a directory with mode 0700, and its missing parents too.</summary>
    public static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnerOnlyDirectory);
    }

    /// <summary>Makes a new file with mode 0600, locked for as long as it is open; fails when it exists.</summary>
    public static FileStream CreateNew(string path, FileOptions options = FileOptions.None)
    {
        var how = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.Asynchronous | options,
        };
        if (!OperatingSystem.IsWindows()) how.UnixCreateMode = OwnerOnlyFile;
        return new FileStream(path, how);
    }

    /// <summary>Writes a directory's entries to the disk: without it, a rename can be lost although the file itself was synced.</summary>
    public static void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) return; // NTFS journals renames, and directories cannot be opened there.
        var descriptor = Open([.. Encoding.UTF8.GetBytes(path), 0], 0); // O_RDONLY, the same number on every Unix
        if (descriptor < 0) throw new IOException($"A directory cannot be opened to be synced: error {Marshal.GetLastPInvokeError()}.");
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.FlushToDisk(handle);
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags);
}
