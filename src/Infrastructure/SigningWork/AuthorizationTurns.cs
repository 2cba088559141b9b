using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Infrastructure.Storage;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.SigningWork;

/// <summary>
/// Turns as rows with an end by the database's clock. A lock of PostgreSQL would need no end, but a connection for as long as a slow
/// provider takes, and a few dozen of those are all that a node has.
/// </summary>
/// <param name="database">Where the rows are.</param>
/// <param name="longest">How long a process that died keeps the turn; longer than any provider takes.</param>
internal sealed class AuthorizationTurns(NpgsqlDataSource database, TimeSpan longest) : IAuthorizationTurns
{
    private const string Table = $"{StoreConfiguration.Schema}.authorization_turns";

    private const string TakeSql = $"""
        with gone as (
          delete from {Table} where signing_id in (
            select signing_id from {Table} where taken_until < clock_timestamp() and signing_id <> $1 limit 100 for update skip locked))
        insert into {Table} as t (signing_id, holder, taken_until) values ($1, $2, clock_timestamp() + $3)
        on conflict (signing_id) do update set holder = excluded.holder, taken_until = excluded.taken_until
        where t.taken_until < clock_timestamp()
        returning t.holder
        """;

    private const string GiveBackSql = $"delete from {Table} where signing_id = $1 and holder = $2";

    /// <inheritdoc />
    public async Task<IAsyncDisposable?> TryTakeAsync(Guid signingId, CancellationToken cancellationToken)
    {
        var holder = Guid.NewGuid();
        await using var command = Command(TakeSql, signingId, holder, longest);
        return await command.ExecuteScalarAsync(cancellationToken) is null ? null : new Turn(this, signingId, holder);
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    private sealed class Turn(AuthorizationTurns turns, Guid signingId, Guid holder) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            try
            {
                await using var command = turns.Command(GiveBackSql, signingId, holder);
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }
            catch (NpgsqlException)
            {
                // It ends by itself; what the provider answered must not be lost over it.
            }
        }
    }
}
