using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using KonTum.Tthc.TestKit;

namespace KonTum.Tthc.Infrastructure.Tests.Files;

/// <summary>A real clamd on a socket in a folder of its own, whose only signature is that of the EICAR test file.</summary>
public sealed class RealClamd : IAsyncLifetime
{
    private const string Name = "Eicar-Test-Signature";
    private readonly string folder = Directory.CreateTempSubdirectory("tthc-clamd-").FullName;
    private Process? process;

    public string Socket => Path.Combine(folder, "s");

    public string Address => $"unix:{Socket}";

    public static string SignatureName => Name;

    /// <summary>The test file of the European Institute for Computer Antivirus Research, put together here so that it is in no source file.</summary>
    public static byte[] Eicar()
    {
        string[] parts = ["X5O!P%@AP[4", "\\PZX54(P^)7CC)7}", "$EICAR-STANDARD", "-ANTIVIRUS-TEST-FILE!", "$H+H*"];
        return Encoding.ASCII.GetBytes(string.Concat(parts));
    }

    public async ValueTask InitializeAsync()
    {
        var database = Directory.CreateDirectory(Path.Combine(folder, "db")).FullName;
        // By its digest for the file as it is, by its bytes for where it stands in something else.
        var digest = Convert.ToHexStringLower(SHA256.HashData(Eicar()));
        await File.WriteAllTextAsync(Path.Combine(database, "eicar.hsb"), $"{digest}:{Eicar().Length}:{Name}:73\n");
        await File.WriteAllTextAsync(Path.Combine(database, "eicar.ndb"), $"{Name}:0:*:{Convert.ToHexStringLower(Eicar())}\n");
        var config = Path.Combine(folder, "clamd.conf");
        await File.WriteAllTextAsync(config, $"""
            Foreground yes
            LocalSocket {Socket}
            DatabaseDirectory {database}
            TemporaryDirectory {folder}
            LogFile {Path.Combine(folder, "log")}
            StreamMaxLength 30M
            MaxThreads 2
            ScanPDF yes
            ScanArchive yes
            """ + "\n");
        process = Process.Start(new ProcessStartInfo("clamd", ["--config-file=" + config])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Eventually.HoldsAsync(() => process.HasExited ? throw new InvalidOperationException("clamd ended: " + File.ReadAllText(Path.Combine(folder, "log"))) : File.Exists(Socket), "clamd answers");
    }

    public void Stop()
    {
        if (process is null || process.HasExited) return;
        process.Kill();
        process.WaitForExit();
    }

    public ValueTask DisposeAsync()
    {
        Stop();
        process?.Dispose();
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
