using System.Globalization;
using System.Security.Cryptography;
using KonTum.Tthc.Infrastructure.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace KonTum.Tthc.TestKit.Postgres;

/// <summary>
/// Data directories of clusters that live as long as one test process. A process that was killed cannot clean up: each directory names its
/// owner, and whoever makes the next one removes those whose owner is dead.
/// </summary>
public static class ScratchClusters
{
    private const string OwnerFile = "owner";

    private static string Home { get; } = Path.Combine(Path.GetTempPath(), $"kontum-tthc-tests-{Environment.UserName}");

    /// <summary>A new directory that belongs to this process.</summary>
    public static async Task<string> ClaimAsync()
    {
        Directory.CreateDirectory(Home);
        foreach (var directory in Directory.EnumerateDirectories(Home).Where(IsAbandoned).ToList())
            await DiscardAsync(directory);

        var mine = Path.Combine(Home, RandomNumberGenerator.GetHexString(12, lowercase: true));
        Directory.CreateDirectory(mine);
        await File.WriteAllTextAsync(Path.Combine(mine, OwnerFile), Identity(Environment.ProcessId));
        return mine;
    }

    /// <summary>Stops what runs in the directory and removes it.</summary>
    public static async Task DiscardAsync(string directory)
    {
        try
        {
            var options = new EmbeddedPostgresOptions { DataDirectory = directory, Durable = false };
            if (EmbeddedPostgres.FindRunning(options, NullLogger.Instance, TimeProvider.System) is { } running)
                await running.StopAsync(CancellationToken.None);
            Directory.Delete(directory, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another test process was clearing up too.
        }
    }

    private static bool IsAbandoned(string directory)
    {
        try
        {
            var owner = File.ReadAllText(Path.Combine(directory, OwnerFile));
            return !int.TryParse(owner.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid) || Identity(pid) != owner;
        }
        catch (IOException)
        {
            // Just being made (its owner comes next), or just being removed.
            return false;
        }
    }

    /// <summary>Process id and start time (field 22 of /proc/PID/stat, in clock ticks): a number alone is given out again.</summary>
    private static string Identity(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            // The second field is the program's name in parentheses and may itself hold spaces.
            return $"{pid} {stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19]}";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
