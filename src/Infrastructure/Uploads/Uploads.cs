using KonTum.Tthc.Application.Uploads;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Infrastructure.Storage;
using Marten;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Uploads;

/// <summary>An upload as it is stored; names of files are personal data.</summary>
internal sealed record UploadDocument(
    Guid Id,
    string OwnerId,
    Guid DossierId,
    string ComponentId,
    Personal<string> FileName,
    long Size,
    string Sha256,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    Guid? AttachmentId);

/// <summary>Uploads: what they are for in PostgreSQL, their bytes in files.</summary>
internal sealed class Uploads(Sessions sessions, UploadFiles files) : IUploads
{
    private const int OwnerLocks = 0x5550_4C44; // "UPLD"

    public static void Configure(StoreOptions options) => options.Schema.For<UploadDocument>()
        .Identity(u => u.Id)
        .Index(u => u.OwnerId)
        .Index(u => u.ExpiresAt);

    public async Task<Upload?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (id == Guid.Empty) return null;
        await using var session = sessions.Query();
        return await session.LoadAsync<UploadDocument>(id, cancellationToken) is { } u
            ? new Upload(u.Id, u.OwnerId, u.DossierId, u.ComponentId, u.FileName.Value ?? "", u.Size, u.Sha256, u.ExpiresAt, u.AttachmentId)
            : null;
    }

    public async Task<bool> TryCreateAsync(Upload upload, UnfinishedAllowance allowance, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var session = sessions.Write();

        // One after the other for each person, until the commit: many that are begun at once would each count without the others.
        await session.BeginTransactionAsync(cancellationToken);
        await session.ExecuteAsync(
            new NpgsqlCommand("select pg_advisory_xact_lock($1, hashtext($2))")
            {
                Parameters = { new NpgsqlParameter { Value = OwnerLocks }, new NpgsqlParameter { Value = upload.OwnerId } },
            },
            cancellationToken);
        var open = await session.Query<UploadDocument>()
            .Where(u => u.OwnerId == upload.OwnerId && u.AttachmentId == null && u.ExpiresAt > now)
            .Select(u => u.Size).ToListAsync(cancellationToken);
        if (await session.LoadAsync<UploadDocument>(upload.Id, cancellationToken) is not null) return false;
        allowance.MustHold(open.Count, open.Sum(), upload);
        session.Insert(new UploadDocument(
            upload.Id, upload.OwnerId, upload.DossierId, upload.ComponentId, Personal.Of(upload.OwnerId, upload.FileName), upload.Size,
            upload.Sha256, now, upload.ExpiresAt, null));
        try
        {
            await session.SaveChangesAsync(cancellationToken);
        }
        catch (Exception e) when (MartenUnitOfWork.IsConflict(e))
        {
            return false;
        }

        files.Create(upload.Id);
        return true;
    }

    public Task<long> OffsetAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult(files.LengthOf(id));

    public Task<IUploadBytes> OpenAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult(files.Open(id));

    public async Task FinishAsync(Guid id, Guid attachmentId, CancellationToken cancellationToken)
    {
        await using var session = sessions.Write();
        if (await session.LoadAsync<UploadDocument>(id, cancellationToken) is { } upload)
        {
            session.Store(upload with { AttachmentId = attachmentId });
            await session.SaveChangesAsync(cancellationToken);
        }

        files.Delete(id);
    }

    public async Task RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var session = sessions.Write();
        session.Delete<UploadDocument>(id);
        await session.SaveChangesAsync(cancellationToken);
        files.Delete(id);
    }
}
