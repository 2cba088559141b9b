using System.Globalization;
using KonTum.Tthc.Infrastructure.Files;
using KonTum.Tthc.Infrastructure.Storage;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace KonTum.Tthc.Infrastructure.Collection;

/// <summary>The blob folder and the database do not belong together, or no longer do: with this database, blobs would look nameless that are not.</summary>
internal sealed class StoreMismatchException(string message) : Exception(message);

/// <summary>
/// What says that a blob folder and a database belong together: an identity that is in both, and in the folder the last event that was
/// seen with it. A database that was put back to an earlier state no longer has that event, or another one under its number.
/// </summary>
internal sealed class SharedIdentity(NpgsqlDataSource database, BlobFolders folders, NamedBlobs names, TimeProvider time)
{
    private const string Table = $"{StoreConfiguration.Schema}.blob_folder";
    private const int Sample = 200;

    /// <summary>One row: the identity, and when a round of collection ended last.</summary>
    public static Table Describe()
    {
        var table = new Table(new Weasel.Postgresql.PostgresqlObjectName(
            StoreConfiguration.Schema, "blob_folder", Weasel.Postgresql.SchemaUtils.IdentifierUsage.General));
        table.AddColumn("id", "integer").AsPrimaryKey();
        table.AddColumn<Guid>("identity").NotNull();
        table.AddColumn("collected_at", "timestamptz").NotNull();
        return table;
    }

    /// <summary>
    /// Compares, and notes the last event; where the folder says nothing yet, writes into it. Only the holder of the collection's lock
    /// calls it.
    /// </summary>
    /// <exception cref="StoreMismatchException">They do not belong together.</exception>
    public async Task ConfirmAsync(CancellationToken cancellationToken)
    {
        var known = await KnownAsync(cancellationToken);
        var written = Read();
        if (written is null)
        {
            await MustBeOursAsync(cancellationToken);
            known ??= await BeginAsync(cancellationToken);
        }
        else if (known is null)
        {
            throw new StoreMismatchException("The blob folder belongs to another database: it has an identity, this database has none.");
        }
        else if (written.Identity != known)
        {
            throw new StoreMismatchException($"The blob folder belongs to another database: {written.Identity}, not {known}.");
        }
        else if (written.Event != Guid.Empty && await EventAtAsync(written.Number, cancellationToken) != written.Event)
        {
            throw new StoreMismatchException(
                $"The database is older than the blob folder: event {written.Number.ToString(CultureInfo.InvariantCulture)} that the folder knows is not there.");
        }

        var (number, last) = await LastEventAsync(cancellationToken);
        var next = new Mark(known.Value, number, last);
        if (next != written) Write(next);
    }

    /// <summary>When a round ended last, or when there was to be a first one.</summary>
    public async Task<DateTimeOffset> CollectedAtAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"select collected_at from {Table} where id = 1");
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime at ? new DateTimeOffset(at, TimeSpan.Zero) : DateTimeOffset.MinValue;
    }

    public async Task NoteCollectedAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"update {Table} set collected_at = $1 where id = 1");
        command.Parameters.Add(new NpgsqlParameter { Value = time.GetUtcNow().ToUniversalTime() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A folder that says nothing is taken for ours when it is empty, or when most of what is in it is named here.</summary>
    private async Task MustBeOursAsync(CancellationToken cancellationToken)
    {
        // Addresses are digests, so the first ones are as good as drawn by lot.
        var sample = folders.StoredBefore(DateTime.MaxValue).Take(Sample).ToList();
        if (sample.Count == 0) return;
        var named = await names.WhichAreNamedAsync(sample, cancellationToken);
        if (named.Count * 2 >= sample.Count) return;
        throw new StoreMismatchException(
            $"The blob folder has no identity, and of {sample.Count} blobs in it this database names only {named.Count}: it belongs to another database.");
    }

    private async Task<Guid?> KnownAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"select identity from {Table} where id = 1");
        return await command.ExecuteScalarAsync(cancellationToken) as Guid?;
    }

    private async Task<Guid> BeginAsync(CancellationToken cancellationToken)
    {
        var identity = Guid.NewGuid();
        await using var command = database.CreateCommand($"insert into {Table} (id, identity, collected_at) values (1, $1, $2)");
        command.Parameters.Add(new NpgsqlParameter { Value = identity });
        command.Parameters.Add(new NpgsqlParameter { Value = time.GetUtcNow().ToUniversalTime() });
        await command.ExecuteNonQueryAsync(cancellationToken);
        return identity;
    }

    private async Task<(long Number, Guid Id)> LastEventAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"select seq_id, id from {StoreConfiguration.Schema}.mt_events order by seq_id desc limit 1");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetInt64(0), reader.GetGuid(1)) : (0, Guid.Empty);
    }

    private async Task<Guid?> EventAtAsync(long number, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"select id from {StoreConfiguration.Schema}.mt_events where seq_id = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = number });
        return await command.ExecuteScalarAsync(cancellationToken) as Guid?;
    }

    private Mark? Read()
    {
        if (folders.ReadIdentity() is not { } text) return null;
        var words = text.Split(' ', StringSplitOptions.TrimEntries);
        return words.Length == 3 && Guid.TryParse(words[0], out var identity) && Guid.TryParse(words[2], out var last)
            && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new Mark(identity, number, last)
            : throw new StoreMismatchException("The identity of the blob folder cannot be read.");
    }

    private void Write(Mark mark) =>
        folders.WriteIdentity(string.Create(CultureInfo.InvariantCulture, $"{mark.Identity} {mark.Number} {mark.Event}\n"));

    private sealed record Mark(Guid Identity, long Number, Guid Event);
}
