using Ardalis.Specification;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Platform;
using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.DocumentStore.AttachStoredDocument;

/// <summary>Attaches a document of one's store to a component by reference: the same bytes with their signatures, nothing uploaded again.</summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record AttachStoredDocument(Guid DossierId, string ComponentId, Guid DocumentId, string? ETag, string? RequestId)
    : ICommand<AttachmentView>, IRepeatable;

internal sealed class AttachStoredDocumentHandler(
    IUnitOfWork work,
    IReadRepositoryBase<StoredPapers> papers,
    IProcedureVersions procedures,
    IDocumentConverter converter,
    ICallerContext callers,
    IIdentifiers ids,
    Limits limits,
    TimeProvider time) : IRequestHandler<AttachStoredDocument, AttachmentView>
{
    public async Task<AttachmentView> Handle(AttachStoredDocument request, CancellationToken cancellationToken)
    {
        var caller = callers.Required();
        var dossier = await work.OwnDossierAsync(request.DossierId, caller, cancellationToken);
        Storage.ETag.MustMatch(request.ETag, dossier.Version);
        var (source, paper) = (await papers.ListAsync(new StoredPapersOf(caller.Subject), cancellationToken))
            .SelectMany(d => d.InStore().Select(p => (Dossier: d, Paper: p)))
            .FirstOrDefault(found => found.Paper.Id == request.DocumentId);
        if (paper is null) throw Failures.StoredDocumentNotFound.Because();

        var procedure = await procedures.GetAsync(dossier.State.ProcedureCode, dossier.State.ProcedureVersion, cancellationToken);
        var (id, now) = (ids.Next(), time.GetUtcNow());
        dossier.Append(dossier.State.AttachStored(
            new StoredDocumentAttached(
                request.ComponentId, id, source.Id, paper.Id, paper.FileName, paper.File, paper.Kind, paper.SigningId, now),
            AttachmentRules.Of(procedure, request.ComponentId, limits.MaxAttachmentsPerComponent)));
        if (converter.IsAvailable && Dossier.IsConvertible(paper.File.ContentType)
            && dossier.State.RequestConversion(request.ComponentId, id, now) is { } conversion)
        {
            dossier.Append(conversion);
        }

        return await work.CommitAsync(AttachmentView.Of(dossier.State.Attachment(request.ComponentId, id)), cancellationToken);
    }
}
