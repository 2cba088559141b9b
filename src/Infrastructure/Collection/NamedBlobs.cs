using KonTum.Tthc.Infrastructure.Storage;
using Npgsql;
using NpgsqlTypes;
using Weasel.Postgresql.Tables;

namespace KonTum.Tthc.Infrastructure.Collection;

/// <summary>
/// Which blobs are named. Events are read once, in the order of their numbers, and every text of 64 hex digits in one is taken for a
/// name, whatever the event: no new kind of event has to be told to anybody. What other tables name is looked up in all of them.
/// </summary>
internal sealed class NamedBlobs(NpgsqlDataSource database)
{
    /// <summary>
    /// A number is drawn before its transaction commits. Events younger than this are read again in the next round, so that one that was
    /// not to be seen yet is not passed over; no transaction lasts that long.
    /// </summary>
    private const string StillUnsettled = "24 hours";

    private const int BatchEvents = 20_000;
    private const string Schema = StoreConfiguration.Schema;

    public static Table BlobNames()
    {
        var table = new Table(new Weasel.Postgresql.PostgresqlObjectName(Schema, "blob_names", Weasel.Postgresql.SchemaUtils.IdentifierUsage.General));
        table.AddColumn("sha256", "text").AsPrimaryKey();
        return table;
    }

    public static Table Progress()
    {
        var table = new Table(new Weasel.Postgresql.PostgresqlObjectName(Schema, "blob_names_progress", Weasel.Postgresql.SchemaUtils.IdentifierUsage.General));
        table.AddColumn("id", "integer").AsPrimaryKey();
        table.AddColumn("read_to", "bigint").NotNull();
        return table;
    }

    /// <summary>Reads what was appended since the last round.</summary>
    public async Task ReadEventsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var from = await ScalarAsync<long>(connection, $"select coalesce((select read_to from {Schema}.blob_names_progress where id = 1), 0)", cancellationToken);
        while (true)
        {
            // One statement sees one moment: the names and the last number are of the same events.
            await using var command = new NpgsqlCommand($"""
                with batch as (
                    select seq_id, data from {Schema}.mt_events where seq_id > $1 order by seq_id limit {BatchEvents}),
                names as (
                    insert into {Schema}.blob_names (sha256)
                    select distinct m[1] from batch, regexp_matches(data::text, '(?<![0-9a-f])[0-9a-f]{"{64}"}(?![0-9a-f])', 'g') m
                    on conflict do nothing)
                select max(seq_id), count(*) from batch
                """, connection);
            command.CommandTimeout = 600;
            command.Parameters.Add(new NpgsqlParameter { Value = from });
            long? last;
            long count;
            await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
            {
                await reader.ReadAsync(cancellationToken);
                last = await reader.IsDBNullAsync(0, cancellationToken) ? null : reader.GetInt64(0);
                count = reader.GetInt64(1);
            }

            if (last is null) break;
            from = last.Value;
            if (count < BatchEvents) break;
        }

        await using var progress = new NpgsqlCommand($"""
            insert into {Schema}.blob_names_progress (id, read_to)
            select 1, coalesce(max(seq_id), 0) from {Schema}.mt_events
            where seq_id <= $1 and seq_id < coalesce((select min(seq_id) from {Schema}.mt_events where timestamp > now() - interval '{StillUnsettled}'), $1 + 1)
            on conflict (id) do update set read_to = greatest(blob_names_progress.read_to, excluded.read_to)
            """, connection);
        progress.Parameters.Add(new NpgsqlParameter { Value = from });
        await progress.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Those of these addresses that something names.</summary>
    public async Task<IReadOnlySet<string>> WhichAreNamedAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        if (addresses.Count == 0) return named;
        await ReadEventsAsync(cancellationToken);
        named.UnionWith(await NamedByEventsAsync(addresses, cancellationToken));
        named.UnionWith(await NamedByTablesAsync([.. addresses.Where(a => !named.Contains(a))], cancellationToken));
        return named;
    }

    /// <summary>Those of these addresses that an event names which was read (<see cref="ReadEventsAsync"/>).</summary>
    public async Task<IReadOnlySet<string>> NamedByEventsAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var named = new HashSet<string>(StringComparer.Ordinal);
        await AddAsync(named, addresses, connection, $"select sha256 from {Schema}.blob_names where sha256 = any($1)", cancellationToken);
        return named;
    }

    /// <summary>Those of these addresses that stand anywhere else. It looks through whole tables, however few are asked for.</summary>
    public async Task<IReadOnlySet<string>> NamedByTablesAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        if (addresses.Count == 0) return named;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        foreach (var table in await OtherTablesAsync(connection, cancellationToken))
        {
            if (named.Count == addresses.Count) break;
            await AddAsync(
                named,
                addresses,
                connection,
                $"""
                select distinct m[1] from {Schema}."{table}" t, regexp_matches(t::text, '[0-9a-f]{"{64}"}', 'g') m where m[1] = any($1)
                """,
                cancellationToken);
        }

        return named;
    }

    private static async Task AddAsync(
        HashSet<string> named, IReadOnlyCollection<string> addresses, NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        command.Parameters.Add(new NpgsqlParameter { Value = addresses.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) named.Add(reader.GetString(0));
    }

    private static async Task<List<string>> OtherTablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"""
            select table_name from information_schema.tables
            where table_schema = '{Schema}' and table_type = 'BASE TABLE'
              and table_name not in ('mt_events', 'mt_streams', 'blob_names', 'blob_names_progress', 'blob_folder')
            order by table_name
            """, connection);
        var names = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) names.Add(reader.GetString(0));
        return names;
    }

    private static async Task<T> ScalarAsync<T>(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
