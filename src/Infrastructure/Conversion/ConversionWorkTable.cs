using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Infrastructure.Storage;
using Npgsql;
using NpgsqlTypes;
using Weasel.Postgresql.Tables;

namespace KonTum.Tthc.Infrastructure.Conversion;

/// <summary>
/// The queue: a row for each attachment that waits for its PDF. Rows come and go in the transactions of the events
/// (<see cref="ConversionWorkProjection"/>), so a crash loses none and leaves none. A claim is a lease: what a dead node held is taken
/// over when its lease has run out.
/// </summary>
/// <remarks>
/// Fair between those who ask: each further document of one person is a turn later, and a newcomer gets the turn that is being served.
/// So one who drops twenty files holds nobody up by more than one of them.
/// </remarks>
internal sealed class ConversionWorkTable(NpgsqlDataSource database, TimeProvider time) : IConversionQueue
{
    private const string Name = "conversion_work";

    private const string Qualified = $"{StoreConfiguration.Schema}.{Name}";

    /// <summary>Enters a conversion; Marten's placeholders: attachment, dossier, component, asker, time; asker.</summary>
    public const string EnterSql = $"""
        insert into {Qualified} (attachment_id, dossier_id, component_id, asker, entered_at, turn)
        select ?, ?, ?, ?, ?, greatest(
          coalesce((select min(turn) from {Qualified}), 0), coalesce((select max(turn) + 1 from {Qualified} where asker = ?), 0))
        on conflict (attachment_id) do nothing
        """;

    /// <summary>Takes a conversion out.</summary>
    public const string LeaveSql = $"delete from {Qualified} where attachment_id = ?";

    /// <summary>Takes all of a dossier out.</summary>
    public const string LeaveAllSql = $"delete from {Qualified} where dossier_id = ?";

    private const string ClaimSql = $"""
        update {Qualified} set leased_until = $2, node_id = $3, attempts = attempts + 1
        where attachment_id = (
          select attachment_id from {Qualified} where due_at <= $1 and (leased_until is null or leased_until <= $1)
          order by turn, entered_at, attachment_id limit 1 for update skip locked)
        returning attachment_id, dossier_id, component_id, attempts
        """;

    private const string RenewSql = $"update {Qualified} set leased_until = $2 where attachment_id = $1 and node_id = $3 and attempts = $4";

    private const string ReleaseSql = $"update {Qualified} set leased_until = null, node_id = null, due_at = $2 where attachment_id = $1 and node_id = $3 and attempts = $4";

    // At work comes before waiting, whatever their turns.
    private const string FindSql = $"""
        select m.attachment_id, coalesce(m.leased_until > $2, false),
          (select count(*) from {Qualified} b where b.attachment_id <> m.attachment_id
            and (coalesce(b.leased_until > $2, false)
              or (b.turn, b.entered_at, b.attachment_id) < (m.turn, m.entered_at, m.attachment_id)))
        from {Qualified} m where m.attachment_id = any($1)
        """;

    /// <summary>The table.</summary>
    public static Table Describe()
    {
        var table = new Table(new Weasel.Postgresql.PostgresqlObjectName(
            StoreConfiguration.Schema, Name, Weasel.Postgresql.SchemaUtils.IdentifierUsage.General));
        table.AddColumn<Guid>("attachment_id").AsPrimaryKey();
        table.AddColumn<Guid>("dossier_id").NotNull();
        table.AddColumn("component_id", "text").NotNull();
        table.AddColumn("asker", "text").NotNull();
        table.AddColumn("entered_at", "timestamptz").NotNull();
        table.AddColumn("turn", "bigint").NotNull();
        table.AddColumn("due_at", "timestamptz").NotNull().DefaultValueByExpression("'-infinity'::timestamptz");
        table.AddColumn("leased_until", "timestamptz");
        table.AddColumn<Guid>("node_id");
        table.AddColumn("attempts", "integer").NotNull().DefaultValue(0);
        table.Indexes.Add(new IndexDefinition("ix_conversion_work_turn") { Columns = ["turn", "entered_at", "attachment_id"] });
        table.Indexes.Add(new IndexDefinition("ix_conversion_work_asker") { Columns = ["asker", "turn"] });
        return table;
    }

    /// <summary>Claims the conversion whose turn it is; null when none waits.</summary>
    public async Task<ClaimedConversion?> ClaimAsync(Guid node, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(ClaimSql);
        Add(command, now.ToUniversalTime());
        Add(command, (now + lease).ToUniversalTime());
        Add(command, node);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new ClaimedConversion(reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetInt32(3))
            : null;
    }

    /// <summary>Says that the node is still at it; false when it is not the node's any more.</summary>
    public async Task<bool> RenewAsync(ClaimedConversion claimed, Guid node, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(RenewSql);
        Add(command, claimed.AttachmentId);
        Add(command, until.ToUniversalTime());
        Add(command, node);
        Add(command, claimed.Attempt);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Gives it back, to be claimed again from a time on.</summary>
    public async Task ReleaseAsync(ClaimedConversion claimed, Guid node, DateTimeOffset due)
    {
        await using var command = database.CreateCommand(ReleaseSql);
        Add(command, claimed.AttachmentId);
        Add(command, due.ToUniversalTime());
        Add(command, node);
        Add(command, claimed.Attempt);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<Guid, ConversionPlace>> FindAsync(
        IReadOnlyList<Guid> attachmentIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(FindSql);
        command.Parameters.Add(new NpgsqlParameter { Value = attachmentIds.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        Add(command, time.GetUtcNow().ToUniversalTime());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var places = new Dictionary<Guid, ConversionPlace>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var running = reader.GetBoolean(1);
            places[reader.GetGuid(0)] = new ConversionPlace(running, running ? 0 : (int)reader.GetInt64(2));
        }

        return places;
    }

    private static void Add(NpgsqlCommand command, object value) => command.Parameters.Add(new NpgsqlParameter { Value = value });
}

/// <summary>A conversion that this node does now.</summary>
internal sealed record ClaimedConversion(Guid AttachmentId, Guid DossierId, string ComponentId, int Attempt);
