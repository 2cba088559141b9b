using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.PersonalData;

/// <summary>
/// Person keys in PostgreSQL, wrapped with the master key (AES-256-GCM). Reading is synchronous, because serializers are; a bounded cache
/// keeps it off the database nearly always.
/// </summary>
internal sealed class PostgresPersonKeys(NpgsqlDataSource database, string masterKeyFile, TimeProvider time) : IPersonKeys
{
    private const int MostCached = 10_000;

    private readonly Lazy<byte[]> masterKey = new(() => MasterKey.ReadOrMake(masterKeyFile));
    private readonly ConcurrentDictionary<string, Cached> cache = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public async Task EnsureSchemaAsync(CancellationToken cancellationToken)
    {
        _ = masterKey.Value;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            // Two nodes that start together: CREATE ... IF NOT EXISTS alone can collide in the catalogue.
            await using var command = new NpgsqlCommand(
                """
                SELECT pg_advisory_xact_lock(hashtext('tthc.person_keys'));
                CREATE SCHEMA IF NOT EXISTS tthc;
                CREATE TABLE IF NOT EXISTS tthc.person_keys (
                  subject text PRIMARY KEY,
                  key_id text NOT NULL,
                  wrapped_key bytea,
                  created_at timestamptz NOT NULL,
                  destroyed_at timestamptz,
                  CHECK ((wrapped_key IS NULL) = (destroyed_at IS NOT NULL))
                );
                """, connection, transaction);
            await command.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await using var sample = new NpgsqlCommand(
            "SELECT subject, key_id, wrapped_key FROM tthc.person_keys WHERE wrapped_key IS NOT NULL LIMIT 1", connection);
        await using var reader = await sample.ExecuteReaderAsync(cancellationToken);
        if (await reader.ReadAsync(cancellationToken)) Unwrap(reader.GetString(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2));
    }

    /// <inheritdoc />
    public PersonKey ForSealing(string subject) =>
        (FindCached(subject) ?? Load(subject) ?? Make(subject)).Key ?? throw new PersonErasedException();

    /// <inheritdoc />
    public PersonKey? ForOpening(string subject, string keyId)
    {
        var found = FindCached(subject) ?? Load(subject) ?? throw new InvalidDataException("A person's key is missing.");
        if (found.Key is not null && found.Key.Id != keyId) throw new InvalidDataException("The key that sealed the data is missing.");
        return found.Key;
    }

    /// <inheritdoc />
    public async Task PreloadAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken)
    {
        var unknown = subjects.Where(s => FindCached(s) is null).Distinct(StringComparer.Ordinal).ToArray();
        if (unknown.Length == 0) return;
        await using var command = database.CreateCommand("SELECT subject, key_id, wrapped_key FROM tthc.person_keys WHERE subject = ANY($1)");
        command.Parameters.AddWithValue(unknown);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (subject, id) = (reader.GetString(0), reader.GetString(1));
            Keep(subject, reader.IsDBNull(2) ? null : new PersonKey(id, Unwrap(subject, id, reader.GetFieldValue<byte[]>(2))));
        }
    }

    /// <inheritdoc />
    public async Task DestroyAsync(string subject, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            INSERT INTO tthc.person_keys (subject, key_id, wrapped_key, created_at, destroyed_at) VALUES ($1, $2, NULL, $3, $3)
            ON CONFLICT (subject) DO UPDATE SET wrapped_key = NULL, destroyed_at = coalesce(tthc.person_keys.destroyed_at, excluded.destroyed_at)
            """);
        // Also for a person without a key: who uses it for the first time at this moment must not get one.
        command.Parameters.AddWithValue(subject);
        command.Parameters.AddWithValue(NewKeyId());
        command.Parameters.AddWithValue(time.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancellationToken);
        cache.TryRemove(subject, out _);
    }

    private static string NewKeyId() => Guid.CreateVersion7().ToString("N");

    /// <summary>What a wrapped key belongs to: a row cannot be given the key of another.</summary>
    private static byte[] Belonging(string subject, string keyId) => Encoding.UTF8.GetBytes($"person-key\n{subject}\n{keyId}");

    private Cached? FindCached(string subject) =>
        cache.TryGetValue(subject, out var found) && time.GetUtcNow() < found.Until ? found : null;

    private Cached? Load(string subject)
    {
        using var command = database.CreateCommand("SELECT key_id, wrapped_key FROM tthc.person_keys WHERE subject = $1");
        command.Parameters.AddWithValue(subject);
        using var reader = command.ExecuteReader();
        if (!reader.Read()) return null;
        var id = reader.GetString(0);
        return Keep(subject, reader.IsDBNull(1) ? null : new PersonKey(id, Unwrap(subject, id, reader.GetFieldValue<byte[]>(1))));
    }

    private Cached Make(string subject)
    {
        var (id, key) = (NewKeyId(), RandomNumberGenerator.GetBytes(MasterKey.KeyBytes));
        using (var command = database.CreateCommand(
            """
            INSERT INTO tthc.person_keys (subject, key_id, wrapped_key, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (subject) DO NOTHING
            """))
        {
            command.Parameters.AddWithValue(subject);
            command.Parameters.AddWithValue(id);
            command.Parameters.AddWithValue(AesSealing.Seal(masterKey.Value, key, Belonging(subject, id)));
            command.Parameters.AddWithValue(time.GetUtcNow());
            if (command.ExecuteNonQuery() == 1) return Keep(subject, new PersonKey(id, key));
        }

        // Another caller was faster: the insert waited for its commit, so its key is there.
        return Load(subject) ?? throw new InvalidDataException("A person's key is missing.");
    }

    private Cached Keep(string subject, PersonKey? key)
    {
        // Rough, but bounded and without bookkeeping on the hot path: keys come back with one read each.
        if (cache.Count >= MostCached) cache.Clear();
        return cache[subject] = new Cached(key, time.GetUtcNow() + IPersonKeys.CacheLifetime);
    }

    private byte[] Unwrap(string subject, string id, byte[] wrapped)
    {
        try
        {
            return AesSealing.Open(masterKey.Value, wrapped, Belonging(subject, id));
        }
        catch (CryptographicException)
        {
            throw new InvalidDataException(
                $"{PersonalDataOptions.Section}:MasterKeyFile: it is not the key that wrapped the person keys of this database.");
        }
    }

    private sealed record Cached(PersonKey? Key, DateTimeOffset Until);
}
