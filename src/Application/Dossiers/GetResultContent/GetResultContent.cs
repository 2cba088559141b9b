using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using MediatR;

namespace KonTum.Tthc.Application.Dossiers.GetResultContent;

/// <summary>
/// Gets the newest bytes of a result paper: officers of the agency at any time, the owner once the result is returned. Before that it is
/// a paper of the agency, and the owner gets the answer for one that does not exist.
/// </summary>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record GetResultContent(Guid DossierId, Guid ResultId) : IQuery<FileContent>;

internal sealed class GetResultContentHandler(IStreamReader streams, IReadLog readLog, IBlobStore blobs, ICallerContext callers)
    : IRequestHandler<GetResultContent, FileContent>
{
    public async Task<FileContent> Handle(GetResultContent request, CancellationToken cancellationToken)
    {
        var caller = callers.Required();
        var dossier = await streams.VisibleDossierAsync(readLog, request.DossierId, caller, "result_content", cancellationToken);
        var version = DossierAccess.VisibleResult(caller, dossier.State, request.ResultId).Newest;
        var content = await blobs.OpenAsync(version.File.Sha256, cancellationToken);
        return new FileContent(
            content, version.File.ContentType, version.FileName.Value ?? AttachmentView.ErasedName, version.File.Size, version.File.Sha256);
    }
}
