using KonTum.Tthc.Infrastructure.Storage;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Outbox;

/// <summary>
/// Databases from before there was one outbox hold what webhooks are told in a table of its own. It moves with its identifiers, bytes and
/// leases, in one transaction, and the table goes; older nodes were stopped before (docs/runbook.md, "Upgrade").
/// </summary>
internal sealed class EarlierOutbox(NpgsqlDataSource database)
{
    private const string Earlier = StoreConfiguration.Schema + ".webhook_deliveries";

    // Its bodies name the dossier; one that does not is sent all the same. Bodies of webhooks are not sealed: they hold nothing personal.
    private const string MoveSql = $$"""
        insert into {{OutboxTable.Name}}
          (id, channel, subject, dossier_id, webhook_id, person_id, body, batch, state, created_at, since, due_at, leased_until, ended_at, attempts)
        select id, 'webhook', replace(coalesce(substring(body from '"type"\s*:\s*"([a-z.]+)"'), 'signing.changed'), '.', '_'),
          substring(body from '"dossier_id"\s*:\s*"([0-9a-f-]{36})"')::uuid, webhook_id, owner_id, body, '', state, created_at, created_at,
          due_at, leased_until, ended_at, attempts
        from {{Earlier}} order by created_at, id
        on conflict (id) do nothing
        """;

    /// <summary>Moves what is there; nothing when there is no such table.</summary>
    public async Task CarryOverAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Nodes that start at once: the second one finds no table any more.
        await ExecuteAsync($"select pg_advisory_xact_lock(hashtextextended('{Earlier}', 0))");
        if (await ExecuteAsync($"select to_regclass('{Earlier}') is not null") is not true) return;
        await ExecuteAsync($"lock table {Earlier} in access exclusive mode");
        await ExecuteAsync(MoveSql);
        await ExecuteAsync($"drop table {Earlier}");
        await transaction.CommitAsync(cancellationToken);

        async Task<object?> ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            return await command.ExecuteScalarAsync(cancellationToken);
        }
    }
}
