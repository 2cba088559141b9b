using Npgsql;

namespace KonTum.Tthc.Infrastructure.Postgres;

/// <summary>
/// What the superuser does so that the application never has to be one: a role that can log in and nothing more, and a database that
/// this role owns.
/// </summary>
internal static class AppDatabase
{
    public const string Role = "tthc_app";

    public const string Name = "tthc";

    /// <summary>Creates role and database where they are missing; does nothing to those that are there but renew a new password.</summary>
    /// <param name="admin">Connection string of the superuser to the maintenance database.</param>
    /// <param name="password">The role's password: hexadecimal digits, so that it can stand in a statement that takes no parameters.</param>
    /// <param name="passwordIsNew">Whether a role that exists has to be given the password.</param>
    /// <param name="extensions">Extensions to create in the database.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static async Task EnsureAsync(
        string admin, string password, bool passwordIsNew, IReadOnlyList<string> extensions, CancellationToken cancellationToken)
    {
        await using (var connection = new NpgsqlConnection(admin))
        {
            await connection.OpenAsync(cancellationToken);
            var roleExists = await ExistsAsync(connection, "SELECT 1 FROM pg_roles WHERE rolname = $1", Role, cancellationToken);
            if (!roleExists || passwordIsNew)
                await ExecuteAsync(
                    connection,
                    $"{(roleExists ? "ALTER" : "CREATE")} ROLE {Role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS " +
                    $"PASSWORD '{password}'",
                    cancellationToken);

            if (!await ExistsAsync(connection, "SELECT 1 FROM pg_database WHERE datname = $1", Name, cancellationToken))
                await ExecuteAsync(connection, $"CREATE DATABASE {Name} OWNER {Role}", cancellationToken);

            // By default everybody may connect to every database.
            await ExecuteAsync(
                connection, $"REVOKE CONNECT, TEMPORARY ON DATABASE {Name}, postgres, template1 FROM PUBLIC", cancellationToken);
        }

        if (extensions.Count == 0)
            return;

        await using var inside = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(admin) { Database = Name }.ConnectionString);
        await inside.OpenAsync(cancellationToken);
        using var quoting = new NpgsqlCommandBuilder();
        foreach (var extension in extensions)
            await ExecuteAsync(inside, $"CREATE EXTENSION IF NOT EXISTS {quoting.QuoteIdentifier(extension)}", cancellationToken);
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string query, string name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(query, connection) { Parameters = { new NpgsqlParameter { Value = name } } };
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
