using KonTum.Tthc.Application.Exchange;
using KonTum.Tthc.Infrastructure.PersonalData;
using KonTum.Tthc.Infrastructure.Storage;
using Marten;
using Npgsql;
using NpgsqlTypes;

namespace KonTum.Tthc.Infrastructure.Outbox;

/// <summary>
/// What is to leave the platform, in a table: entered in the transaction that appends the events, so neither is there without the other. A
/// claim is a lease: a node that dies in the middle leaves a delivery that another one sends again, with the same identifier and the same
/// bytes. Those of one line (a dossier's for the national portal, or for one webhook) leave one after the other.
/// </summary>
internal sealed class DeliveryOutbox(NpgsqlDataSource database, SealedBodies bodies)
{
    /// <summary>How long delivered and dropped ones are kept, for whoever asks what was sent; dead letters ten times as long.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    private const string Table = OutboxTable.Name;

    // Marten's placeholder is the question mark; the identifier is drawn by the database, once for each webhook of the owner.
    private const string EnterWebhooksSql = $$"""
        with entered as materialized (
          select gen_random_uuid() as id, w.id as webhook_id from {{StoreConfiguration.Schema}}.mt_doc_webhooklisting w
          where w.tenant_id = ? and w.data ->> 'ownerId' = ?)
        insert into {{Table}} (id, channel, subject, dossier_id, webhook_id, person_id, body, batch, line, state, created_at, since, due_at)
        select id, 'webhook', ?, ?, webhook_id, ?, replace(?, '{delivery_id}', id::text), '',
          case when ? then md5(webhook_id::text || ?::text)::uuid end, 'waiting', ?, ?, ? from entered
        """;

    private const string Columns =
        "(id, channel, subject, dossier_id, person_id, body, batch, line, state, created_at, since, due_at)";

    // Nobody claims what somebody has, and nobody what stands behind another one in its line, or in the queue of a webhook with enough to do.
    private const string Claimable = $"""
        d.channel = any($1) and d.state = 'waiting' and d.due_at <= $2 and (d.leased_until is null or d.leased_until <= $2)
          and (d.line is null or not exists (
            select 1 from {Table} e where e.line = d.line and e.state = 'waiting' and e.seq < d.seq))
          and (d.webhook_id is null or (
            select count(*) from {Table} b where b.webhook_id = d.webhook_id and b.state = 'waiting' and b.leased_until > $2) < $4)
        """;

    private const string ClaimSql = $"""
        with head as (
          select d.channel, d.batch from {Table} d where {Claimable} order by d.due_at, d.seq limit 1),
        few as (
          select d.id from {Table} d join head h on h.channel = d.channel and h.batch = d.batch
          where {Claimable} order by d.due_at, d.seq limit $5 for update of d skip locked)
        update {Table} set leased_until = $3, attempts = attempts + 1 where id in (select id from few)
        returning id, channel, batch, webhook_id, person_id, body, created_at, since, attempts, seq
        """;

    // The attempt is a fence: a node that was believed dead does not undo what another one did since.
    private const string EndSql = $"""
        update {Table} set state = $3, leased_until = null, ended_at = $4, last_failure = $5 where id = $1 and state = 'waiting' and attempts >= $2
        """;

    private const string LaterSql = $"""
        update {Table} set due_at = $3, leased_until = null, last_failure = $4 where id = $1 and state = 'waiting' and attempts = $2
        """;

    // The newest one of each webhook stays: it says when a delivery last arrived.
    private const string ForgetSql = $"""
        delete from {Table} d where d.state in ('delivered', 'dropped') and d.ended_at < $1
          and (d.webhook_id is null or exists (
            select 1 from {Table} n where n.webhook_id = d.webhook_id and n.state = 'delivered' and n.ended_at > d.ended_at))
          or d.state = 'given_up' and d.ended_at < $2
        """;

    /// <summary>Enters what an owner's webhooks are told, to be committed with the events of the session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="ownerId">Whose webhooks.</param>
    /// <param name="subject">What it tells.</param>
    /// <param name="dossierId">The dossier.</param>
    /// <param name="body">What is sent; it holds no personal data.</param>
    /// <param name="inOrder">Whether each webhook gets those of the dossier one after the other.</param>
    /// <param name="at">When it happened.</param>
    public static void EnterWebhooks(
        IDocumentSession session, string ownerId, string subject, Guid dossierId, string body, bool inOrder, DateTimeOffset at)
    {
        var time = at.ToUniversalTime();
        session.QueueSqlCommand(
            EnterWebhooksSql, session.TenantId, ownerId, subject, dossierId, ownerId, body, inOrder, dossierId, time, time, time);
    }

