using KonTum.Tthc.Infrastructure.Storage;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.SigningWork;

/// <summary>
/// The ceremonies that need attention, and the nodes that hold them. A row points to its node; when the node's own row goes, because the
/// node left or because its time ran out, PostgreSQL itself sets the pointers to null (ON DELETE SET NULL), and the ceremonies are
/// anyone's. A node whose row has gone cannot claim: its pointer would lead nowhere. Times of nodes are those of the database's clock.
/// </summary>
internal sealed class SigningWorkTable(NpgsqlDataSource database)
{
    /// <summary>Adds a signing, or says that it is due again; three positional parameters, written with Marten's placeholder.</summary>
    public const string ScheduleSql = $"""
        insert into {Work} as w (signing_id, due_at, traceparent) values (?, ?, nullif(?, ''))
        on conflict (signing_id) do update
        set due_at = excluded.due_at, revision = w.revision + 1, traceparent = coalesce(w.traceparent, excluded.traceparent)
        """;

    private const string Work = $"{StoreConfiguration.Schema}.signing_work";
    private const string Nodes = $"{StoreConfiguration.Schema}.signing_nodes";

    private const string RegisterSql = $"insert into {Nodes} (node_id, alive_until) values ($1, clock_timestamp() + $2)";

    private const string RenewSql =
        $"update {Nodes} set alive_until = clock_timestamp() + $2 where node_id = $1 and alive_until > clock_timestamp()";

    private const string LeaveSql = $"delete from {Nodes} where node_id = $1";

    private const string BurySql = $"delete from {Nodes} where alive_until < clock_timestamp()";

    private const string ClaimSql = $"""
        update {Work} w set node_id = $1
        from (
            select signing_id from {Work}
            where node_id is null and due_at <= $2
            order by due_at limit $3
            for update skip locked) free
        where w.signing_id = free.signing_id
        returning w.signing_id, w.revision, w.failures, w.traceparent
        """;

    private const string RemoveSql = $"delete from {Work} where signing_id = $1 and node_id = $2 and revision = $3";

    private const string ReleaseSql = $"update {Work} set node_id = null where signing_id = $1 and node_id = $2";

    private const string PostponeSql = $"update {Work} set due_at = $3, failures = $4 where signing_id = $1 and node_id = $2";

    /// <summary>Makes a node known.</summary>
    public Task RegisterAsync(Guid node, TimeSpan lease, CancellationToken cancellationToken) =>
        ExecuteAsync(RegisterSql, cancellationToken, node, lease);

    /// <summary>Says that a node lives, whatever it holds: one statement. False when its time had run out.</summary>
    public async Task<bool> RenewAsync(Guid node, TimeSpan lease, CancellationToken cancellationToken) =>
        await ExecuteAsync(RenewSql, cancellationToken, node, lease) == 1;

    /// <summary>A node goes; everything that it held is anyone's, and the others hear of it.</summary>
    public async Task LeaveAsync(Guid node, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(LeaveSql) { Parameters = { new() { Value = node } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"notify {SigningChannels.Due}"));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Takes away the nodes whose time has run out; answers how many.</summary>
    public Task<int> BuryAsync(CancellationToken cancellationToken) => ExecuteAsync(BurySql, cancellationToken);

    /// <summary>Takes signings that are due and nobody's.</summary>
    /// <exception cref="PostgresException">23503: the node is not known (any more).</exception>
    public async Task<IReadOnlyList<ClaimedSigning>> ClaimAsync(
        Guid node, DateTimeOffset now, int atMost, CancellationToken cancellationToken)
    {
        await using var command = Command(ClaimSql, node, now.ToUniversalTime(), atMost);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var claimed = new List<ClaimedSigning>();
        while (await reader.ReadAsync(cancellationToken))
        {
            claimed.Add(new ClaimedSigning(
                reader.GetGuid(0), reader.GetInt32(1), reader.GetInt32(2), await reader.IsDBNullAsync(3, cancellationToken) ? null : reader.GetString(3)));
        }

        return claimed;
    }

    /// <summary>Removes a signing for good; false when it was scheduled again meanwhile, or is another node's.</summary>
    public async Task<bool> RemoveAsync(Guid node, Guid signingId, int revision, CancellationToken cancellationToken) =>
        await ExecuteAsync(RemoveSql, cancellationToken, signingId, node, revision) == 1;

    /// <summary>Gives one signing back.</summary>
    public Task ReleaseAsync(Guid node, Guid signingId, CancellationToken cancellationToken) =>
        ExecuteAsync(ReleaseSql, cancellationToken, signingId, node);

    /// <summary>Notes that a step failed unexpectedly, for whoever looks at the table.</summary>
    public Task PostponeAsync(Guid node, Guid signingId, DateTimeOffset due, int failures, CancellationToken cancellationToken) =>
        ExecuteAsync(PostponeSql, cancellationToken, signingId, node, due.ToUniversalTime(), failures);

    private async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}

/// <summary>A signing that this node has taken.</summary>
/// <param name="SigningId">The signing.</param>
/// <param name="Revision">Grows whenever it is scheduled again.</param>
/// <param name="Failures">Unexpected errors in a row.</param>
/// <param name="TraceParent">W3C trace context of the call that started it; null when it was not traced.</param>
internal sealed record ClaimedSigning(Guid SigningId, int Revision, int Failures, string? TraceParent);
