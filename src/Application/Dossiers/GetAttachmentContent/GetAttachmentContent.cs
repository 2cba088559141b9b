using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Dossiers.GetAttachmentContent;

/// <summary>Gets the bytes of an attachment: the newest version, or the newest of a kind.</summary>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record GetAttachmentContent(Guid DossierId, string ComponentId, Guid AttachmentId, AttachmentVersionKind? Version)
    : IQuery<FileContent>;

internal sealed class GetAttachmentContentHandler(IStreamReader streams, IReadLog readLog, IBlobStore blobs, ICallerContext callers)
    : IRequestHandler<GetAttachmentContent, FileContent>
{
    public async Task<FileContent> Handle(GetAttachmentContent request, CancellationToken cancellationToken)
    {
        var dossier = await streams.VisibleDossierAsync(
            readLog, request.DossierId, callers.Required(), "attachment_content", cancellationToken);
        var versions = dossier.State.Attachment(request.ComponentId, request.AttachmentId).Versions;
        var version = versions.LastOrDefault(v => request.Version is null || v.Kind == request.Version)
            ?? throw Failures.AttachmentVersionNotFound.Because();

        var content = await blobs.OpenAsync(version.File.Sha256, cancellationToken);
        return new FileContent(
            content, version.File.ContentType, version.FileName.Value ?? AttachmentView.ErasedName, version.File.Size, version.File.Sha256);
    }
}
