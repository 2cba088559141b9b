using System.Runtime.CompilerServices;
using System.Text.Json;
using KonTum.Tthc.Application.Audit;
using Npgsql;
using NpgsqlTypes;

namespace KonTum.Tthc.Infrastructure.Storage;

/// <summary>
/// Reads events straight from the table, not through the domain's types: an auditor sees what is stored, also where the code that wrote
/// it has gone, and personal data stays sealed.
/// </summary>
internal sealed class EventLog(NpgsqlDataSource database, Province province) : IEventLog
{
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
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Sql, connection)
        {
            Parameters =
            {
                new NpgsqlParameter { Value = province.Tenant },
                new NpgsqlParameter { Value = filter.AfterSequence },
                new NpgsqlParameter { Value = (object?)filter.StreamIds?.ToArray() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid },
                new NpgsqlParameter { Value = filter.Types.ToArray() },
                new NpgsqlParameter { Value = (object?)filter.ActorId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new NpgsqlParameter { Value = filter.Limit > 0 ? filter.Limit : (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            using var data = JsonDocument.Parse(reader.GetString(9));
            yield return new RecordedEvent(
                reader.GetInt64(0),
                reader.GetGuid(1),
                reader.GetString(2),
                reader.GetInt64(3),
                reader.GetGuid(4),
                reader.GetString(5),
                await reader.GetFieldValueAsync<DateTimeOffset>(6, cancellationToken),
                reader.GetString(7),
                reader.GetString(8),
                data.RootElement.Clone());
        }
    }
}
