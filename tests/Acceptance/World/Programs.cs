using System.Diagnostics;

namespace KonTum.Tthc.Acceptance.Tests.World;

/// <summary>Programs of others that judge what came out.</summary>
internal static class Programs
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);

    /// <summary>Runs a program; answers its exit code and what it wrote.</summary>
    public static async Task<(int Exit, string Output, string Error)> RunAsync(
        string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? directory = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
            WorkingDirectory = directory ?? Path.GetTempPath(),
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>()) start.Environment[key] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end within {Deadline}.");
        }
    }

    /// <summary>
    /// pdfsig: every signature is valid; pdftotext: the text is on a page. What follows the last signature are its proofs (B-LT), which
    /// pdfsig calls "not total document signed": that they are nothing else is what our own validation tells.
    /// </summary>
    public static async Task ShouldBeSignedAsync(string pdf, string visibleText)
    {
        var (_, signatures, error) = await RunAsync("pdfsig", ["-nocert", pdf]);
        signatures.ShouldContain("Signature Validation: Signature is Valid.", customMessage: error);
        signatures.ShouldNotContain("Invalid");

        var (_, text, _) = await RunAsync("pdftotext", ["-layout", pdf, "-"]);
        text.Normalize().ShouldContain(visibleText);
    }

    public static async Task ShouldBeSignedAsync(byte[] pdf, string visibleText)
    {
        var file = Path.Combine(Path.GetTempPath(), $"tthc-{Guid.NewGuid():N}.pdf");
        try
        {
            await File.WriteAllBytesAsync(file, pdf);
            await ShouldBeSignedAsync(file, visibleText);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