    /// <summary>Enters a message, to be committed with the events of the session. One to an erased person is not entered.</summary>
    public void Enter(IDocumentSession session, OutgoingMessage message)
    {
        if (bodies.Seal(message.PersonId, message.Content) is not { } body) return;
        var at = message.At.ToUniversalTime();
        session.QueueSqlCommand(
            $"insert into {Table} {Columns} values (?, ?, ?, ?, ?, ?, ?, {(LineOf(message) is null ? "null" : "?")}, 'waiting', ?, ?, ?)",
            [
                Guid.CreateVersion7(at), OutboxTable.Word(message.Channel), message.Subject, message.DossierId, message.PersonId, body, message.Batch,
                .. LineOf(message) is { } line ? [line] : Array.Empty<object>(), at, at, at,
            ]);
    }

    /// <summary>Enters a message by itself.</summary>
    public async Task EnterAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (bodies.Seal(message.PersonId, message.Content) is not { } body) return;
        var at = message.At.ToUniversalTime();
        await using var command = database.CreateCommand(
            $"insert into {Table} {Columns} values ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', $9, $9, $9)");
        Add(command, Guid.CreateVersion7(at), OutboxTable.Word(message.Channel), message.Subject, message.DossierId, message.PersonId, body, message.Batch);
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)LineOf(message) ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        Add(command, at);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Claims what has been due longest, and what may travel with it; empty when nothing is due.</summary>
    /// <param name="channels">Channels, as words.</param>
    /// <param name="now">The time.</param>
    /// <param name="lease">How long it takes at most.</param>
    /// <param name="ofOneWebhook">Most deliveries of one webhook that are under way.</param>
    /// <param name="most">Most of one batch.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<IReadOnlyList<ClaimedDelivery>> ClaimAsync(
        string[] channels, DateTimeOffset now, TimeSpan lease, int ofOneWebhook, int most, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(ClaimSql);
        Add(command, channels, now.ToUniversalTime(), (now + lease).ToUniversalTime(), ofOneWebhook, most);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var claimed = new List<(ClaimedDelivery Delivery, long Sequence)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            claimed.Add((new ClaimedDelivery(
                reader.GetGuid(0), OutboxTable.Channel(reader.GetString(1)), reader.GetString(2),
                await reader.IsDBNullAsync(3, cancellationToken) ? null : reader.GetGuid(3), reader.GetString(4), reader.GetString(5),
                await reader.GetFieldValueAsync<DateTimeOffset>(6, cancellationToken), await reader.GetFieldValueAsync<DateTimeOffset>(7, cancellationToken),
                reader.GetInt32(8)), reader.GetInt64(9)));
        }

        return [.. claimed.OrderBy(c => c.Sequence).Select(c => c.Delivery)];
    }

    /// <summary>What is sent; null when the person's data were erased.</summary>
    public string? BodyOf(ClaimedDelivery delivery) =>
        delivery.Channel == DeliveryChannel.Webhook ? delivery.Body : bodies.Open(delivery.Body);

    /// <summary>It arrived, is given up, or is no longer wanted.</summary>
    public Task EndAsync(ClaimedDelivery delivery, DeliveryState state, DateTimeOffset at, string failure) =>
        ChangeAsync(EndSql, delivery.Id, delivery.Attempt, OutboxTable.Word(state), at.ToUniversalTime(), failure);

    /// <summary>It is sent again at a time.</summary>
    public Task RepeatAsync(ClaimedDelivery delivery, DateTimeOffset due, string failure) =>
        ChangeAsync(LaterSql, delivery.Id, delivery.Attempt, due.ToUniversalTime(), failure);

    /// <summary>Deletes what ended long ago.</summary>
    public Task ForgetAsync(DateTimeOffset now) =>
        ChangeAsync(ForgetSql, (now - Kept).ToUniversalTime(), (now - (10 * Kept)).ToUniversalTime());

    /// <summary>The national portal's order is that of the dossier; a mail or an SMS stands for itself.</summary>
    private static Guid? LineOf(OutgoingMessage message) =>
        message.Channel is DeliveryChannel.PortalDossier or DeliveryChannel.PortalProgress ? message.DossierId : null;

    private static void Add(NpgsqlCommand command, params object[] values)
    {
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
    }

    // What happened has happened: it is recorded also while the node goes down.
    private async Task ChangeAsync(string sql, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        Add(command, values);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}

/// <summary>A delivery that this node sends now.</summary>
internal sealed record ClaimedDelivery(
    Guid Id, DeliveryChannel Channel, string Batch, Guid? WebhookId, string PersonId, string Body, DateTimeOffset CreatedAt, DateTimeOffset Since,
    int Attempt)
{
    /// <summary>Hides the body.</summary>
    public override string ToString() => $"{nameof(ClaimedDelivery)}({Id})";
}

/// <summary>Wakes this node's deliveries when something was entered here; other nodes find what is due at their next look.</summary>
internal sealed class OutboxSignal
{
    private volatile TaskCompletionSource _next = Fresh();

    /// <summary>What is done when something is entered.</summary>
    public Task Next => _next.Task;

    /// <summary>Wakes everybody who waits.</summary>
    public void Set() => Interlocked.Exchange(ref _next, Fresh()).TrySetResult();

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
