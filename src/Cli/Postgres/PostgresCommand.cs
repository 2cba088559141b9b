using System.CommandLine;
using KonTum.Tthc.Infrastructure.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace KonTum.Tthc.Cli.Postgres;

/// <summary><c>tthc postgres</c>: the private PostgreSQL cluster by itself.</summary>
internal static class PostgresCommand
{
    public static Command Build(TimeProvider time) => new("postgres", "Cụm PostgreSQL riêng / the private PostgreSQL cluster")
    {
        Act("start", "Khởi động, tạo mới nếu chưa có / start it, make it if there is none", time, StartAsync),
        Act("stop", "Dừng / stop it", time, StopAsync),
        Act("status", "Trạng thái; mã thoát 1 nếu không chạy / state; exit code 1 when it does not run", time, StatusAsync),
    };

    private static Command Act(string name, string description, TimeProvider time, Func<Call, CancellationToken, Task<int>> act)
    {
        var data = new Option<string>("--data") { Description = "Thư mục dữ liệu / data directory", Required = true };
        var port = new Option<int?>("--port") { Description = "Cổng ưu tiên / port to try first" };
        var command = new Command(name, description) { data, port };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new EmbeddedPostgresOptions
            {
                DataDirectory = parsed.GetRequiredValue(data),
                PreferredPort = parsed.GetValue(port),
            };
            var configuration = parsed.InvocationConfiguration;
            try
            {
                return await act(new Call(options, configuration.Output, time), cancellationToken);
            }
            catch (EmbeddedPostgresException e)
            {
                await configuration.Error.WriteLineAsync(e.Message);
                return 1;
            }
        });
        return command;
    }

    private static async Task<int> StartAsync(Call call, CancellationToken cancellationToken)
    {
        // Not disposed: the server is to stay when this program ends.
        var server = await EmbeddedPostgres.StartAsync(call.Options, NullLogger.Instance, call.Time, cancellationToken);
        await call.Output.WriteLineAsync($"running on 127.0.0.1:{server.Port}, process {server.ProcessId}");
        return 0;
    }

    private static async Task<int> StopAsync(Call call, CancellationToken cancellationToken)
    {
        if (EmbeddedPostgres.FindRunning(call.Options, NullLogger.Instance, call.Time) is { } server)
            await server.StopAsync(cancellationToken);
        await call.Output.WriteLineAsync("stopped");
        return 0;
    }

    private static async Task<int> StatusAsync(Call call, CancellationToken cancellationToken)
    {
        if (EmbeddedPostgres.FindRunning(call.Options, NullLogger.Instance, call.Time) is not { } server)
        {
            await call.Output.WriteLineAsync("stopped");
            return 1;
        }

        await call.Output.WriteLineAsync($"running on 127.0.0.1:{server.Port}, process {server.ProcessId}");
        return 0;
    }

    private sealed record Call(EmbeddedPostgresOptions Options, TextWriter Output, TimeProvider Time);
}
