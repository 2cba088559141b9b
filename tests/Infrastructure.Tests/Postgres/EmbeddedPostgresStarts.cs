using KonTum.Tthc.Infrastructure.Postgres;
using Npgsql;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Postgres;

public sealed class EmbeddedPostgresStarts
{
    [Fact]
    public async Task An_empty_directory_becomes_a_cluster_with_utf8_checksums_and_scram()
    {
        await using var fixture = await ClusterFixture.CreateAsync();
        await using var server = await fixture.StartAsync(fixture.Options with { Durable = true });

        var admin = server.AdminConnectionString;
        (await ClusterFixture.ScalarAsync<string>(admin, "SHOW server_encoding")).ShouldBe("UTF8");
        (await ClusterFixture.ScalarAsync<string>(admin, "SHOW data_checksums")).ShouldBe("on");
        (await ClusterFixture.ScalarAsync<string>(admin, "SHOW fsync")).ShouldBe("on");
        (await ClusterFixture.ScalarAsync<string>(admin, "SHOW listen_addresses")).ShouldBe("127.0.0.1");
        (await ClusterFixture.ScalarAsync<long>(
            admin, "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'")).ShouldBe(0);
        (await ClusterFixture.ScalarAsync<long>(
            admin, "SELECT count(*) FROM pg_authid WHERE rolcanlogin AND rolpassword NOT LIKE 'SCRAM-SHA-256$%'")).ShouldBe(0);
    }

    [Fact]
    public async Task The_application_role_owns_its_database_and_has_no_other_right()
    {
        await using var fixture = await ClusterFixture.CreateAsync();
        await using var server = await fixture.StartAsync();

        var app = server.ConnectionString;
        (await ClusterFixture.ScalarAsync<string>(app, "SELECT current_user || '@' || current_database()")).ShouldBe("tthc_app@tthc");
        (await ClusterFixture.ScalarAsync<bool>(
            app,
            "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls FROM pg_roles WHERE rolname = current_user"))
            .ShouldBeFalse();
        await ClusterFixture.ExecuteAsync(app, "CREATE SCHEMA own; CREATE TABLE own.t (id int); CREATE TABLE public.u (id int)");

        var refused = await Should.ThrowAsync<PostgresException>(() => ClusterFixture.ExecuteAsync(app, "CREATE DATABASE other"));
        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        var elsewhere = new NpgsqlConnectionStringBuilder(app) { Database = "postgres", Pooling = false }.ConnectionString;
        refused = await Should.ThrowAsync<PostgresException>(() => ClusterFixture.ScalarAsync<int>(elsewhere, "SELECT 1"));
        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task Extensions_that_the_application_may_not_create_are_there()
    {
        await using var fixture = await ClusterFixture.CreateAsync();
        await using var server = await fixture.StartAsync(fixture.Options with { Extensions = ["pageinspect"] });

        (await ClusterFixture.ScalarAsync<long>(
            server.ConnectionString, "SELECT count(*) FROM pg_extension WHERE extname = 'pageinspect'")).ShouldBe(1);
    }

    [Fact]
    public async Task Passwords_are_long_and_only_their_owner_can_read_them()
    {
        await using var fixture = await ClusterFixture.CreateAsync();
        await using var server = await fixture.StartAsync();

        foreach (var file in new[] { "admin.password", "app.password" })
        {
            var path = Path.Combine(fixture.Directory, file);
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).Length.ShouldBeGreaterThanOrEqualTo(32);
        }

        Directory.EnumerateFiles(fixture.Directory).Select(Path.GetFileName).ShouldNotContain("initial.password");
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        await using var fixture = await ClusterFixture.CreateAsync();
        await using var server = await fixture.StartAsync();

        var guess = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "guess", Pooling = false };

        var refused = await Should.ThrowAsync<PostgresException>(() => ClusterFixture.ScalarAsync<int>(guess.ConnectionString, "SELECT 1"));
        refused.SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
    }

    [Fact]
    public async Task Stopping_and_starting_keeps_data_port_and_passwords()
    {
        await using var fixture = await ClusterFixture.CreateAsync();
        var first = await fixture.StartAsync();
        var (port, connectionString) = (first.Port, first.ConnectionString);
        await ClusterFixture.ExecuteAsync(connectionString, "CREATE TABLE kept AS SELECT 7 AS value");

        await first.StopAsync(TestContext.Current.CancellationToken);
        first.ProcessId.ShouldBeNull();
        fixture.FindRunning().ShouldBeNull();
        LoopbackPort.IsFree(port).ShouldBeTrue();

        await using var second = await fixture.StartAsync();
        second.Port.ShouldBe(port);
        second.ConnectionString.ShouldBe(connectionString);
        (await ClusterFixture.ScalarAsync<int>(second.ConnectionString, "SELECT value FROM kept")).ShouldBe(7);
    }

    [Fact]
    public async Task Starting_what_runs_already_finds_the_same_server()
    {
        await using var fixture = await ClusterFixture.CreateAsync();
        await using var first = await fixture.StartAsync();
        await using var second = await fixture.StartAsync();

        second.ProcessId.ShouldBe(first.ProcessId);
        second.ProcessId.ShouldNotBeNull();
        second.Port.ShouldBe(first.Port);
        fixture.FindRunning()!.ConnectionString.ShouldBe(first.ConnectionString);
    }

    [Fact]
    public async Task Many_starts_at_the_same_moment_make_one_server()
    {
        await using var fixture = await ClusterFixture.CreateAsync();

        var servers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(fixture.StartAsync)));

        servers.Select(server => server.ProcessId).Distinct().ShouldHaveSingleItem().ShouldNotBeNull();
        (await ClusterFixture.ScalarAsync<int>(servers[3].ConnectionString, "SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Two_clusters_live_beside_each_other()
    {
        await using var here = await ClusterFixture.CreateAsync();
        await using var there = await ClusterFixture.CreateAsync();
        await using var one = await here.StartAsync();
        await using var two = await there.StartAsync(there.Options with { PreferredPort = one.Port });

        two.Port.ShouldNotBe(one.Port);
        await ClusterFixture.ExecuteAsync(one.ConnectionString, "CREATE TABLE only_here (id int)");
        (await ClusterFixture.ScalarAsync<bool>(two.ConnectionString, "SELECT to_regclass('only_here') IS NULL")).ShouldBeTrue();
        await one.StopAsync(TestContext.Current.CancellationToken);
        (await ClusterFixture.ScalarAsync<int>(two.ConnectionString, "SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task A_directory_that_the_server_user_cannot_reach_still_works()
    {
        await using var fixture = await ClusterFixture.CreateAsync();
        var closed = Path.Combine(fixture.Directory, "closed");
        Directory.CreateDirectory(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var options = fixture.Options with { DataDirectory = Path.Combine(closed, "data") };

        var server = await EmbeddedPostgres.StartAsync(
            options, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, TimeProvider.System, TestContext.Current.CancellationToken);
        try
        {
            (await ClusterFixture.ScalarAsync<int>(server.ConnectionString, "SELECT 1")).ShouldBe(1);
        }
        finally
        {
            await server.DisposeAsync();
            if (!server.ClusterDirectory.StartsWith(closed, StringComparison.Ordinal))
                Directory.Delete(Path.GetDirectoryName(server.ClusterDirectory)!, recursive: true);
        }
    }
}
