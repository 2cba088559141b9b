using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>The requests on disk: read after a restart and when they are old, written in the order in which things happen.</summary>
internal sealed class RequestStore(IDbContextFactory<SandboxDatabase> databases, SandboxWriter writer)
{
    private const int UniqueViolation = 19;

    /// <returns>False when the gateway has already seen this transaction id.</returns>
    public async Task<bool> AddAsync(SigningRequest request)
    {
        try
        {
            return await writer.WriteAsync(connection =>
            {
                connection.Run(
                    """
                    INSERT INTO "SigningRequests" ("Id", "Gateway", "TransactionId", "CaName", "UserId", "Signer", "SerialNumber", "Description",
                        "ServiceProvider", "CreatedAt", "ExpiresAt", "State", "Notes", "CallbackUrl", "IsSignedLate")
                    VALUES ($id, $gateway, $transaction, $ca, $user, $signer, $serial, $description, $provider, $created, $expires, $state, $notes,
                        $callback, $late)
                    """,
                    ("$id", request.Id), ("$gateway", request.Gateway), ("$transaction", request.TransactionId), ("$ca", request.CaName),
                    ("$user", request.UserId), ("$signer", request.Signer), ("$serial", request.SerialNumber),
                    ("$description", request.Description), ("$provider", request.ServiceProvider), ("$created", request.CreatedAt),
                    ("$expires", request.ExpiresAt), ("$state", request.State), ("$notes", request.Notes), ("$callback", request.CallbackUrl),
                    ("$late", request.IsSignedLate));
                foreach (var document in request.Documents)
                    connection.Run(
                        """
                        INSERT INTO "SigningDocument" ("RequestId", "Position", "DocId", "Name", "FileType", "Digest")
                        VALUES ($id, $position, $doc, $name, $type, $digest)
                        """,
                        ("$id", request.Id), ("$position", document.Position), ("$doc", document.DocId), ("$name", document.Name),
                        ("$type", document.FileType), ("$digest", document.Digest));
                return true;
            });
        }
        catch (SqliteException error) when (error.SqliteErrorCode == UniqueViolation)
        {
            return false;
        }
    }

    /// <summary>Writes how a request ended.</summary>
    public Task SettleAsync(
        SigningRequest request, SigningState state, DateTimeOffset at, (SigningFailure Why, string? Code, string? Message)? failure) =>
        writer.WriteAsync(connection =>
        {
            connection.Run(
                """
                UPDATE "SigningRequests" SET "State" = $state, "SettledAt" = $at, "Failure" = $failure, "FailureCode" = $code,
                    "FailureMessage" = $message
                WHERE "Id" = $id
                """,
                ("$state", state), ("$at", at), ("$failure", failure?.Why), ("$code", failure?.Code), ("$message", failure?.Message),
                ("$id", request.Id));
            foreach (var document in request.Documents.Where(document => document.Signature is not null))
                connection.Run(
                    """UPDATE "SigningDocument" SET "Signature" = $signature WHERE "RequestId" = $id AND "Position" = $position""",
                    ("$signature", document.Signature), ("$id", request.Id), ("$position", document.Position));
            return true;
        });

    public Task AddIssuedAsync(IssuedTransaction issued) => writer.WriteAsync(connection => connection.Run(
        """INSERT INTO "IssuedTransactions" ("TransactionId", "CaName", "UserId") VALUES ($id, $ca, $user)""",
        ("$id", issued.TransactionId), ("$ca", issued.CaName), ("$user", issued.UserId)));

    public async Task<bool> HasIssuedAsync(string transactionId, string caName, string userId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await database.IssuedTransactions
            .AnyAsync(t => t.TransactionId == transactionId && t.CaName == caName && t.UserId == userId, cancellation);
    }

    public async Task<SigningRequest?> FindAsync(string gateway, string transaction, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await WithDocuments(database).SingleOrDefaultAsync(r => r.Gateway == gateway && r.TransactionId == transaction, cancellation);
    }

    public async Task<SigningRequest?> FindAsync(Guid id, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await WithDocuments(database).SingleOrDefaultAsync(r => r.Id == id, cancellation);
    }

    /// <summary>What waited for the phone when the sandbox stopped and can still be answered.</summary>
    public async Task<IReadOnlyList<SigningRequest>> WaitingAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await WithDocuments(database)
            .Where(r => r.State == SigningState.Waiting && (r.ExpiresAt > now || r.IsSignedLate)).ToListAsync(cancellation);
    }

    private static IQueryable<SigningRequest> WithDocuments(SandboxDatabase database) =>
        database.SigningRequests.AsNoTracking().Include(r => r.Documents.OrderBy(d => d.Position));
}
