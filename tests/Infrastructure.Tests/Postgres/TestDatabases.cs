using KonTum.Tthc.TestKit.Postgres;
using Npgsql;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Postgres;

/// <summary>The tests' own PostgreSQL: whichever of its three sources this run uses.</summary>
public sealed class TestDatabases
{
    [Fact]
    public async Task Each_is_empty_and_apart_from_the_others()
    {
        await using var one = await TestDatabase.CreateAsync(TestContext.Current.CancellationToken);
        await using var two = await TestDatabase.CreateAsync(TestContext.Current.CancellationToken);

        await ClusterFixture.ExecuteAsync(one.ConnectionString, "CREATE TABLE only_in_one (id int)");

        (await ClusterFixture.ScalarAsync<bool>(two.ConnectionString, "SELECT to_regclass('only_in_one') IS NULL")).ShouldBeTrue();
        (await ClusterFixture.ScalarAsync<bool>(one.ConnectionString, "SELECT to_regclass('only_in_one') IS NOT NULL")).ShouldBeTrue();
    }

    [Fact]
    public async Task Their_role_may_do_no_more_than_the_Api_may()
    {
        await using var database = await TestDatabase.CreateAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen(database.Server == TestServerKind.Given, "A given server may offer nothing but its own user.");

        (await ClusterFixture.ScalarAsync<bool>(
            database.ConnectionString, "SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = current_user"))
            .ShouldBeFalse();
    }

    [Fact]
    public async Task Disposing_removes_it_with_connections_open()
    {
        await using var watcher = await TestDatabase.CreateAsync(TestContext.Current.CancellationToken);
        var gone = await TestDatabase.CreateAsync(TestContext.Current.CancellationToken);
        await using var open = new NpgsqlConnection(gone.ConnectionString);
        await open.OpenAsync(TestContext.Current.CancellationToken);

        await gone.DisposeAsync();

        (await ClusterFixture.ScalarAsync<long>(
            watcher.ConnectionString, $"SELECT count(*) FROM pg_database WHERE datname = '{gone.Name}'")).ShouldBe(0);
    }

    [Fact]
    public async Task They_live_where_the_environment_asks()
    {
        await using var database = await TestDatabase.CreateAsync(TestContext.Current.CancellationToken);
        var directory = await ClusterFixture.ScalarAsync<string>(
            database.ConnectionString, "SELECT current_setting('cluster_name') || '|' || coalesce(host(inet_server_addr()), '')");

        if (Environment.GetEnvironmentVariable("TTHC_TEST_POSTGRES") is { Length: > 0 })
            database.Server.ShouldBe(TestServerKind.Given);
        else if (Environment.GetEnvironmentVariable("TTHC_TEST_CONTAINERS") == "1")
            // Inside a container the server sees an address of its own, not the loopback of this machine.
            (database.Server, directory!.EndsWith("|127.0.0.1", StringComparison.Ordinal)).ShouldBe((TestServerKind.Container, false));
        else
            (database.Server, directory).ShouldBe((TestServerKind.PrivateCluster, "kontum-tthc|127.0.0.1"));
    }
}
