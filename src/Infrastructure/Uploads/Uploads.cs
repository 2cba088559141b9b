using KonTum.Tthc.Application.Uploads;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Infrastructure.Storage;
using Marten;

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

    public async Task<int> CountOpenAsync(string ownerId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var session = sessions.Query();
        return await session.Query<UploadDocument>().CountAsync(
            u => u.OwnerId == ownerId && u.AttachmentId == null && u.ExpiresAt > now, cancellationToken);
    }

    public async Task<bool> TryCreateAsync(Upload upload, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var session = sessions.Write();
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
