using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Ratings;
using MediatR;

namespace KonTum.Tthc.Application.Ratings.GetRating;

/// <summary>The rating of a dossier of one's own, or of the officer's agency.</summary>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record GetRating(Guid DossierId) : IQuery<RatingView>;

internal sealed class GetRatingHandler(IStreamReader streams, IReadLog readLog, ICallerContext callers) : IRequestHandler<GetRating, RatingView>
{
    public async Task<RatingView> Handle(GetRating request, CancellationToken cancellationToken)
    {
        await streams.VisibleDossierAsync(readLog, request.DossierId, callers.Required(), "rating", cancellationToken);
        var rating = await streams.ReadAsync<DossierRating>(DossierRating.IdOf(request.DossierId), cancellationToken);
        return rating is null ? throw Failures.RatingNotFound.Because() : RatingView.Of(rating.State);
    }
}
