using KonTum.Tthc.Application.DocumentStore;
using KonTum.Tthc.Application.Petitions;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Petitions;

namespace KonTum.Tthc.Application.Tests.World;

internal sealed class StoredPapersRepository(MemoryStreams streams) : MemoryRepository<StoredPapers>(streams)
{
    private readonly MemoryStreams _streams = streams;

    protected override IEnumerable<StoredPapers> All() => _streams.Log.Where(e => e.Event is DossierOpened).Select(e => e.StreamId)
        .Select(id => _streams.Events(id).Aggregate((StoredPapers?)null, StoredPapers.After))
        .OfType<StoredPapers>();
}

internal sealed class PetitionRepository(MemoryStreams streams) : MemoryRepository<PetitionListing>(streams)
{
    private readonly MemoryStreams _streams = streams;

    protected override IEnumerable<PetitionListing> All() => _streams.Log.Where(e => e.Event is PetitionFiled).Select(e => e.StreamId)
        .Select(id => _streams.Events(id))
        .Select(events =>
        {
            var line = PetitionListing.Of((PetitionFiled)events[0]);
            line = line with { AgencyCode = Fold.Of<Dossier>(_streams.Events(line.DossierId)).Agency.Code };
            return events.OfType<PetitionAnswered>().FirstOrDefault() is { } answered ? line.Answered(answered.At) : line;
        });
}
