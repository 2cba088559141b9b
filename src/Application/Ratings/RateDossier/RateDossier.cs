using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Ratings;
using MediatR;

namespace KonTum.Tthc.Application.Ratings.RateDossier;

/// <summary>Rates the handling of a dossier of one's own after its end; once.</summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record RateDossier(Guid DossierId, int Score, string Comment, string? RequestId) : ICommand<RatingView>, IRepeatable;

internal sealed class RateDossierValidator : AbstractValidator<RateDossier>
{
    public RateDossierValidator()
    {
        RuleFor(r => r.Score).InclusiveBetween(1, 5).WithState(_ => Failures.OutOfRange.At("score", ("range", "1–5")));
        this.MayBeLongText(r => r.Comment, "comment", 2000);
    }
}

internal sealed class RateDossierHandler(IUnitOfWork work, ICallerContext callers, TimeProvider time)
    : IRequestHandler<RateDossier, RatingView>
{
    public Task<RatingView> Handle(RateDossier request, CancellationToken cancellationToken) => work.DecideAsync(async () =>
    {
        var dossier = await work.OwnDossierAsync(request.DossierId, callers.Required(), cancellationToken);
        var id = DossierRating.IdOf(request.DossierId);
        var rated = DossierRating.Rate(dossier.State, request.Score, (request.Comment ?? "").Normalize().Trim(), time.GetUtcNow());

        // Two at once: the second one's stream is there already when it commits, and then it comes by here again.
        if (await work.FindAsync<DossierRating>(id, cancellationToken) is not null) throw Failures.DossierAlreadyRated.Because();
        work.Start<DossierRating>(id, rated);
        var rating = new DossierRating();
        rating.Apply(rated);
        return await work.CommitAsync(RatingView.Of(rating), cancellationToken);
    });
}
