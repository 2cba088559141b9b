using System.Security.Cryptography;
using System.Text;

namespace KonTum.Tthc.Fuzz.Engine;

/// <summary>Inputs that broke a promise, one for each way of breaking it: the smallest.</summary>
internal sealed class Finds(string folder)
{
    private const int FramesThatTell = 3;

    /// <summary>Keeps an input; true when this way of breaking was not known, or the input is smaller than the one known.</summary>
    public bool Keep(string target, string way, string report, ReadOnlySpan<byte> input)
    {
        Directory.CreateDirectory(folder);
        var name = Path.Combine(folder, $"{target}-{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(way)))[..8]}");
        if (File.Exists(name + ".bin") && new FileInfo(name + ".bin").Length <= input.Length)
            return false;
        File.WriteAllBytes(name + ".bin", input);
        File.WriteAllText(name + ".txt", report);
        return true;
    }

    /// <summary>Type and the innermost frames of the engine: the same fault reached through two inputs is one find.</summary>
    public static string WayOf(Exception e)
    {
        var frames = (e.StackTrace ?? string.Empty).Split('\n').Where(l => l.Contains("KonTum.Tthc.Pades", StringComparison.Ordinal)).Take(FramesThatTell);
        var message = e is Targets.BrokenPromiseException ? new string([.. e.Message.Where(c => !char.IsAsciiDigit(c))]) : string.Empty;
        return $"{e.GetType().Name} {message} {string.Join('|', frames.Select(l => l.Trim().Split('(')[0]))}";
    }
}
