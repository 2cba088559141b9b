using System.Security.Cryptography;
using KonTum.Tthc.Sandbox.Authorities;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Org.BouncyCastle.Pkcs;

namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>What a tap on the phone led to: the request as it is now, and whether this tap made it so.</summary>
internal sealed record Settlement(SigningRequest Request, SigningState State, bool Won);

/// <summary>
/// The requests of all gateways. A request is settled once: of two taps at the same moment the database lets one through.
/// </summary>
internal sealed class SigningRequests(
    IDbContextFactory<SandboxDatabase> databases, NationalPki pki, RevocationRegister revocations, TimeProvider time)
{
    private const int UniqueViolation = 19;

    /// <returns>False when the gateway has already seen this transaction id.</returns>
    public async Task<bool> TryStartAsync(SigningRequest request, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        database.SigningRequests.Add(request);
        try
        {
            await database.SaveChangesAsync(cancellation);
            return true;
        }
        catch (DbUpdateException error) when (error.InnerException is SqliteException { SqliteErrorCode: UniqueViolation })
        {
            return false;
        }
    }

    /// <summary>Finds by the transaction id, or else by the provider's own id: the documents do not settle which one is asked for.</summary>
    public async Task<SigningRequest?> FindAsync(string gateway, string transaction, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var requests = WithDocuments(database).Where(r => r.Gateway == gateway);
        return await requests.SingleOrDefaultAsync(r => r.TransactionId == transaction, cancellation)
            ?? (Guid.TryParse(transaction, out var id) ? await requests.SingleOrDefaultAsync(r => r.Id == id, cancellation) : null);
    }

    public async Task<SigningRequest?> FindAsync(Guid id, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await WithDocuments(database).SingleOrDefaultAsync(r => r.Id == id, cancellation);
    }

    /// <summary>What waits for a tap now, oldest first; each filter applies when given.</summary>
    public async Task<IReadOnlyList<SigningRequest>> WaitingAsync(string? userId, string? caName, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var waiting = WithDocuments(database).Where(r => r.State == SigningState.Waiting && r.ExpiresAt > now);
        if (!string.IsNullOrEmpty(userId))
            waiting = waiting.Where(r => r.UserId == userId);
        if (!string.IsNullOrEmpty(caName))
        {
            var name = Providers.Find(caName)?.CaName;
            waiting = waiting.Where(r => r.CaName == name);
        }

        return await waiting.OrderBy(r => r.CreatedAt).ThenBy(r => r.Id).ToListAsync(cancellation);
    }

    /// <returns>Null when there is no such request.</returns>
    public async Task<Settlement?> ConfirmAsync(Guid id, CancellationToken cancellation)
    {
        if (await FindAsync(id, cancellation) is not { } request)
            return null;
        if (request.StateAt(time.GetUtcNow()) is not SigningState.Waiting and var settled)
            return new Settlement(request, settled, Won: false);

        var certificate = pki.FindBySerial(request.SerialNumber);
        if (certificate is null || await revocations.StateAsync(certificate, cancellation) != CertificateState.Valid)
            return await SettleAsync(request, SigningState.Failed, cancellation);

        using var key = RSA.Create();
        key.ImportPkcs8PrivateKey(PrivateKeyInfoFactory.CreatePrivateKeyInfo(certificate.Credential.PrivateKey).GetEncoded(), out _);
        foreach (var document in request.Documents)
            document.Signature = key.SignHash(document.Digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return await SettleAsync(request, SigningState.Signed, cancellation);
    }

    /// <returns>Null when there is no such request.</returns>
    public async Task<Settlement?> RejectAsync(Guid id, CancellationToken cancellation)
    {
        if (await FindAsync(id, cancellation) is not { } request)
            return null;
        return request.StateAt(time.GetUtcNow()) is not SigningState.Waiting and var settled
            ? new Settlement(request, settled, Won: false)
            : await SettleAsync(request, SigningState.Rejected, cancellation);
    }

    /// <summary>Remembers an id that the gateway hands out.</summary>
    public async Task<string> IssueTransactionAsync(string caName, string userId, CancellationToken cancellation)
    {
        var issued = new IssuedTransaction { TransactionId = Guid.NewGuid().ToString(), CaName = caName, UserId = userId };
        await using var database = await databases.CreateDbContextAsync(cancellation);
        database.IssuedTransactions.Add(issued);
        await database.SaveChangesAsync(cancellation);
        return issued.TransactionId;
    }

    public async Task<bool> HasIssuedAsync(string transactionId, string caName, string userId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await database.IssuedTransactions
            .AnyAsync(t => t.TransactionId == transactionId && t.CaName == caName && t.UserId == userId, cancellation);
    }

    private static IQueryable<SigningRequest> WithDocuments(SandboxDatabase database) =>
        database.SigningRequests.AsNoTracking().Include(r => r.Documents.OrderBy(d => d.Position));

    private async Task<Settlement> SettleAsync(SigningRequest request, SigningState outcome, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation);
        var won = await database.SigningRequests
            .Where(r => r.Id == request.Id && r.State == SigningState.Waiting && r.ExpiresAt > now)
            .ExecuteUpdateAsync(
                update => update.SetProperty(r => r.State, outcome).SetProperty(r => r.SettledAt, now), cancellation) == 1;
        if (won)
            foreach (var document in request.Documents.Where(d => d.Signature is not null))
                await database.Set<SigningDocument>()
                    .Where(d => d.RequestId == request.Id && d.Position == document.Position)
                    .ExecuteUpdateAsync(update => update.SetProperty(d => d.Signature, document.Signature), cancellation);
        await transaction.CommitAsync(cancellation);
        var settled = (await FindAsync(request.Id, cancellation))!;
        return new Settlement(settled, settled.StateAt(now), won);
    }
}
