using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using KonTum.Tthc.Infrastructure.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace KonTum.Tthc.Cli.Platform;

/// <summary><c>tthc down</c>: stops what <c>tthc up</c> runs, and what a killed one left behind.</summary>
internal static class DownCommand
{
    public static Command Build(TimeProvider time)
    {
        var root = UpCommand.RootOption();
        var command = new Command("down", "Dừng nền tảng đang chạy của bản sao này / stop the platform of this working copy") { root };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var files = new PlatformFiles(parsed.GetRequiredValue(root));
            await StopAsync(files, time, parsed.InvocationConfiguration.Output, cancellationToken);
            return 0;
        });
        return command;
    }

    private static async Task StopAsync(PlatformFiles files, TimeProvider time, TextWriter output, CancellationToken cancellationToken)
    {
        var wasRunning = false;
        IDisposable? held;
        while ((held = files.TryTakeLock()) is null)
        {
            if (!wasRunning && files.ReadProcesses()?.TryGetValue("up", out var pid) == true)
            {
                await output.WriteLineAsync($"stopping (process {pid})");
                using var kill = Process.Start("kill", ["-TERM", pid.ToString(CultureInfo.InvariantCulture)]);
                await kill.WaitForExitAsync(cancellationToken);
                wasRunning = true;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
        }

        using (held)
        {
            var leftover = EmbeddedPostgres.FindRunning(UpCommand.Database(files), NullLogger.Instance, time);
            if (leftover is not null)
                await leftover.StopAsync(cancellationToken);
            files.Forget();
            await output.WriteLineAsync(wasRunning || leftover is not null ? "stopped" : "nothing was running");
        }
    }
}
