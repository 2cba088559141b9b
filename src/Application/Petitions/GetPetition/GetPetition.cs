using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using MediatR;

namespace KonTum.Tthc.Application.Petitions.GetPetition;

/// <summary>Gets a petition of one's own, or about a dossier of the officer's agency.</summary>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record GetPetition(Guid PetitionId) : IQuery<PetitionView>;

internal sealed class GetPetitionHandler(IStreamReader streams, IReadLog readLog, ICallerContext callers, TimeProvider time)
    : IRequestHandler<GetPetition, PetitionView>
{
    public async Task<PetitionView> Handle(GetPetition request, CancellationToken cancellationToken)
    {
        var petition = await streams.VisiblePetitionAsync(readLog, request.PetitionId, callers.Required(), cancellationToken);
        return PetitionView.Of(petition.State, petition.Version, time.GetUtcNow());
    }
}
