using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers.Changes;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using MediatR;

namespace KonTum.Tthc.Application.Dossiers.DeleteAttachment;

/// <summary>Takes an attachment off a draft; history stays.</summary>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record DeleteAttachment(Guid DossierId, string ComponentId, Guid AttachmentId, string? ETag, string? RequestId)
    : ICommand<DossierView>, IRepeatable, IActsOnDossier;

internal sealed class DeleteAttachmentHandler(IUnitOfWork work, ICallerContext callers, TimeProvider time)
    : IRequestHandler<DeleteAttachment, DossierView>
{
    public async Task<DossierView> Handle(DeleteAttachment request, CancellationToken cancellationToken)
    {
        var dossier = await work.OwnDossierAsync(request.DossierId, callers.Required(), cancellationToken);
        ETag.MustMatch(request.ETag, dossier.Version);
        dossier.Append(dossier.State.Detach(request.ComponentId, request.AttachmentId, time.GetUtcNow()));
        return await work.CommitAsync(DossierView.Of(dossier.State, dossier.Version), cancellationToken);
    }
}
