using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using Marten;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace KonTum.Tthc.Infrastructure.Storage;

/// <summary>
/// Running numbers of agencies and days: one row for each, locked from the draw to the commit of the transaction that uses the number
/// (decision record 0020). The row also keeps the time of the last draw, so that clocks of nodes that differ do not turn the order around.
/// </summary>
internal static class DossierNumbers
{
    private const string Table = $"{StoreConfiguration.Schema}.dossier_numbers";

    // Without touching a row that is there: an update of it would be a new version of the row for each who only waits.
    private const string EnsureSql = $"""
        insert into {Table} (agency_code, day, last_number, last_at) values ($1, $2, 0, '-infinity') on conflict (agency_code, day) do nothing
        """;

    private const string LockSql = $"select last_number, last_at from {Table} where agency_code = $1 and day = $2 for update";

    private const string TakeSql = $"update {Table} set last_number = ?, last_at = ? where agency_code = ? and day = ?";

    /// <summary>Draws in the transaction of a session; the update itself goes with the session's other changes.</summary>
    public static async Task<DrawnNumber> DrawAsync(IDocumentSession session, string agencyCode, TimeProvider time, CancellationToken cancellationToken)
    {
        await session.BeginTransactionAsync(cancellationToken);
        while (true)
        {
            var day = DossierCode.DayOf(time.GetUtcNow());
            await EnsureAsync(session, agencyCode, day, cancellationToken);
            var (number, lastAt) = await LockAsync(session, agencyCode, day, cancellationToken);

            // The time is taken now that nobody else can draw. Midnight may have come while others were waited for.
            var now = time.GetUtcNow();
            var at = now > lastAt ? now : lastAt.AddMicroseconds(1);
            if (DossierCode.DayOf(at) != day) continue;

            session.QueueSqlCommand(TakeSql, number + 1, at, agencyCode, day);
            return new DrawnNumber(number + 1, at);
        }
    }

    /// <summary>The table.</summary>
    public static Table TableOf(Weasel.Postgresql.PostgresqlObjectName name)
    {
        var table = new Table(name);
        table.AddColumn("agency_code", "varchar").AsPrimaryKey();
        table.AddColumn("day", "date").AsPrimaryKey();
        table.AddColumn("last_number", "integer").NotNull();
        table.AddColumn("last_at", "timestamptz").NotNull().DefaultValueByExpression("'-infinity'");
        return table;
    }

    private static async Task EnsureAsync(IDocumentSession session, string agencyCode, DateOnly day, CancellationToken cancellationToken)
    {
        await using var command = Command(EnsureSql, agencyCode, day);
        await session.ExecuteAsync(command, cancellationToken);
    }

    private static async Task<(int Number, DateTimeOffset At)> LockAsync(
        IDocumentSession session, string agencyCode, DateOnly day, CancellationToken cancellationToken)
    {
        await using var command = Command(LockSql, agencyCode, day);
        await using var reader = await session.ExecuteReaderAsync(command, cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt32(0), await reader.GetFieldValueAsync<DateTimeOffset>(1, cancellationToken)); // '-infinity' is DateTimeOffset.MinValue
    }

    private static NpgsqlCommand Command(string sql, string agencyCode, DateOnly day) => new(sql)
    {
        Parameters = { new NpgsqlParameter { Value = agencyCode }, new NpgsqlParameter { Value = day } },
    };
}

internal sealed class TimeOrderedIdentifiers(TimeProvider time) : IIdentifiers
{
    public Guid Next() => Guid.CreateVersion7(time.GetUtcNow());
}
