using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using KonTum.Tthc.Infrastructure.Postgres;
using KonTum.Tthc.TestKit;
using Npgsql;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Postgres;

public sealed class EmbeddedPostgresRecovers
{
    [Fact]
    public async Task A_killed_server_starts_again_with_everything_that_was_committed()
    {
        await using var fixture = await ClusterFixture.CreateAsync();
        var first = await fixture.StartAsync(fixture.Options with { Durable = true });
        await ClusterFixture.ExecuteAsync(first.ConnectionString, "CREATE TABLE kept AS SELECT 7 AS value");
        var pid = first.ProcessId!.Value;
        Kill(pid);

        // At once: backends of the dead server may still be ending, its pid file is still there.
        await using var second = await fixture.StartAsync(fixture.Options with { Durable = true });

        second.ProcessId.ShouldNotBe(pid);
        (await ClusterFixture.ScalarAsync<int>(second.ConnectionString, "SELECT value FROM kept")).ShouldBe(7);
    }

    [Fact]
    public async Task A_killed_server_with_a_statement_in_progress_starts_again()
    {
        await using var fixture = await ClusterFixture.CreateAsync();
        var first = await fixture.StartAsync();
        var busy = ClusterFixture.ExecuteAsync(first.ConnectionString, "SELECT pg_sleep(120)");
        await Eventually.HoldsAsync(
            async () => await ClusterFixture.ScalarAsync<long>(
                first.AdminConnectionString, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'") == 1,
            "the statement runs",
            cancellationToken: TestContext.Current.CancellationToken);
        Kill(first.ProcessId!.Value);

        await using var second = await fixture.StartAsync();

        (await ClusterFixture.ScalarAsync<int>(second.ConnectionString, "SELECT 1")).ShouldBe(1);
        await Should.ThrowAsync<NpgsqlException>(() => busy);
    }

    [Fact]
    public async Task A_stale_pid_file_that_names_a_living_stranger_is_not_in_the_way()
    {
        await using var fixture = await ClusterFixture.CreateAsync();
        await using var stranger = await fixture.StartAsync();
        await using var other = await ClusterFixture.CreateAsync();
        var stopped = await other.StartAsync();
        var pidFile = Path.Combine(stopped.ClusterDirectory, "postmaster.pid");
        var lines = await File.ReadAllLinesAsync(pidFile, TestContext.Current.CancellationToken);
        Kill(stopped.ProcessId!.Value);
        // The worst case: the number went to a PostgreSQL of the same user, so that the server itself would refuse to start.
        lines[0] = stranger.ProcessId!.Value.ToString(CultureInfo.InvariantCulture);
        await File.WriteAllLinesAsync(pidFile, lines, TestContext.Current.CancellationToken);

        other.FindRunning().ShouldBeNull();
        await using var again = await other.StartAsync();

        again.ProcessId.ShouldNotBe(stranger.ProcessId);
        (await ClusterFixture.ScalarAsync<int>(again.ConnectionString, "SELECT 1")).ShouldBe(1);
        (await ClusterFixture.ScalarAsync<int>(stranger.ConnectionString, "SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task A_port_that_somebody_took_is_replaced()
    {
        await using var fixture = await ClusterFixture.CreateAsync();
        var first = await fixture.StartAsync();
        var port = first.Port;
        await first.StopAsync(TestContext.Current.CancellationToken);
        using var thief = new TcpListener(IPAddress.Loopback, port);
        thief.Start();

        await using var second = await fixture.StartAsync();

        second.Port.ShouldNotBe(port);
        (await ClusterFixture.ScalarAsync<int>(second.ConnectionString, "SELECT 1")).ShouldBe(1);
        (await File.ReadAllTextAsync(Path.Combine(fixture.Directory, "port"), TestContext.Current.CancellationToken)).Trim()
            .ShouldBe(second.Port.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_cluster_whose_making_was_cut_off_is_made_anew()
    {
        await using var fixture = await ClusterFixture.CreateAsync();
        Directory.CreateDirectory(Path.Combine(fixture.Directory, "cluster.making", "base"));
        await File.WriteAllTextAsync(
            Path.Combine(fixture.Directory, "cluster.making", "PG_VERSION"), "15\n", TestContext.Current.CancellationToken);

        await using var server = await fixture.StartAsync();

        (await ClusterFixture.ScalarAsync<int>(server.ConnectionString, "SELECT 1")).ShouldBe(1);
        Directory.Exists(Path.Combine(fixture.Directory, "cluster.making")).ShouldBeFalse();
    }

    [Fact]
    public async Task An_incomplete_cluster_is_set_aside_and_not_deleted()
    {
        await using var fixture = await ClusterFixture.CreateAsync();
        Directory.CreateDirectory(Path.Combine(fixture.Directory, "cluster"));
        await File.WriteAllTextAsync(Path.Combine(fixture.Directory, "cluster", "remains"), "x", TestContext.Current.CancellationToken);

        await using var server = await fixture.StartAsync();

        (await ClusterFixture.ScalarAsync<int>(server.ConnectionString, "SELECT 1")).ShouldBe(1);
        var aside = Directory.EnumerateDirectories(fixture.Directory, "cluster.broken-*").ShouldHaveSingleItem();
        File.Exists(Path.Combine(aside, "remains")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_lost_application_password_is_renewed()
    {
        await using var fixture = await ClusterFixture.CreateAsync();
        var first = await fixture.StartAsync();
        var before = first.ConnectionString;
        await first.StopAsync(TestContext.Current.CancellationToken);
        File.Delete(Path.Combine(fixture.Directory, "app.password"));

        await using var second = await fixture.StartAsync();

        second.ConnectionString.ShouldNotBe(before);
        (await ClusterFixture.ScalarAsync<int>(second.ConnectionString, "SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task A_cluster_of_a_version_that_is_not_installed_is_refused_with_the_way_out()
    {
        await using var fixture = await ClusterFixture.CreateAsync();
        var server = await fixture.StartAsync();
        await server.StopAsync(TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(server.ClusterDirectory, "PG_VERSION"), "9\n", TestContext.Current.CancellationToken);

        var refused = await Should.ThrowAsync<EmbeddedPostgresException>(fixture.StartAsync);

        refused.Message.ShouldContain("postgresql-9");
    }

    [Fact]
    public async Task A_server_that_cannot_start_says_why()
    {
        await using var fixture = await ClusterFixture.CreateAsync();

        var refused = await Should.ThrowAsync<EmbeddedPostgresException>(() => fixture.StartAsync(
            fixture.Options with { Settings = new Dictionary<string, string> { ["shared_buffers"] = "never" } }));

        refused.Message.ShouldContain("shared_buffers");
    }

    private static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
    }
}
