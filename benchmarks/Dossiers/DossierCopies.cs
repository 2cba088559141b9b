using Npgsql;

namespace KonTum.Tthc.Benchmarks.Dossiers;

/// <summary>
/// Copies of dossiers in the database: stream, events and line of each, with identifiers, codes, times and states of their own. Whatever
/// follows from a line (the inbox, its counts, its words) the database does itself, as for one that a person files.
/// </summary>
internal static class DossierCopies
{
    /// <summary>Copies of one transaction.</summary>
    public const int AtOnce = 50_000;

    // Which copy is of which pattern, whose it is, when it was submitted, and how far it has come: three quarters are done with.
    private const string PlanSql = """
        create temp table patterns on commit drop as
          select row_number() over (order by id) - 1 as n, id from tthc.mt_doc_dossierlisting
          where data ->> 'ownerId' = (select data ->> 'ownerId' from tthc.mt_doc_dossierlisting group by 1 order by count(*) desc limit 1)
          order by id limit 200;
        create temp table plan on commit drop as
          select g as number, p.id as pattern, gen_random_uuid() as id,
            timestamptz '2026-01-01' + (g * interval '27 seconds') as at,
            case when g % 10 < 3 then '000.21.24.H34' else 'H34.' || (10 + g % 60) end as agency,
            case g % 20 when 0 then 'Registered' when 1 then 'Accepted' when 2 then 'Processing' when 3 then 'Processing'
              when 4 then 'SupplementRequested' else 'Returned' end as state
          from generate_series(@from, @until - 1) g join patterns p on p.n = g % (select count(*) from patterns);
        alter table plan add column code text;
        update plan set code = agency || '-' || to_char(at, 'YYMMDD') || '-' || lpad((100000 + number % 900000)::text, 6, '0');
        create index on plan (pattern);
        analyze plan;
        """;

    private const string StreamsSql = """
        insert into tthc.mt_streams
        select (jsonb_populate_record(null::tthc.mt_streams, to_jsonb(s) || jsonb_build_object('id', p.id, 'timestamp', p.at, 'created', p.at))).*
        from plan p join tthc.mt_streams s on s.id = p.pattern
        """;

    private const string EventsSql = """
        insert into tthc.mt_events
        select (jsonb_populate_record(null::tthc.mt_events, to_jsonb(e) || jsonb_build_object(
          'seq_id', nextval('tthc.mt_events_sequence'), 'id', gen_random_uuid(), 'stream_id', p.id, 'timestamp', p.at,
          'data', e.data || jsonb_build_object('at', p.at)
            || case when e.type = 'dossier_opened' then jsonb_build_object('dossierId', p.id) else '{}' end
            || case when e.type = 'dossier_submitted' then jsonb_build_object('code', p.code) else '{}' end))).*
        from plan p join tthc.mt_events e on e.stream_id = p.pattern
        order by p.number, e.version
        """;

    private const string LinesSql = """
        insert into tthc.mt_doc_dossierlisting
        select (jsonb_populate_record(null::tthc.mt_doc_dossierlisting, to_jsonb(d) || jsonb_build_object('id', p.id, 'data', d.data || jsonb_build_object(
          'id', p.id, 'code', p.code, 'agencyCode', p.agency, 'state', p.state, 'openedAt', p.at, 'submittedAt', p.at,
          'dueAt', case when p.state in ('Accepted', 'Processing') then to_jsonb(p.at + interval '20 days') else 'null' end)))).*
        from plan p join tthc.mt_doc_dossierlisting d on d.id = p.pattern
        """;

    /// <summary>Makes the copies of these numbers.</summary>
    public static async Task CopyAsync(NpgsqlConnection connection, long from, long until)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, PlanSql.Replace("@from", $"{from}", StringComparison.Ordinal).Replace("@until", $"{until}", StringComparison.Ordinal));
        await ExecuteAsync(connection, StreamsSql);
        await ExecuteAsync(connection, EventsSql);
        await ExecuteAsync(connection, LinesSql);
        await transaction.CommitAsync();
    }

    /// <summary>
    /// Brings the database to where it is after a quiet night: statistics of the planner are there, and the node's own followers of the events
    /// are where the events are (what they make of the copies is measured elsewhere).
    /// </summary>
    public static async Task SettleAsync(NpgsqlConnection connection)
    {
        await ExecuteAsync(connection, "update tthc.mt_event_progression set last_seq_id = (select max(seq_id) from tthc.mt_events)");
        await ExecuteAsync(connection, "vacuum analyze");
    }

    /// <summary>Codes of an agency's dossiers, spread over all of them.</summary>
    public static async Task<IReadOnlyList<string>> SomeCodesAsync(string connectionString, string agency, int count)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "select data ->> 'code' from tthc.mt_doc_dossierlisting where data ->> 'agencyCode' = $1 and data ->> 'submittedAt' is not null order by md5(id::text) limit $2",
            connection) { CommandTimeout = 600 };
        command.Parameters.Add(new NpgsqlParameter { Value = agency });
        command.Parameters.Add(new NpgsqlParameter { Value = count });
        var codes = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) codes.Add(reader.GetString(0));
        return codes;
    }

    public static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 3600 };
        return await command.ExecuteScalarAsync();
    }
}
