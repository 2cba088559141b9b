using KonTum.Tthc.Application.Statistics;
using KonTum.Tthc.Infrastructure.Storage;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Statistics;

internal sealed class PostgresStatistics(NpgsqlDataSource database, Province province, StatisticsRebuild rebuild, TimeProvider time) : IStatistics
{
    private const string Schema = StoreConfiguration.Schema;

    private static readonly string ReadSql = $$"""
        select key, {{string.Join(", ", StatisticsSql.Sums.Select(s => $"sum({s})::bigint"))}}, sum(overdue)::bigint
        from (
          select {key} as key, {{string.Join(", ", StatisticsSql.Sums)}}, 0::bigint as overdue
          from {{Schema}}.{{StatisticsTables.Figures}}
          where tenant_id = $1 and day between $2 and $3 and ($4 = '' or agency_code = $4) and ($5 = '' or field = $5)
          union all
          select {key}, {{string.Join(", ", StatisticsSql.Sums.Select(_ => "0"))}}, 1
          from (
            select agency_code, field, (submitted_at at time zone 'Asia/Ho_Chi_Minh')::date as day
            from {{Schema}}.{{StatisticsTables.Dossiers}}
            where tenant_id = $1 and ended_at is null and due_at is not null and due_at < $6) open
          where day between $2 and $3 and ($4 = '' or agency_code = $4) and ($5 = '' or field = $5)
        ) rows
        group by key order by key
        """;

    // The figures are as of now when nothing was recorded after what they hold, else as of the last event that they hold.
    private const string AsOfSql = $"""
        select case when p.last_seq_id >= coalesce((select max(seq_id) from {Schema}.mt_events), 0) then null
               else (select e.timestamp from {Schema}.mt_events e where e.seq_id <= p.last_seq_id order by e.seq_id desc limit 1) end
        from (select coalesce(max(last_seq_id), 0) as last_seq_id from {Schema}.mt_event_progression where name = '{StatisticsSubscription.ShardName}') p
        """;

    public async Task<StatisticsReading> ReadAsync(StatisticsQuestion question, CancellationToken cancellationToken)
    {
        var asOf = await ReadAsOfAsync(cancellationToken);
        var key = question.GroupBy switch
        {
            StatisticsGrouping.Agency => "agency_code",
            StatisticsGrouping.Field => "field",
            StatisticsGrouping.Month => "to_char(day, 'YYYY-MM')",
            _ => "''",
        };
        await using var command = database.CreateCommand(ReadSql.Replace("{key}", key, StringComparison.Ordinal));
        command.Parameters.Add(new NpgsqlParameter { Value = province.Tenant });
        command.Parameters.Add(new NpgsqlParameter { Value = question.First ?? new DateOnly(1945, 9, 2) });
        command.Parameters.Add(new NpgsqlParameter { Value = question.Last ?? new DateOnly(9999, 12, 31) });
        command.Parameters.Add(new NpgsqlParameter { Value = question.AgencyCode });
        command.Parameters.Add(new NpgsqlParameter { Value = question.Field });
        command.Parameters.Add(new NpgsqlParameter { Value = question.Now.ToUniversalTime() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<StatisticsGroup>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var figures = new Figures
            {
                Submitted = reader.GetInt64(1),
                Online = reader.GetInt64(2),
                Signed = reader.GetInt64(3),
                Ended = reader.GetInt64(4),
                OnTime = reader.GetInt64(5),
                Late = reader.GetInt64(6),
                Accepted = reader.GetInt64(7),
                AcceptanceSeconds = reader.GetInt64(8),
                Completed = reader.GetInt64(9),
                ProcessingSeconds = reader.GetInt64(10),
                Ratings = reader.GetInt64(11),
                ScoreSum = reader.GetInt64(12),
            };
            rows.Add(new StatisticsGroup(reader.GetString(0), figures, reader.GetInt64(13)));
        }

        return new StatisticsReading(rows, asOf);
    }

    public Task<bool> BeginRebuildAsync(CancellationToken cancellationToken) => rebuild.BeginAsync(cancellationToken);

    private async Task<DateTimeOffset> ReadAsOfAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(AsOfSql);
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime held
            ? new DateTimeOffset(DateTime.SpecifyKind(held, DateTimeKind.Utc))
            : time.GetUtcNow();
    }
}
