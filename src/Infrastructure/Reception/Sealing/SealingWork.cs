using JasperFx.Events;
using KonTum.Tthc.Application.Reception;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Infrastructure.Storage;
using Marten;
using Marten.Events.Projections;
using Npgsql;
using NpgsqlTypes;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace KonTum.Tthc.Infrastructure.Reception.Sealing;

/// <summary>
/// The result papers that wait for their seal: a row comes with the paper and goes with its seal, each in the transaction of the event. So
/// none is forgotten, whatever dies in between. A node leases a row while it works on it.
/// </summary>
internal sealed class SealingWork(NpgsqlDataSource database) : ISealingQueue
{
    private const string Name = "sealing_work";
    private const string Work = $"{StoreConfiguration.Schema}.{Name}";

    private const string ClaimSql = $"""
        update {Work} w set leased_until = $2, claims = claims + 1
        from (
          select result_id from {Work}
          where due_at <= $1 and (leased_until is null or leased_until <= $1)
          order by due_at limit 1 for update skip locked) free
        where w.result_id = free.result_id
        returning w.result_id, w.dossier_id, w.failures, w.claims
        """;

    // Only the newest claim may say what becomes of a paper: a node that was slower than its lease has lost it to another.
    private const string PutBackSql =
        $"update {Work} set leased_until = null, due_at = $3, failures = failures + 1, cause = $4 where result_id = $1 and claims = $2";

    private const string DropSql = $"delete from {Work} where result_id = $1 and claims = $2";

    private const string FindSql = $"select result_id, failures, coalesce(cause, ''), due_at from {Work} where result_id = any($1)";

    /// <summary>The table.</summary>
    public static Table Table()
    {
        var table = new Table(new PostgresqlObjectName(StoreConfiguration.Schema, Name, SchemaUtils.IdentifierUsage.General));
        table.AddColumn<Guid>("result_id").AsPrimaryKey();
        table.AddColumn<Guid>("dossier_id").NotNull();
        table.AddColumn("due_at", "timestamptz").NotNull();
        table.AddColumn("leased_until", "timestamptz");
        table.AddColumn("claims", "integer").NotNull().DefaultValue(0);
        table.AddColumn("failures", "integer").NotNull().DefaultValue(0);
        table.AddColumn("cause", "text");
        table.Indexes.Add(new IndexDefinition("ix_sealing_work_due") { Columns = ["due_at"] });
        return table;
    }

    /// <summary>Takes the paper that waits longest; null if none is due.</summary>
    public async Task<PaperToSeal?> ClaimAsync(DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(ClaimSql);
        command.Parameters.Add(new NpgsqlParameter { Value = now });
        command.Parameters.Add(new NpgsqlParameter { Value = now + lease });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new PaperToSeal(reader.GetGuid(0), reader.GetGuid(1), reader.GetInt32(2), reader.GetInt32(3))
            : null;
    }

    /// <summary>Puts a paper back that could not be sealed now; false when it is another claim's by now.</summary>
    public async Task<bool> PutBackAsync(PaperToSeal paper, DateTimeOffset due, string cause, CancellationToken cancellationToken)
    {
        await using var command = Of(PutBackSql, paper);
        command.Parameters.Add(new NpgsqlParameter { Value = due });
        command.Parameters.Add(new NpgsqlParameter { Value = cause });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Forgets a paper that nobody wants sealed any more; false when it is another claim's by now.</summary>
    public async Task<bool> DropAsync(PaperToSeal paper, CancellationToken cancellationToken)
    {
        await using var command = Of(DropSql, paper);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<Guid, SealingPlace>> FindAsync(IReadOnlyList<Guid> resultIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(FindSql);
        command.Parameters.Add(new NpgsqlParameter { Value = resultIds.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var places = new Dictionary<Guid, SealingPlace>();
        while (await reader.ReadAsync(cancellationToken))
            places[reader.GetGuid(0)] = new SealingPlace(reader.GetInt32(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3));
        return places;
    }

    private NpgsqlCommand Of(string sql, PaperToSeal paper)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = paper.ResultId });
        command.Parameters.Add(new NpgsqlParameter { Value = paper.Claim });
        return command;
    }

    /// <summary>Keeps the rows with the events.</summary>
    internal sealed partial class Rows : EventProjection
    {
        public Rows()
        {
            IncludeType<ResultPaperAdded>();
            IncludeType<ResultPaperSealed>();
            IncludeType<ResultPaperRemoved>();
        }

        public override ValueTask ApplyAsync(IDocumentOperations operations, IEvent e, CancellationToken cancellation)
        {
            if (e.Data is ResultPaperAdded added)
            {
                operations.QueueSqlCommand(
                    $"insert into {Work} (result_id, dossier_id, due_at) values (?, ?, ?) on conflict do nothing",
                    added.ResultId, e.StreamId, added.At.ToUniversalTime());
            }
            else if (e.Data is ResultPaperSealed { ResultId: var done }) operations.QueueSqlCommand($"delete from {Work} where result_id = ?", done);
            else if (e.Data is ResultPaperRemoved { ResultId: var gone }) operations.QueueSqlCommand($"delete from {Work} where result_id = ?", gone);
            return ValueTask.CompletedTask;
        }
    }
}

/// <summary>A result paper that waits for its seal.</summary>
/// <param name="ResultId">The paper.</param>
/// <param name="DossierId">Its dossier.</param>
/// <param name="Failures">How often it did not work.</param>
/// <param name="Claim">The number of this claim of it; a later one is another's.</param>
internal sealed record PaperToSeal(Guid ResultId, Guid DossierId, int Failures, int Claim);
