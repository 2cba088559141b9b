using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Infrastructure.PersonalData;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Signing.Connections;

/// <summary>
/// Connected accounts in PostgreSQL. A row is found by a keyed digest of the account under the person's key, because an identity number has
/// too few digits for a digest alone.
/// </summary>
/// <param name="database">Asked for at first use: adapters are also composed where there is no database.</param>
/// <param name="keys">The keys of the persons.</param>
/// <param name="time">The clock.</param>
internal sealed class PostgresAccountConnections(Func<NpgsqlDataSource> database, Func<IPersonKeys> keys, TimeProvider time) : IAccountConnections
{
    /// <inheritdoc />
    public async Task EnsureSchemaAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database().OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Two nodes that start together: CREATE ... IF NOT EXISTS alone can collide in the catalogue.
        await using var command = new NpgsqlCommand(
            """
            SELECT pg_advisory_xact_lock(hashtext('tthc.account_connections'));
            CREATE SCHEMA IF NOT EXISTS tthc;
            CREATE TABLE IF NOT EXISTS tthc.account_connections (
              person_id text NOT NULL,
              account bytea NOT NULL,
              key_id text NOT NULL,
              sealed bytea NOT NULL,
              version bigint NOT NULL,
              changed_at timestamptz NOT NULL,
              PRIMARY KEY (person_id, account)
            );
            ALTER TABLE tthc.account_connections ADD COLUMN IF NOT EXISTS renewing_until timestamptz;
            """, connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async Task<KeptConnection?> FindAsync(string personId, SignatureEntry entry, CancellationToken cancellationToken)
    {
        if (KeyOf(personId) is not { } key) return null;
        await using var command = database().CreateCommand(
            "SELECT sealed, version FROM tthc.account_connections WHERE person_id = $1 AND account = $2 AND key_id = $3");
        AddPlace(command, personId, entry, key);
        command.Parameters.AddWithValue(key.Id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken)) return null;
        var plain = AesSealing.Open(key.Bytes.Span, reader.GetFieldValue<byte[]>(0), Belonging(personId));
        return new KeptConnection(JsonSerializer.Deserialize<AccountTokens>(plain)!, reader.GetInt64(1));
    }

    /// <inheritdoc />
    public async Task ConnectAsync(string personId, SignatureEntry entry, AccountTokens tokens, CancellationToken cancellationToken)
    {
        var key = keys().ForSealing(personId);
        await using var command = database().CreateCommand(
            """
            INSERT INTO tthc.account_connections (person_id, account, key_id, sealed, version, changed_at) VALUES ($1, $2, $3, $4, 1, $5)
            ON CONFLICT (person_id, account) DO UPDATE SET key_id = excluded.key_id, sealed = excluded.sealed,
              version = tthc.account_connections.version + 1, changed_at = excluded.changed_at, renewing_until = NULL
            """);
        AddPlace(command, personId, entry, key);
        command.Parameters.AddWithValue(key.Id);
        command.Parameters.AddWithValue(Seal(key, personId, tokens));
        command.Parameters.AddWithValue(time.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async Task<bool> TryTakeRenewalAsync(
        string personId, SignatureEntry entry, KeptConnection old, TimeSpan turn, CancellationToken cancellationToken)
    {
        if (KeyOf(personId) is not { } key) return false;
        // The database's clock: the nodes' may differ.
        await using var command = database().CreateCommand(
            """
            UPDATE tthc.account_connections SET renewing_until = clock_timestamp() + $4
            WHERE person_id = $1 AND account = $2 AND version = $3 AND (renewing_until IS NULL OR renewing_until < clock_timestamp())
            """);
        AddPlace(command, personId, entry, key);
        command.Parameters.AddWithValue(old.Version);
        command.Parameters.AddWithValue(turn);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <inheritdoc />
    public async Task LeaveRenewalAsync(string personId, SignatureEntry entry, KeptConnection old, CancellationToken cancellationToken)
    {
        if (KeyOf(personId) is not { } key) return;
        await using var command = database().CreateCommand(
            "UPDATE tthc.account_connections SET renewing_until = NULL WHERE person_id = $1 AND account = $2 AND version = $3");
        AddPlace(command, personId, entry, key);
        command.Parameters.AddWithValue(old.Version);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async Task<bool> TryRenewAsync(
        string personId, SignatureEntry entry, KeptConnection old, AccountTokens tokens, CancellationToken cancellationToken)
    {
        if (KeyOf(personId) is not { } key) return false;
        await using var command = database().CreateCommand(
            """
            UPDATE tthc.account_connections SET key_id = $3, sealed = $4, version = version + 1, changed_at = $5, renewing_until = NULL
            WHERE person_id = $1 AND account = $2 AND version = $6
            """);
        AddPlace(command, personId, entry, key);
        command.Parameters.AddWithValue(key.Id);
        command.Parameters.AddWithValue(Seal(key, personId, tokens));
        command.Parameters.AddWithValue(time.GetUtcNow());
        command.Parameters.AddWithValue(old.Version);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <inheritdoc />
    public async Task RemoveAsync(string personId, SignatureEntry entry, KeptConnection old, CancellationToken cancellationToken)
    {
        if (KeyOf(personId) is not { } key) return;
        await using var command = database().CreateCommand(
            "DELETE FROM tthc.account_connections WHERE person_id = $1 AND account = $2 AND version = $3");
        AddPlace(command, personId, entry, key);
        command.Parameters.AddWithValue(old.Version);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void AddPlace(NpgsqlCommand command, string personId, SignatureEntry entry, PersonKey key)
    {
        command.Parameters.AddWithValue(personId);
        command.Parameters.AddWithValue(
            HMACSHA256.HashData(key.Bytes.Span, Encoding.UTF8.GetBytes($"account-connection\n{entry.Kind}\n{entry.Provider}\n{entry.Account}")));
    }

    private static byte[] Seal(PersonKey key, string personId, AccountTokens tokens) =>
        AesSealing.Seal(key.Bytes.Span, JsonSerializer.SerializeToUtf8Bytes(tokens), Belonging(personId));

    private static byte[] Belonging(string personId) => Encoding.UTF8.GetBytes($"account-connection\n{personId}");

    /// <summary>The person's key; null once it was destroyed.</summary>
    private PersonKey? KeyOf(string personId)
    {
        try
        {
            return keys().ForSealing(personId);
        }
        catch (PersonErasedException)
        {
            return null;
        }
    }
}
