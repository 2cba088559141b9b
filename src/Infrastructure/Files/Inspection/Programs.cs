using System.Collections.Frozen;
using System.Text;

namespace KonTum.Tthc.Infrastructure.Files.Inspection;

/// <summary>Tells programs among embedded files: by their first bytes, and by names that Windows runs.</summary>
internal static class Programs
{
    private static readonly FrozenSet<string> Extensions = new[]
    {
        ".exe", ".com", ".scr", ".pif", ".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".wsh", ".hta", ".msi", ".msp", ".dll",
        ".cpl", ".lnk", ".jar", ".reg", ".iso", ".img", ".scf", ".url", ".settingcontent-ms", ".docm", ".dotm", ".xlsm", ".xlam", ".pptm",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a file of that name would be run.</summary>
    public static bool IsRunnable(string fileName) => Extensions.Contains(Path.GetExtension(fileName.Trim().TrimEnd('.', '\0', ' ')));

    /// <summary>Whether the bytes begin like a program of Windows, Linux, macOS or Java.</summary>
    public static bool BeginsLikeOne(ReadOnlySpan<byte> head) =>
        head.StartsWith("MZ"u8) || head.StartsWith("\x7FELF"u8) || head.StartsWith("#!"u8)
        || head.StartsWith((ReadOnlySpan<byte>)[0xCF, 0xFA, 0xED, 0xFE]) || head.StartsWith((ReadOnlySpan<byte>)[0xCA, 0xFE, 0xBA, 0xBE])
        || head.StartsWith((ReadOnlySpan<byte>)[0x4C, 0, 0, 0, 0x01, 0x14, 0x02, 0]);

    /// <summary>Whether a stream Ole10Native packages one: size, kind, label, path and the bytes, texts ended by zeros.</summary>
    public static bool IsPackagedProgram(ReadOnlySpan<byte> native)
    {
        if (native.IndexOf("MZ"u8) is var at and >= 0 && native[at..].IndexOf("This program"u8) >= 0) return true;
        foreach (var text in Encoding.Latin1.GetString(native[..Math.Min(native.Length, 1024)]).Split('\0'))
        {
            if (text.Length is > 4 and < 300 && IsRunnable(text)) return true;
        }

        return false;
    }
}
