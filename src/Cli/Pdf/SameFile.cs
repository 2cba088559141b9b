using System.Globalization;

namespace KonTum.Tthc.Cli.Pdf;

/// <summary>Whether two names lead to one file: by links, hard links, or letters whose case the file system does not tell apart.</summary>
internal static class SameFile
{
    public static async Task<bool> IsAsync(string one, string other, CancellationToken cancellationToken)
    {
        var (first, second) = (Path.GetFullPath(one), Path.GetFullPath(other));
        if (string.Equals(first, second, StringComparison.Ordinal))
            return true;
        if (!File.Exists(first) || !File.Exists(second))
            return false;
        if (OperatingSystem.IsLinux()
            && await IdentityAsync(first, cancellationToken) is { } a && await IdentityAsync(second, cancellationToken) is { } b)
        {
            return a == b;
        }

        return string.Equals(Final(first), Final(second), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Mount and inode, as the kernel tells them of an open file (proc(5), fdinfo); null where it does not.</summary>
    private static async Task<(string Mount, string Inode)?> IdentityAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            await using var open = await PdfFile.OpenAsync(file, cancellationToken);
            var number = open.SafeFileHandle.DangerousGetHandle();
            var facts = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fdinfo/{number}"))
                .Select(line => line.Split('\t', 2))
                .Where(parts => parts.Length == 2)
                .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
            return facts.TryGetValue("mnt_id:", out var mount) && facts.TryGetValue("ino:", out var inode) ? (mount, inode) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Final(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
}
