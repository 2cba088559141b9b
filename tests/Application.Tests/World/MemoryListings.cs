using System.Text.Json;
using Ardalis.Specification;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Audit;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Application.SignatureProfiles;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Access;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Procedures;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Domain.Signing;

namespace KonTum.Tthc.Application.Tests.World;

/// <summary>Lists made from the streams whenever they are asked for.</summary>
internal abstract class MemoryRepository<T>(MemoryStreams streams) : IReadRepositoryBase<T>
    where T : class
{
    public Task<T?> FirstOrDefaultAsync(ISpecification<T> specification, CancellationToken cancellationToken = default) =>
        Task.FromResult(Ask(specification).FirstOrDefault());

    public Task<List<T>> ListAsync(ISpecification<T> specification, CancellationToken cancellationToken = default) =>
        Task.FromResult(Ask(specification).ToList());

    protected abstract IEnumerable<T> All();

    protected IEnumerable<TState> Folded<TState, TFirst>()
        where TState : class, new() =>
        streams.Log.Where(e => e.Event is TFirst).Select(e => e.StreamId).Distinct().Select(id => Fold.Of<TState>(streams.Events(id)));

    private IQueryable<T> Ask(ISpecification<T> specification) =>
        SpecificationEvaluator.Default.GetQuery(All().AsQueryable(), specification);
}

internal sealed class DossierRepository(MemoryStreams streams) : MemoryRepository<DossierListing>(streams)
{
    protected override IEnumerable<DossierListing> All() => Folded<Dossier, DossierOpened>().Select(d => new DossierListing
    {
        Id = d.Id,
        OwnerId = d.OwnerId,
        Code = d.Code,
        ProcedureCode = d.ProcedureCode,
        ProcedureName = d.ProcedureName,
        AgencyCode = d.Agency.Code,
        State = d.State,
        OpenedAt = d.OpenedAt,
        SubmittedAt = d.SubmittedAt,
    });
}

internal sealed class ProfileRepository(MemoryStreams streams) : MemoryRepository<ProfileListing>(streams)
{
    protected override IEnumerable<ProfileListing> All() => Folded<SignatureProfile, SignatureProfileCreated>()
        .Where(p => !p.IsDeleted)
        .Select(p => new ProfileListing(p.Id, p.OwnerId, p.CreatedAt));
}

internal sealed class SigningRepository(MemoryStreams streams) : MemoryRepository<SigningListing>(streams)
{
    protected override IEnumerable<SigningListing> All() => Folded<SignatureRecord, SigningRequested>()
        .Select(s => new SigningListing(s.Id, s.DossierId, s.RequestedAt));
}

internal sealed class ProcedureRepository(MemoryStreams streams) : MemoryRepository<PublishedProcedure>(streams)
{
    protected override IEnumerable<PublishedProcedure> All() => Folded<Procedure, ProcedurePublished>().Select(p => new PublishedProcedure(
        ProcedureId.Of(p.Current!.Code),
        p.Current.Code,
        p.Version,
        $"{p.Current.Name} {p.Current.Code} {p.Current.Field}".ToLowerInvariant(),
        p.Current,
        DateTimeOffset.UnixEpoch));
}

/// <summary>The recorded events in the order of the commits.</summary>
internal sealed class MemoryEventLog(MemoryStreams streams) : IEventLog
{
    public async IAsyncEnumerable<RecordedEvent> ReadAsync(
        EventFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var versions = new Dictionary<Guid, long>();
        var sequence = 0L;
        foreach (var (streamId, e) in streams.Log)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            sequence++;
            versions[streamId] = versions.GetValueOrDefault(streamId) + 1;
            if (sequence <= filter.AfterSequence || filter.StreamIds?.Contains(streamId) == false) continue;
            yield return new RecordedEvent(
                sequence, streamId, "", versions[streamId], Guid.NewGuid(), e.GetType().Name, e.At, "", "",
                JsonSerializer.SerializeToElement(new { }));
        }
    }
}

/// <summary>Reads are recorded in the stream beside the dossier's.</summary>
internal sealed class MemoryReadLog(MemoryStreams streams, TimeProvider time) : IReadLog
{
    public Task RecordAsync(Guid dossierId, string subject, string what, CancellationToken cancellationToken)
    {
        streams.Write(DossierReads.IdOf(dossierId), new DossierRead(dossierId, subject, what, time.GetUtcNow()));
        return Task.CompletedTask;
    }

    public Task RecordPageAsync(string agencyCode, IReadOnlyList<Guid> dossierIds, bool searched, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = InboxReads.IdOf(agencyCode, DossierCode.DayOf(now));
        streams.Write(id, new InboxRead(agencyCode, dossierIds, searched, now));
        return Task.CompletedTask;
    }
}

/// <summary>Running numbers, one for each agency and day.</summary>
internal sealed class MemoryNumbers : IDossierNumbers
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string, DateOnly), int> _last = [];

    public Task<int> NextAsync(string agencyCode, DateOnly day, CancellationToken cancellationToken)
    {
        lock (_lock) return Task.FromResult(_last[(agencyCode, day)] = _last.GetValueOrDefault((agencyCode, day)) + 1);
    }
}
