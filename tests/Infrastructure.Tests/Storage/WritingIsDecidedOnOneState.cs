using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Infrastructure.Tests.Reception;
using KonTum.Tthc.TestKit;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Storage;

/// <summary>A dossier that is loaded for writing is as it was at one version, also when somebody commits while it is loaded.</summary>
public sealed class WritingIsDecidedOnOneState(StorageHost host) : IClassFixture<StorageHost>
{
    private const string Agency = "000.21.24.H34";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_committed_while_it_is_loaded_is_in_the_state_and_in_the_version_or_in_neither()
    {
        var id = await new Desk(host, Agency).SubmittedAsync();
        StorageHost.Act(null);
        await using var scope = host.Services.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();

        // The version is read, and before the events are somebody else has written: the lock holds the second reading until then.
        await using var connection = await host.Sql.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await ExecuteAsync(connection, "lock table tthc.mt_events in access exclusive mode");
        var loading = Task.Run(() => work.FindAsync<Dossier>(id, Cancellation), Cancellation);
        await Eventually.HoldsAsync(async () => await WaitingAsync() > 0, "the second reading waits for the lock", cancellationToken: Cancellation);
        await using (var other = await OtherAsync(transaction))
        {
            other.Events.Append(id, new DossierAccepted("officer-2", DateTimeOffset.UtcNow.AddDays(5), 5, DateTimeOffset.UtcNow));
            await other.SaveChangesAsync(Cancellation);
            await transaction.CommitAsync(Cancellation);
        }

        var found = (await loading).ShouldNotBeNull();
        (found.State.State, found.Version).ShouldBe((DossierState.Accepted, 4L));
        found.Append(new ProcessingStarted("officer-1", DateTimeOffset.UtcNow.AddDays(5), DateTimeOffset.UtcNow));
        await work.CommitAsync(0, Cancellation);
        var kept = (await scope.ServiceProvider.GetRequiredService<IStreamReader>().ReadAsync<Dossier>(id, Cancellation)).ShouldNotBeNull();
        (kept.State.State, kept.Version).ShouldBe((DossierState.Processing, 5L));
    }

    private async Task<IDocumentSession> OtherAsync(NpgsqlTransaction transaction)
    {
        var options = Marten.Services.SessionOptions.ForTransaction(transaction);
        options.TenantId = await TenantAsync(transaction.Connection!);
        return host.Services.GetRequiredService<IDocumentStore>().LightweightSession(options);
    }

    private static async Task<string> TenantAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("select tenant_id from tthc.mt_streams limit 1", connection);
        return (string)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private async Task<long> WaitingAsync()
    {
        await using var command = host.Sql.CreateCommand(
            "select count(*) from pg_locks l join pg_class c on c.oid = l.relation where c.relname = 'mt_events' and not l.granted");
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
