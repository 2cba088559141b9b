using System.Runtime.CompilerServices;
using System.Text.Json;
using KonTum.Tthc.Application.Audit;
using Npgsql;
using NpgsqlTypes;

namespace KonTum.Tthc.Infrastructure.Storage;

/// <summary>
/// Reads events straight from the table, not through the domain's types: an auditor sees what is stored, also where the code that wrote
/// it has gone, and personal data stays sealed. It reads batch by batch and holds no connection while a batch is handed out: a reader
/// that is slow, or stops reading, must not take connections away from everyone else.
/// </summary>
internal sealed class EventLog(NpgsqlDataSource database, Province province) : IEventLog
{
    /// <summary>Events of a batch; most are below a kilobyte.</summary>
    internal const int BatchSize = 256;

    private const string Sql = $"""
        select e.seq_id, e.stream_id, coalesce(s.type, ''), e.version, e.id, e.type, e.timestamp,
               coalesce(e.user_name, ''), coalesce(e.correlation_id, ''), e.data
        from {StoreConfiguration.Schema}.mt_events e
        join {StoreConfiguration.Schema}.mt_streams s on s.id = e.stream_id and s.tenant_id = e.tenant_id
        where e.tenant_id = $1
          and e.seq_id > $2
          and ($3::uuid[] is null or e.stream_id = any($3))
          and (cardinality($4::text[]) = 0 or e.type = any($4))
          and ($5::text is null or e.user_name = $5)
        order by e.seq_id
        limit $6
        """;

    public async IAsyncEnumerable<RecordedEvent> ReadAsync(
        EventFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = filter.AfterSequence;
        var left = filter.Limit > 0 ? filter.Limit : long.MaxValue;
        while (left > 0)
        {
            var asked = (int)Math.Min(left, BatchSize);
            var batch = await ReadBatchAsync(filter, after, asked, cancellationToken);
            foreach (var recorded in batch) yield return recorded;
            if (batch.Count < asked) yield break;
            (after, left) = (batch[^1].Sequence, left - batch.Count);
        }
    }

    private async Task<List<RecordedEvent>> ReadBatchAsync(EventFilter filter, long after, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter { Value = province.Tenant });
        command.Parameters.Add(new NpgsqlParameter { Value = after });
        command.Parameters.Add(new NpgsqlParameter
        {
            Value = (object?)filter.StreamIds?.ToArray() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid,
        });
        command.Parameters.Add(new NpgsqlParameter { Value = filter.Types.ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)filter.ActorId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = limit });

        var batch = new List<RecordedEvent>(limit);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            using var data = JsonDocument.Parse(reader.GetString(9));
            batch.Add(new RecordedEvent(
                reader.GetInt64(0),
                reader.GetGuid(1),
                reader.GetString(2),
                reader.GetInt64(3),
                reader.GetGuid(4),
                reader.GetString(5),
                await reader.GetFieldValueAsync<DateTimeOffset>(6, cancellationToken),
                reader.GetString(7),
                reader.GetString(8),
                data.RootElement.Clone()));
        }

        return batch;
    }
}
