using Ardalis.Specification;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using MediatR;

namespace KonTum.Tthc.Application.Dossiers.ListDossiers;

/// <summary>Lists the caller's own dossiers, newest first.</summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record ListDossiers(PageRequest Page) : IQuery<Page<DossierListing>>;

internal sealed class ListDossiersHandler(IReadRepositoryBase<DossierListing> dossiers, ICallerContext callers)
    : IRequestHandler<ListDossiers, Page<DossierListing>>
{
    public async Task<Page<DossierListing>> Handle(ListDossiers request, CancellationToken cancellationToken)
    {
        var size = request.Page.EffectiveSize;
        var after = PageToken.Parse(request.Page.Token);
        var read = await dossiers.ListAsync(new DossiersOf(callers.Required().Subject, after, size + 1), cancellationToken);
        return PageToken.Cut(read, size, after, d => d.OpenedAt);
    }
}
