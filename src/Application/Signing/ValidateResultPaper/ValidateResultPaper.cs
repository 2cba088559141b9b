using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Signing.ValidateAttachment;
using KonTum.Tthc.Application.Storage;
using MediatR;

namespace KonTum.Tthc.Application.Signing.ValidateResultPaper;

/// <summary>Validates the agency's seal on the newest version of a result paper; for those who may read it.</summary>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record ValidateResultPaper(Guid DossierId, Guid ResultId) : IQuery<AttachmentValidation>;

internal sealed class ValidateResultPaperHandler(
    IStreamReader streams, IReadLog readLog, IDocumentSigner documents, ICallerContext callers, TimeProvider time)
    : IRequestHandler<ValidateResultPaper, AttachmentValidation>
{
    public async Task<AttachmentValidation> Handle(ValidateResultPaper request, CancellationToken cancellationToken)
    {
        var caller = callers.Required();
        var dossier = await streams.VisibleDossierAsync(readLog, request.DossierId, caller, "result_validation", cancellationToken);
        var file = DossierAccess.VisibleResult(caller, dossier.State, request.ResultId).Newest.File;
        var findings = await documents.ValidateAsync(file, cancellationToken);
        return AttachmentValidation.Of(file.Sha256, time.GetUtcNow(), findings);
    }
}
