using System.Globalization;

namespace KonTum.Tthc.Infrastructure.Conversion;

/// <summary>
/// The command line of one run. Bubblewrap gives LibreOffice namespaces of its own: no network, no processes but its own, the system
/// read-only, nothing writable but the work folder, another user, no capabilities. It dies with its parent, and all in it die with it.
/// prlimit sets what the kernel enforces: no core files, the size of what it writes, and far above the memory that
/// is watched the address space.
/// </summary>
internal static class Confinement
{
    /// <summary>Wraps bubblewrap; part of util-linux.</summary>
    public const string Limits = "/usr/bin/prlimit";

    /// <summary>Bubblewrap.</summary>
    public const string Program = "/usr/bin/bwrap";

    /// <summary>Where the work folder is inside.</summary>
    public const string Inside = "/work";

    /// <summary>The most that a run may write into one file; also what the largest PDF can be.</summary>
    private const long LargestFile = 256L * 1024 * 1024;

    /// <summary>
    /// Address space for each byte of memory. It must not be what a large picture meets first: LibreOffice leaves out what it has no room
    /// for and says nothing, and somebody would sign a document without it. The watched memory kills instead.
    /// </summary>
    private const long SpaceForMemory = 8;

    /// <summary>Program and arguments that run <paramref name="command"/> confined.</summary>
    /// <param name="workFolder">The folder on this machine that is writable as <see cref="Inside"/>.</param>
    /// <param name="memoryMegabytes">The memory that is watched, in MiB.</param>
    /// <param name="command">Program and arguments as they are inside.</param>
    public static IReadOnlyList<string> Confined(string workFolder, int memoryMegabytes, IReadOnlyList<string> command) =>
    [
        .. Limited(memoryMegabytes),
        Program,
        "--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try",
        "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL",
        "--die-with-parent", "--new-session",
        "--clearenv",
        "--setenv", "HOME", Inside, "--setenv", "TMPDIR", Inside + "/tmp", "--setenv", "PATH", "/usr/bin:/bin",
        "--setenv", "LANG", "C.UTF-8", "--setenv", "SAL_USE_VCLPLUGIN", "svp",
        "--ro-bind", "/usr", "/usr",
        "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64", "--symlink", "usr/bin", "/bin",
        "--ro-bind-try", "/opt", "/opt",
        "--ro-bind-try", "/etc/fonts", "/etc/fonts", "--ro-bind-try", "/etc/libreoffice", "/etc/libreoffice",
        "--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache", "--ro-bind-try", "/etc/alternatives", "/etc/alternatives",
        "--ro-bind-try", "/var/cache/fontconfig", "/var/cache/fontconfig",
        "--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev",
        "--bind", workFolder, Inside, "--symlink", "work/tmp", "/tmp",
        "--remount-ro", "/", "--chdir", Inside,
        .. command,
    ];

    /// <summary>Program and arguments that run <paramref name="command"/> within the limits only.</summary>
    public static IReadOnlyList<string> Unconfined(int memoryMegabytes, IReadOnlyList<string> command) =>
        [.. Limited(memoryMegabytes), .. command];

    private static IEnumerable<string> Limited(int memoryMegabytes) =>
    [
        Limits,
        string.Create(CultureInfo.InvariantCulture, $"--as={SpaceForMemory * memoryMegabytes * 1024L * 1024L}"),
        "--core=0",
        string.Create(CultureInfo.InvariantCulture, $"--fsize={LargestFile}"),
        "--",
    ];
}
