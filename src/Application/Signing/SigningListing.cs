using Ardalis.Specification;

namespace KonTum.Tthc.Application.Signing;

/// <summary>Which signings a dossier has; the signings themselves are read from their streams.</summary>
/// <param name="Id">Identifier of the signing.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="RequestedAt">When it was requested.</param>
public sealed record SigningListing(Guid Id, Guid DossierId, DateTimeOffset RequestedAt);

internal sealed class SigningsOf : Specification<SigningListing>
{
    public SigningsOf(Guid dossierId) => Query.Where(s => s.DossierId == dossierId).OrderBy(s => s.RequestedAt);
}
