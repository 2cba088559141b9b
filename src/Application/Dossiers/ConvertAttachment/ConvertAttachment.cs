using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Dossiers.ConvertAttachment;

/// <summary>
/// Puts a DOC or DOCX into the queue for its PDF. One that waits or is done is answered as it stands; one that failed is tried again.
/// </summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record ConvertAttachment(Guid DossierId, string ComponentId, Guid AttachmentId, string? RequestId)
    : ICommand<AttachmentView>, IRepeatable;

internal sealed class ConvertAttachmentHandler(
    IUnitOfWork work, IDocumentConverter converter, IConversionQueue queue, ICallerContext callers, TimeProvider time)
    : IRequestHandler<ConvertAttachment, AttachmentView>
{
    public async Task<AttachmentView> Handle(ConvertAttachment request, CancellationToken cancellationToken)
    {
        var view = await work.DecideAsync(async () =>
        {
            var dossier = await work.OwnDossierAsync(request.DossierId, callers.Required(), cancellationToken);
            var requested = dossier.State.RequestConversion(request.ComponentId, request.AttachmentId, time.GetUtcNow());
            if (requested is not null)
            {
                if (!converter.IsAvailable) throw Failures.ConversionUnavailable.Because();
                dossier.Append(requested);
            }

            return await work.CommitAsync(
                AttachmentView.Of(dossier.State.Attachment(request.ComponentId, request.AttachmentId)), cancellationToken);
        });
        return await queue.PlaceAsync(view, cancellationToken);
    }
}
