using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Domain.Ratings;

namespace KonTum.Tthc.Application.Ratings;

/// <summary>A rating.</summary>
public sealed record RatingView(Guid DossierId, int Score, string Comment, DateTimeOffset At)
{
    internal static RatingView Of(DossierRating rating) =>
        new(rating.DossierId, rating.Score, rating.Comment ?? AttachmentView.ErasedName, rating.RatedAt);
}
