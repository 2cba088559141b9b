using System.Diagnostics;
using System.Globalization;

namespace KonTum.Tthc.Fuzz.Engine;

/// <summary>Time and memory that one input of at most 1 MB may take.</summary>
internal static class Limits
{
    /// <summary>Processor time, not time on the wall: the machine is shared. The instrumented engine is about twice as slow as the real one.</summary>
    public static readonly TimeSpan Time = TimeSpan.FromSeconds(5);

    /// <summary>Resident bytes above what the process had before its first run; the managed heap as a whole is held to this by the runtime.</summary>
    public const long Memory = 256L * 1024 * 1024;

    /// <summary>For the environment of a worker: <see cref="Memory"/> as the hard limit of the managed heap.</summary>
    public const string HeapHardLimit = "0x10000000";

    /// <summary>The largest resident size since the process began (proc(5), VmHWM), in bytes; 0 where there is no /proc.</summary>
    public static long PeakResident()
    {
        if (!File.Exists("/proc/self/status"))
            return 0;
        var line = File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.AsSpan(6, line.Length - 6 - 2), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) * 1024;
    }

    public static TimeSpan ProcessorTime()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}
