using KonTum.Tthc.Application.Reception;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Dossiers;

namespace KonTum.Tthc.Application.Tests.World;

/// <summary>Every agency has a seal that works; what a seal really does is tested with the engine.</summary>
internal sealed class MemorySeals(TimeProvider time) : IAgencySeals
{
    public void Check(string agencyCode)
    {
    }

    public Task CheckFileAsync(string agencyCode, StoredFile file, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<SignedDocument> SealAsync(string agencyCode, StoredFile file, CancellationToken cancellationToken) =>
        Task.FromResult(new SignedDocument(file with { Sha256 = "sealed-" + file.Sha256 }, time.GetUtcNow()));
}
