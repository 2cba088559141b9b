using Ardalis.Specification;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Dossiers.GetAttachmentContent;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Exchange.GetExchangedFile;

/// <summary>
/// Gets a file of a dossier for the national portal, under the address that the portal was given: the newest version, so the signed one when
/// there is one. Who knows the proof in the address may read; every read is recorded.
/// </summary>
[AllowedForEveryone]
public sealed record GetExchangedFile(string DossierCode, string ComponentId, Guid FileId, string Proof) : IQuery<FileContent>;

internal sealed class GetExchangedFileHandler(
    IPortalFileLinks links, IReadRepositoryBase<DossierListing> listings, IStreamReader streams, IReadLog readLog, IBlobStore blobs)
    : IRequestHandler<GetExchangedFile, FileContent>
{
    public async Task<FileContent> Handle(GetExchangedFile request, CancellationToken cancellationToken)
    {
        if (!links.IsOurs(request.DossierCode, request.ComponentId, request.FileId, request.Proof)) throw Failures.AttachmentNotFound.Because();
        var listing = await listings.FirstOrDefaultAsync(new DossierOfCode(request.DossierCode), cancellationToken)
            ?? throw Failures.AttachmentNotFound.Because();
        var dossier = (await streams.ReadAsync<Dossier>(listing.Id, cancellationToken) ?? throw Failures.AttachmentNotFound.Because()).State;
        var version = request.ComponentId == PortalItems.ResultComponent
            ? dossier.Results.FirstOrDefault(r => r.Id == request.FileId)?.Newest
            : dossier.Components.FirstOrDefault(c => c.Id == request.ComponentId)?.Attachments.FirstOrDefault(a => a.Id == request.FileId)?.Newest;
        // An erased person's files are nobody's any more.
        if (version?.FileName.Value is not { } name) throw Failures.AttachmentNotFound.Because();

        await readLog.RecordAsync(dossier.Id, dossier.OwnerId, "portal_file", cancellationToken);
        var content = await blobs.OpenAsync(version.File.Sha256, cancellationToken);
        return new FileContent(content, version.File.ContentType, name, version.File.Size, version.File.Sha256);
    }
}

/// <summary>The dossier of a code.</summary>
internal sealed class DossierOfCode : Specification<DossierListing>
{
    public DossierOfCode(string code) => Query.Where(d => d.Code == code && d.Code != "").Take(1);
}
