using Ardalis.Specification;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Reception.ListInbox;

/// <summary>Lists the submitted dossiers of the officer's agency, oldest submission first.</summary>
[AllowedFor(Role.Officer)]
public sealed record ListInbox(PageRequest Page) : IQuery<Page<DossierListing>>;

internal sealed class ListInboxHandler(IReadRepositoryBase<DossierListing> dossiers, ICallerContext callers)
    : IRequestHandler<ListInbox, Page<DossierListing>>
{
    public async Task<Page<DossierListing>> Handle(ListInbox request, CancellationToken cancellationToken)
    {
        // An officer whose token names no agency sees nothing rather than everything.
        var agency = callers.Required().AgencyCode ?? throw Failures.Forbidden.Because();
        var size = request.Page.EffectiveSize;
        var after = PageToken.Parse(request.Page.Token);
        var read = await dossiers.ListAsync(new InboxOf(agency, after, size + 1), cancellationToken);
        return PageToken.Cut(read, size, after, d => d.SubmittedAt!.Value);
    }
}
