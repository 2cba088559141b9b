using KonTum.Tthc.Application.Exchange;
using KonTum.Tthc.Application.Webhooks;
using KonTum.Tthc.Domain.Failures;
using Npgsql;
using NpgsqlTypes;

namespace KonTum.Tthc.Infrastructure.Outbox;

/// <summary>What operators and owners of webhooks see of the outbox, and what operators change.</summary>
internal sealed class DeliveryLog(NpgsqlDataSource database, DeliveryOutbox outbox, OutboxSignal signal) : IDeliveries, IWebhookDeliveries
{
    private const string Table = OutboxTable.Name;

    private const string ViewColumns = "id, channel, state, subject, dossier_id, attempts, last_failure, created_at, due_at, ended_at";

    private const string ListSql = $"""
        select {ViewColumns} from {Table}
        where ($1::text is null or channel = $1) and ($2::text is null or state = $2) and ($3::uuid is null or dossier_id = $3)
          and ($4::timestamptz is null or created_at <= $4)
        order by created_at desc, id limit $6 offset $5
        """;

    // A dossier's state must not go back to an older one.
    private const string OvertakenSql = $"""
        select exists (
          select 1 from {Table} d join {Table} n on n.line = d.line and n.channel = d.channel and n.seq > d.seq
          where d.id = $1 and d.channel = 'portal_dossier' and n.state in ('waiting', 'delivered'))
        """;

    private const string ReplaySql = $"""
        update {Table} set state = 'waiting', due_at = $2, since = $2, ended_at = null, leased_until = null where id = $1 and state = 'given_up'
        """;

    private const string WaitingSql = $"""
        select distinct dossier_id from {Table} where state = 'waiting' and channel = 'portal_dossier' and line = any($1)
        """;

    private const string SumUpSql = $"""
        select webhook_id, max(ended_at) filter (where state = 'delivered'), count(*) filter (where state <> 'delivered')
        from {Table} where webhook_id = any($1) group by webhook_id
        """;

    /// <inheritdoc />
    public async Task<IReadOnlyList<DeliveryView>> ListAsync(
        DeliveryFilter filter, DateTimeOffset? until, int skip, int take, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(ListSql);
        Add(command, NpgsqlDbType.Text, filter.Channel is { } channel ? OutboxTable.Word(channel) : null);
        Add(command, NpgsqlDbType.Text, filter.State is { } state ? OutboxTable.Word(state) : null);
        Add(command, NpgsqlDbType.Uuid, filter.DossierId);
        Add(command, NpgsqlDbType.TimestampTz, until?.ToUniversalTime());
        Add(command, NpgsqlDbType.Integer, skip);
        Add(command, NpgsqlDbType.Integer, take);
        return await ReadAsync(command, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<DeliveryView?> ReplayAsync(Guid id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } found) return null;
        // Asked for twice, for example after an answer that was lost: it waits already.
        if (found.State == DeliveryState.Waiting) return found;
        if (found.State != DeliveryState.GivenUp) throw Failures.DeliveryNotGivenUp.Because();
        await using (var overtaken = database.CreateCommand(OvertakenSql))
        {
            Add(overtaken, NpgsqlDbType.Uuid, id);
            if (await overtaken.ExecuteScalarAsync(cancellationToken) is true) throw Failures.DeliveryOvertaken.Because();
        }

        await using var replay = database.CreateCommand(ReplaySql);
        Add(replay, NpgsqlDbType.Uuid, id);
        Add(replay, NpgsqlDbType.TimestampTz, now.ToUniversalTime());
        await replay.ExecuteNonQueryAsync(cancellationToken);
        signal.Set();
        return await FindAsync(id, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<IReadOnlySet<Guid>> WaitingForPortalAsync(IReadOnlyList<Guid> dossierIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(WaitingSql);
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Uuid, dossierIds.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var waiting = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellationToken)) waiting.Add(reader.GetGuid(0));
        return waiting;
    }

    /// <inheritdoc />
    public async Task EnterAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        await outbox.EnterAsync(message, cancellationToken);
        signal.Set();
    }

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<Guid, WebhookRecord>> SumUpAsync(IReadOnlyList<Guid> webhookIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(SumUpSql);
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Uuid, webhookIds.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var records = new Dictionary<Guid, WebhookRecord>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var last = await TimeAsync(reader, 1, cancellationToken);
            records[reader.GetGuid(0)] = new WebhookRecord(last, (int)reader.GetInt64(2));
        }

        return records;
    }

    private static void Add(NpgsqlCommand command, NpgsqlDbType type, object? value) =>
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value ?? DBNull.Value });

    private static async Task<DateTimeOffset?> TimeAsync(NpgsqlDataReader reader, int column, CancellationToken cancellationToken) =>
        await reader.IsDBNullAsync(column, cancellationToken) ? null : await reader.GetFieldValueAsync<DateTimeOffset>(column, cancellationToken);

    private static async Task<IReadOnlyList<DeliveryView>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var views = new List<DeliveryView>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var state = OutboxTable.State(reader.GetString(2));
            views.Add(new DeliveryView(
                reader.GetGuid(0), OutboxTable.Channel(reader.GetString(1)), state, reader.GetString(3),
                await reader.IsDBNullAsync(4, cancellationToken) ? null : reader.GetGuid(4), reader.GetInt32(5), reader.GetString(6),
                (await TimeAsync(reader, 7, cancellationToken))!.Value,
                state == DeliveryState.Waiting ? await TimeAsync(reader, 8, cancellationToken) : null, await TimeAsync(reader, 9, cancellationToken)));
        }

        return views;
    }

    private async Task<DeliveryView?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"select {ViewColumns} from {Table} where id = $1");
        Add(command, NpgsqlDbType.Uuid, id);
        return (await ReadAsync(command, cancellationToken)).SingleOrDefault();
    }
}
