using KonTum.Tthc.Application.Reception;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Dossiers;

namespace KonTum.Tthc.Application.Tests.World;

/// <summary>Every agency has a seal that works; what a seal really does is tested with the engine.</summary>
internal sealed class MemorySeals(TimeProvider time) : IAgencySeals, ISealingQueue
{
    public Task CheckAsync(string agencyCode, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task CheckFileAsync(string agencyCode, StoredFile file, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<SignedDocument> SealAsync(string agencyCode, StoredFile file, CancellationToken cancellationToken) =>
        Task.FromResult(new SignedDocument(file with { Sha256 = "sealed-" + file.Sha256 }, time.GetUtcNow()));

    /// <summary>In memory nothing waits.</summary>
    public Task<IReadOnlyDictionary<Guid, SealingPlace>> FindAsync(IReadOnlyList<Guid> resultIds, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<Guid, SealingPlace>>(new Dictionary<Guid, SealingPlace>());
}
