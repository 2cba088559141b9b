using System.Text.Json;
using System.Text.RegularExpressions;
using KonTum.Tthc.Application.Webhooks;
using KonTum.Tthc.Domain.Signing;
using KonTum.Tthc.Infrastructure.Storage;
using Marten;
using Npgsql;
using NpgsqlTypes;

namespace KonTum.Tthc.Infrastructure.Webhooks;

/// <summary>
/// What is to be delivered, in a table of its own: entered in the transaction that changes the signing, so neither is there without the
/// other. A claim is a lease: a node that dies in the middle leaves a delivery that another one sends again, with the same identifier
/// and the same bytes.
/// </summary>
internal sealed partial class WebhookOutbox(NpgsqlDataSource database) : IWebhookDeliveries
{
    /// <summary>How long delivered ones are kept, for whoever asks what was sent.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    private const string Table = $"{StoreConfiguration.Schema}.webhook_deliveries";

    // Marten's placeholder is the question mark; the identifier is drawn by the database, once for each webhook of the owner.
    private const string EnterSql = $$"""
        with entered as materialized (
          select gen_random_uuid() as id, w.id as webhook_id from {{StoreConfiguration.Schema}}.mt_doc_webhooklisting w
          where w.tenant_id = ? and w.data ->> 'ownerId' = ?)
        insert into {{Table}} (id, webhook_id, owner_id, body, state, created_at, due_at)
        select id, webhook_id, ?, replace(?, '{delivery_id}', id::text), 'waiting', ?, ? from entered
        """;

    // Not more than a few of one webhook at once, so that a receiver that hangs does not hold all lanes of all nodes.
    private const string ClaimSql = $"""
        update {Table} set leased_until = $2, attempts = attempts + 1
        where id = (
          select d.id from {Table} d
          where d.state = 'waiting' and d.due_at <= $1 and (d.leased_until is null or d.leased_until <= $1)
            and (select count(*) from {Table} b where b.webhook_id = d.webhook_id and b.state = 'waiting' and b.leased_until > $1) < $3
          order by d.due_at limit 1 for update skip locked)
        returning id, webhook_id, owner_id, body, created_at, attempts
        """;

    private const string DeliveredSql = $"update {Table} set state = 'delivered', leased_until = null, ended_at = $2 where id = $1 and state = 'waiting'";

    private const string GivenUpSql = $"update {Table} set state = 'given_up', leased_until = null, ended_at = $2 where id = $1 and state = 'waiting'";

    private const string LaterSql = $"update {Table} set due_at = $2, leased_until = null where id = $1 and state = 'waiting'";

    private const string SumUpSql = $"""
        select webhook_id, max(ended_at) filter (where state = 'delivered'), count(*) filter (where state <> 'delivered')
        from {Table} where webhook_id = any($1) group by webhook_id
        """;

    // The newest one of each webhook stays: it says when a delivery last arrived.
    private const string ForgetSql = $"""
        delete from {Table} d where d.state = 'delivered' and d.ended_at < $1
          and exists (select 1 from {Table} n where n.webhook_id = d.webhook_id and n.state = 'delivered' and n.ended_at > d.ended_at)
        """;

    /// <summary>Enters a change of a signing, to be committed with it.</summary>
    /// <param name="session">The session that holds the events of the change.</param>
    /// <param name="signing">The signing as it is after them.</param>
    /// <param name="version">Version of the signing after them.</param>
    public static void Enter(IDocumentSession session, SignatureRecord signing, long version)
    {
        var at = signing.ChangedAt.ToUniversalTime();
        session.QueueSqlCommand(EnterSql, session.TenantId, signing.PersonId, signing.PersonId, Body(signing, version), at, at);
    }

    /// <summary>What is sent: enough to ask, and nothing about the person.</summary>
    private static string Body(SignatureRecord signing, long version) => JsonSerializer.Serialize(new
    {
        type = "signing.changed",
        delivery_id = "{delivery_id}",
        signing_id = signing.Id,
        dossier_id = signing.DossierId,
        state = StateName(signing.State),
        version,
        time = signing.ChangedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture),
    });

    /// <summary>
    /// The state in the spelling of the contract; that files are prepared before the phone rings, and signed ones made after it, is nothing
    /// to a caller.
    /// </summary>
    private static string StateName(SigningState state)
    {
        var told = state switch
        {
            SigningState.Prepared => SigningState.Requested,
            SigningState.Finishing => SigningState.WaitingForConfirmation,
            _ => state,
        };
        return "SIGNING_STATE_" + WordStart().Replace(told.ToString(), "_$0").ToUpperInvariant();
    }

    /// <summary>Claims the delivery that has been due longest; null when none is due.</summary>
    public async Task<ClaimedDelivery?> ClaimAsync(DateTimeOffset now, TimeSpan lease, int ofOneWebhook, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(ClaimSql);
        command.Parameters.Add(new NpgsqlParameter { Value = now.ToUniversalTime() });
        command.Parameters.Add(new NpgsqlParameter { Value = (now + lease).ToUniversalTime() });
        command.Parameters.Add(new NpgsqlParameter { Value = ofOneWebhook });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken)) return null;
        return new ClaimedDelivery(
            reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3),
            await reader.GetFieldValueAsync<DateTimeOffset>(4, cancellationToken), reader.GetInt32(5));
    }

    /// <summary>It arrived.</summary>
    public Task DeliveredAsync(Guid id, DateTimeOffset at) => ChangeAsync(DeliveredSql, id, at);

    /// <summary>It is not sent any more.</summary>
    public Task GiveUpAsync(Guid id, DateTimeOffset at) => ChangeAsync(GivenUpSql, id, at);

    /// <summary>It is sent again at a time.</summary>
    public Task RepeatAsync(Guid id, DateTimeOffset due) => ChangeAsync(LaterSql, id, due);

    /// <summary>Deletes what was delivered long ago.</summary>
    public async Task ForgetAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(ForgetSql);
        command.Parameters.Add(new NpgsqlParameter { Value = (now - Kept).ToUniversalTime() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<Guid, WebhookRecord>> SumUpAsync(IReadOnlyList<Guid> webhookIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(SumUpSql);
        command.Parameters.Add(new NpgsqlParameter { Value = webhookIds.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var records = new Dictionary<Guid, WebhookRecord>();
        while (await reader.ReadAsync(cancellationToken))
        {
            DateTimeOffset? last = await reader.IsDBNullAsync(1, cancellationToken) ? null : await reader.GetFieldValueAsync<DateTimeOffset>(1, cancellationToken);
            records[reader.GetGuid(0)] = new WebhookRecord(last, (int)reader.GetInt64(2));
        }

        return records;
    }

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex WordStart();

    // What happened has happened: it is recorded also while the node goes down.
    private async Task ChangeAsync(string sql, Guid id, DateTimeOffset at)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = id });
        command.Parameters.Add(new NpgsqlParameter { Value = at.ToUniversalTime() });
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}

/// <summary>A delivery that this node sends now.</summary>
internal sealed record ClaimedDelivery(Guid Id, Guid WebhookId, string OwnerId, string Body, DateTimeOffset CreatedAt, int Attempt);

/// <summary>Wakes this node's deliveries when a signing was changed here; other nodes find what is due at their next look.</summary>
internal sealed class WebhookSignal : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0, 1);

    public void Set()
    {
        try
        {
            if (_signal.CurrentCount == 0) _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Someone else woke it in the same moment.
        }
    }

    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _signal.WaitAsync(atMost, cancellationToken);

    public void Dispose() => _signal.Dispose();
}
