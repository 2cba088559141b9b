using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace KonTum.Tthc.Sandbox;

/// <summary>
/// Writes to the database, one after the other on one connection: SQLite lets one writer in at a time, and waiting for a lock that
/// others hold costs more than the writing. What arrives while a transaction is written goes into the next one together.
/// </summary>
internal sealed class SandboxWriter(DataDirectory directory) : IAsyncDisposable
{
    private const int MostInOneTransaction = 500;

    private readonly Channel<Work> queue = Channel.CreateUnbounded<Work>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock gate = new();
    private Task? loop;

    private abstract record Work
    {
        public abstract void Do(SqliteConnection connection);

        public abstract void Tell(Exception? failure);
    }

    private sealed record Work<T>(Func<SqliteConnection, T> Write, TaskCompletionSource<T> Done) : Work
    {
        private T? result;
        private Exception? own;

        public override void Do(SqliteConnection connection)
        {
            try
            {
                result = Write(connection);
            }
            catch (SqliteException error)
            {
                // One statement that fails leaves the transaction of the others as it is.
                own = error;
            }
        }

        public override void Tell(Exception? failure)
        {
            if ((own ?? failure) is { } error)
                Done.SetException(error);
            else
                Done.SetResult(result!);
        }
    }

    /// <summary>Done once the transaction is committed.</summary>
    public async Task<T> WriteAsync<T>(Func<SqliteConnection, T> write)
    {
        StartOnce();
        var work = new Work<T>(write, new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously));
        ObjectDisposedException.ThrowIf(!queue.Writer.TryWrite(work), this);
        return await work.Done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        if (loop is not null)
            await loop;
    }

    private void StartOnce()
    {
        if (loop is not null)
            return;
        lock (gate)
            loop ??= Task.Run(RunAsync);
    }

    private async Task RunAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={directory.DatabaseFile}");
        await connection.OpenAsync();
        // With a write-ahead log a crash of the process loses nothing; a power cut may lose the last moments, which a sandbox can bear.
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = "PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 10000";
            await command.ExecuteNonQueryAsync();
        }

        var batch = new List<Work>();
        while (await queue.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < MostInOneTransaction && queue.Reader.TryRead(out var work))
                batch.Add(work);
            Exception? failure = null;
            try
            {
                await using var transaction = await connection.BeginTransactionAsync();
                foreach (var work in batch)
                    work.Do(connection);
                await transaction.CommitAsync();
            }
            catch (SqliteException error)
            {
                failure = error;
            }

            foreach (var work in batch)
                work.Tell(failure);
        }
    }
}

internal static class SqliteStatements
{
    /// <summary>Runs one statement inside the transaction that is open.</summary>
    public static int Run(this SqliteConnection connection, string sql, params (string Name, object? Value)[] parameters)
    {
        using var command = Command(connection, sql, parameters);
        return command.ExecuteNonQuery();
    }

    public static long Number(this SqliteConnection connection, string sql, params (string Name, object? Value)[] parameters)
    {
        using var command = Command(connection, sql, parameters);
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, (string Name, object? Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value switch
            {
                null => DBNull.Value,
                DateTimeOffset time => time.ToUnixTimeMilliseconds(),
                Enum member => member.ToString(),
                _ => value,
            });
        return command;
    }
}
