using Ardalis.Specification;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Petitions;
using MediatR;

namespace KonTum.Tthc.Application.Petitions.ListPetitions;

/// <summary>Lists the caller's petitions, newest first; for an officer those of the agency, what must be answered first on top.</summary>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record ListPetitions(Guid? DossierId, bool Waiting, PageRequest Page) : IQuery<Page<PetitionView>>;

internal sealed class ListPetitionsHandler(
    IReadRepositoryBase<PetitionListing> petitions, IStreamReader streams, IReadLog readLog, ICallerContext callers, TimeProvider time)
    : IRequestHandler<ListPetitions, Page<PetitionView>>
{
    public async Task<Page<PetitionView>> Handle(ListPetitions request, CancellationToken cancellationToken)
    {
        var caller = callers.Required();
        var (size, after) = (request.Page.EffectiveSize, PageToken.Parse(request.Page.Token));
        var officer = caller.Is(Role.Officer);
        // An officer whose token names no agency sees nothing rather than everything.
        var agency = officer ? caller.AgencyCode ?? throw Failures.Forbidden.Because() : "";
        Specification<PetitionListing> wanted = officer
            ? new PetitionsFor(agency, request.DossierId, request.Waiting, after, size + 1)
            : new PetitionsOf(caller.Subject, request.DossierId, request.Waiting, after, size + 1);
        var page = PageToken.Cut(await petitions.ListAsync(wanted, cancellationToken), size, after, p => officer ? p.Urgency : p.FiledAt);

        var views = new List<PetitionView>(page.Items.Count);
        foreach (var line in page.Items)
        {
            if (await streams.ReadAsync<Petition>(line.Id, cancellationToken) is not { } petition) continue;
            if (officer) await readLog.RecordAsync(line.DossierId, line.OwnerId, "petition", cancellationToken);
            views.Add(PetitionView.Of(petition.State, petition.Version, time.GetUtcNow()));
        }

        return new Page<PetitionView>(views, page.NextPageToken);
    }
}
