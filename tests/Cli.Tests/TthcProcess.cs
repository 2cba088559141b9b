using System.Diagnostics;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Cli.Tests;

/// <summary>The tool as a process of its own, as a shell starts it.</summary>
internal static class TthcProcess
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "tthc.exe" : "tthc");

    public static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] args) =>
        await EndAsync(Start(Program, args));

    /// <summary>A line of bash in which <c>tthc</c> is the tool; -u and pipefail are on.</summary>
    public static async Task<(int Exit, string Output, string Error)> BashAsync(string script, string? folder = null)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "There is no bash here.");
        var process = Start("/bin/bash", ["-c", $"set -uo pipefail\ntthc() {{ '{Program}' \"$@\"; }}\n{script}"], folder);
        return await EndAsync(process);
    }

    public static Process Start(string program, IReadOnlyList<string> args, string? folder = null) => Process.Start(
        new ProcessStartInfo(program, args)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = folder ?? Path.GetTempPath(),
        })!;

    public static async Task<(int Exit, string Output, string Error)> EndAsync(Process process)
    {
        using (process)
        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken))
        {
            limit.CancelAfter(s_patience);
            try
            {
                process.StandardInput.Close();
                var output = process.StandardOutput.ReadToEndAsync(limit.Token);
                var error = process.StandardError.ReadToEndAsync(limit.Token);
                await process.WaitForExitAsync(limit.Token);
                return (process.ExitCode, await output, await error);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
    }

    /// <summary>Each line is an object that the schema of the act allows.</summary>
    public static IReadOnlyList<JsonElement> Lines(string output, string schema)
    {
        var rules = JsonSchema.Load(schema);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        foreach (var line in lines)
            rules.Faults(line).ShouldBeEmpty(line.GetRawText());
        return lines;
    }
}
