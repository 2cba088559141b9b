using KonTum.Tthc.Infrastructure.Storage;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.SigningWork;

/// <summary>
/// The signings that the workers of all nodes share. A claim is PostgreSQL's own row lock, held by an open transaction while one step
/// runs: two workers never hold the same signing, and a worker that dies gives it back at once.
/// </summary>
internal sealed class SigningWorkQueue(NpgsqlDataSource database)
{
    /// <summary>Adds a signing; two positional parameters, written with Marten's placeholder.</summary>
    public const string InsertSql = $"""
        insert into {StoreConfiguration.Schema}.signing_work (signing_id, due_at) values (?, ?)
        on conflict (signing_id) do update set due_at = excluded.due_at
        """;

    private const string ClaimSql = $"""
        select signing_id, failures from {StoreConfiguration.Schema}.signing_work
        where due_at <= $1 order by due_at limit 1 for update skip locked
        """;

    private const string RescheduleSql = $"""
        update {StoreConfiguration.Schema}.signing_work set due_at = $2, failures = $3 where signing_id = $1
        """;

    private const string RemoveSql = $"delete from {StoreConfiguration.Schema}.signing_work where signing_id = $1";

    /// <summary>Claims the signing that has been due longest; null when none is due.</summary>
    public async Task<Claim?> ClaimAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        NpgsqlTransaction? transaction = null;
        try
        {
            transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var command = new NpgsqlCommand(ClaimSql, connection, transaction) { Parameters = { new() { Value = now } } };
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            if (await reader.ReadAsync(cancellationToken))
            {
                return new Claim(reader.GetGuid(0), reader.GetInt32(1), connection, transaction);
            }
        }
        catch
        {
            await ReleaseAsync(connection, transaction);
            throw;
        }

        await ReleaseAsync(connection, transaction);
        return null;
    }

    private static async ValueTask ReleaseAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction)
    {
        if (transaction is not null) await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    /// <summary>A claimed signing; disposing it without <see cref="FinishAsync"/> gives it back unchanged.</summary>
    internal sealed class Claim(Guid signingId, int failures, NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        public Guid SigningId => signingId;

        public int Failures => failures;

        /// <summary>Ends the claim.</summary>
        /// <param name="due">When to look again; null for never.</param>
        /// <param name="failures">How often in a row something unexpected happened.</param>
        public async Task FinishAsync(DateTimeOffset? due, int failures)
        {
            await using var command = new NpgsqlCommand(due is null ? RemoveSql : RescheduleSql, connection, transaction)
            {
                Parameters = { new() { Value = signingId } },
            };
            if (due is { } time)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = time.ToUniversalTime() });
                command.Parameters.Add(new NpgsqlParameter { Value = failures });
            }

            await command.ExecuteNonQueryAsync(CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
        }

        public ValueTask DisposeAsync() => ReleaseAsync(connection, transaction);
    }
}

/// <summary>Wakes this node's worker when a signing was scheduled here; other nodes find it at their next look.</summary>
internal sealed class SigningWorkSignal : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0, 1);

    public void Set()
    {
        try
        {
            if (_signal.CurrentCount == 0) _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Someone else woke it in the same moment.
        }
    }

    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _signal.WaitAsync(atMost, cancellationToken);

    public void Dispose() => _signal.Dispose();
}
