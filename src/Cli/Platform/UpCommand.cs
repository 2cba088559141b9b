using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using KonTum.Tthc.Infrastructure.Postgres;

namespace KonTum.Tthc.Cli.Platform;

/// <summary>
/// <c>tthc up</c>: starts PostgreSQL, the sandbox and the Api on loopback and stops them on Ctrl-C. With words after <c>--</c> it runs
/// that <c>tthc</c> command against what is running, or starts everything for it and stops it afterwards.
/// </summary>
internal static class UpCommand
{
    /// <summary>The parts stop one after the other, each with a limit of its own; together they stay below this.</summary>
    public static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(120);

    private const int DatabasePort = 54330;

    public static Command Build(TimeProvider time)
    {
        var root = RootOption();
        var configuration = new Option<string>("--configuration")
        {
            Description = "Cấu hình biên dịch / build configuration",
            DefaultValueFactory = _ => "Release",
        };
        var then = new Argument<string[]>("command")
        {
            Description = "Lệnh tthc chạy trên nền tảng, sau dấu -- / tthc command to run against the platform, after --",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("up", "Khởi động toàn bộ nền tảng / start the whole platform") { root, configuration, then };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var call = new Call(
                new PlatformFiles(parsed.GetRequiredValue(root)), parsed.GetRequiredValue(configuration), parsed.GetValue(then) ?? [],
                parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, time);
            // System.CommandLine hears SIGINT and SIGTERM; a terminal that is closed sends SIGHUP.
            using var closed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
            {
                context.Cancel = true;
                closed.Cancel();
            });
            return await RunAsync(call, closed.Token);
        });
        return command;
    }

    public static Option<string> RootOption() => new("--root")
    {
        Description = "Bản sao mã nguồn / the working copy",
        DefaultValueFactory = _ => ".",
    };

    public static EmbeddedPostgresOptions Database(PlatformFiles files) => new()
    {
        DataDirectory = Path.Combine(files.Data, "postgres"),
        PreferredPort = DatabasePort,
    };

    private static async Task<int> RunAsync(Call call, CancellationToken cancellationToken)
    {
        try
        {
            using var held = call.Files.TryTakeLock();
            return held is null ? await UseRunningAsync(call, cancellationToken) : await StartAndUseAsync(call, cancellationToken);
        }
        catch (Exception e) when (e is PartFailedException or EmbeddedPostgresException)
        {
            await call.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped while starting: that is what was asked for, unless somebody waits for the command's result.
            return call.Then.Length == 0 ? 0 : 130;
        }
    }

    private static async Task<int> UseRunningAsync(Call call, CancellationToken cancellationToken)
    {
        // The other one may still be starting.
        while (call.Files.ReadEndpoints() is null)
        {
            using var free = call.Files.TryTakeLock();
            if (free is not null)
                throw new PartFailedException("The platform of this working copy stopped just now.");
            await Task.Delay(TimeSpan.FromMilliseconds(200), call.Time, cancellationToken);
        }

        if (call.Then.Length > 0)
            return await RunCommandAsync(call, cancellationToken);

        await call.Output.WriteLineAsync("running already:");
        await ShowAsync(call, call.Files.ReadEndpoints()!);
        return 0;
    }

    private static async Task<int> StartAndUseAsync(Call call, CancellationToken cancellationToken)
    {
        call.Files.Forget();
        await using var platform = new RunningPlatform(call.Files, call.Configuration, call.Output, call.Time);
        await ShowAsync(call, await platform.StartAsync(cancellationToken));
        if (call.Then.Length > 0)
            return await RunCommandAsync(call, cancellationToken);

        await call.Output.WriteLineAsync("ready; stop with Ctrl-C or ./run.sh stop");
        try
        {
            await platform.WatchAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await call.Output.WriteLineAsync("stopping");
        }

        return 0;
    }

    /// <summary>The command is a process of its own with this terminal, so it is what it would be by itself.</summary>
    private static async Task<int> RunCommandAsync(Call call, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(UpCommand).Assembly.Location, .. call.Then]);
        start.Environment["TTHC_ENDPOINTS"] = call.Files.EndpointsFile;
        using var command = Process.Start(start) ?? throw new PartFailedException($"{call.Then[0]} did not start.");
        try
        {
            await command.WaitForExitAsync(cancellationToken);
            return command.ExitCode;
        }
        catch (OperationCanceledException)
        {
            command.Kill(entireProcessTree: true);
            await command.WaitForExitAsync(CancellationToken.None);
            throw;
        }
    }

    private static async Task ShowAsync(Call call, Endpoints endpoints)
    {
        // A command's own output is what the person wants to see; where it goes is a side note.
        var writer = call.Then.Length > 0 ? call.Error : call.Output;
        await writer.WriteLineAsync(
            $"""
              rest     {endpoints.Rest}
              grpc     {endpoints.Grpc}
              openapi  {endpoints.Openapi}
              sandbox  {endpoints.Sandbox}
              phone    {endpoints.Phone}
              the same in {call.Files.EndpointsFile}; logs in {Path.GetDirectoryName(call.Files.Log("api"))}
            """);
    }

    private sealed record Call(
        PlatformFiles Files, string Configuration, string[] Then, TextWriter Output, TextWriter Error, TimeProvider Time);
}
