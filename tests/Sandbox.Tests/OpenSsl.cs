using System.Diagnostics;

namespace KonTum.Tthc.Sandbox.Tests;

/// <summary>Another's implementation as a witness: the <c>openssl</c> program, in a folder of its own that goes away afterwards.</summary>
internal sealed class OpenSsl : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kontum-openssl-").FullName;

    public OpenSsl() => Assert.SkipUnless(
        File.Exists("/usr/bin/openssl"), "The program openssl is not installed: nothing independent to check against.");

    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    public string PathOf(string name) => Path.Combine(folder, name);

    /// <summary>Runs to its end, or fails after half a minute; answers both outputs in one text.</summary>
    public async Task<(int Exit, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/openssl", arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder,
        })!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output + await errors);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
