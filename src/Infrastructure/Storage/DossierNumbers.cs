using KonTum.Tthc.Application.Storage;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Storage;

/// <summary>One row for each agency and day; the row's own lock orders concurrent callers.</summary>
internal sealed class DossierNumbers(NpgsqlDataSource database) : IDossierNumbers
{
    private const string NextSql = $"""
        insert into {StoreConfiguration.Schema}.dossier_numbers as n (agency_code, day, last_number) values ($1, $2, 1)
        on conflict (agency_code, day) do update set last_number = n.last_number + 1
        returning last_number
        """;

    public async Task<int> NextAsync(string agencyCode, DateOnly day, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(NextSql);
        command.Parameters.Add(new NpgsqlParameter { Value = agencyCode });
        command.Parameters.Add(new NpgsqlParameter { Value = day });
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}

internal sealed class TimeOrderedIdentifiers(TimeProvider time) : IIdentifiers
{
    public Guid Next() => Guid.CreateVersion7(time.GetUtcNow());
}
