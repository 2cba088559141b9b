using JasperFx.Events;
using JasperFx.Events.Projections;
using KonTum.Tthc.Application.DocumentStore;
using KonTum.Tthc.Application.Petitions;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Petitions;
using KonTum.Tthc.Domain.Ratings;
using KonTum.Tthc.Infrastructure.Storage;
using Marten;
using Marten.Events.Aggregation;
using Marten.Events.Projections;

namespace KonTum.Tthc.Infrastructure.Around;

/// <summary>What stands around a dossier: its papers in the owner's store, petitions about it, its rating.</summary>
internal static class AroundDossiers
{
    public static void AddTo(StoreOptions options)
    {
        options.Projections.Add(new LiveState<Petition>(), ProjectionLifecycle.Live);
        options.Projections.Add(new LiveState<DossierRating>(), ProjectionLifecycle.Live);
        options.Projections.Add(new StoredPapersProjection(), ProjectionLifecycle.Inline);
        options.Projections.Add(new PetitionListingProjection(), ProjectionLifecycle.Inline);
        options.Schema.For<StoredPapers>().Index(p => new { p.OwnerId, p.SubmittedAt });
        options.Schema.For<PetitionListing>()
            .Index(p => new { p.OwnerId, p.FiledAt })
            .Index(p => new { p.AgencyCode, p.Urgency })
            .Index(p => p.DossierId);
    }
}

internal sealed class StoredPapersProjection : SingleStreamProjection<StoredPapers, Guid>
{
    public StoredPapersProjection()
    {
        IncludeType<DossierOpened>();
        IncludeType<AttachmentUploaded>();
        IncludeType<StoredDocumentAttached>();
        IncludeType<AttachmentConverted>();
        IncludeType<AttachmentSigned>();
        IncludeType<AttachmentDeleted>();
        IncludeType<DossierSubmitted>();
        IncludeType<ResultPaperAdded>();
        IncludeType<ResultPaperSealed>();
        IncludeType<ResultPaperRemoved>();
        IncludeType<ResultReturned>();
        IncludeType<DraftDiscarded>();
    }

    public override StoredPapers? Evolve(StoredPapers? snapshot, Guid id, IEvent e) => StoredPapers.After(snapshot, (IDomainEvent)e.Data);
}

/// <summary>A line of the list goes with its dossier when that is handed over.</summary>
internal sealed partial class PetitionListingProjection : EventProjection
{
    public PetitionListingProjection()
    {
        IncludeType<PetitionFiled>();
        IncludeType<PetitionAnswered>();
        IncludeType<DossierHandedOver>();
    }

    public override async ValueTask ApplyAsync(IDocumentOperations operations, IEvent e, CancellationToken cancellation)
    {
        switch (e.Data)
        {
            case PetitionFiled filed:
                operations.Store(PetitionListing.Of(filed));
                break;
            case PetitionAnswered answered:
                if (await operations.LoadAsync<PetitionListing>(e.StreamId, cancellation) is { } waiting) operations.Store(waiting.Answered(answered.At));
                break;
            case DossierHandedOver moved:
                foreach (var line in await operations.Query<PetitionListing>().Where(p => p.DossierId == e.StreamId).ToListAsync(cancellation))
                    operations.Store(line with { AgencyCode = moved.Agency.Code });
                break;
        }
    }
}
