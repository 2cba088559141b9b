using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.People;
using static KonTum.Tthc.Domain.Failures.Failures;

namespace KonTum.Tthc.Domain.Ratings;

/// <summary>The owner rated the handling of a dossier. The score is in the clear, so that it can be counted; the words are sealed.</summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="AgencyCode">The agency that had it in the end.</param>
/// <param name="Score">1 (very dissatisfied) to 5 (very satisfied).</param>
/// <param name="Comment">What the person adds.</param>
/// <param name="At">When.</param>
[EventName("dossier_rated")]
public sealed record DossierRated(Guid DossierId, string AgencyCode, int Score, Personal<string> Comment, DateTimeOffset At) : IDomainEvent;

/// <summary>The rating of a dossier (khảo sát đánh giá): a stream beside the dossier's own, so that an ended dossier stays as it ended.</summary>
public sealed class DossierRating
{
    /// <summary>Identifier of the stream.</summary>
    public Guid Id { get; private set; }

    /// <summary>The dossier.</summary>
    public Guid DossierId { get; private set; }

    /// <summary>1 to 5.</summary>
    public int Score { get; private set; }

    /// <summary>What the person adds; null once the person's data has been erased.</summary>
    public string? Comment { get; private set; }

    /// <summary>When.</summary>
    public DateTimeOffset RatedAt { get; private set; }

    /// <summary>The stream of a dossier's rating: derived from the dossier's identifier, so that there can be only one.</summary>
    public static Guid IdOf(Guid dossierId)
    {
        Span<byte> bytes = stackalloc byte[22];
        dossierId.TryWriteBytes(bytes);
        "rating"u8.CopyTo(bytes[16..]);
        Span<byte> digest = stackalloc byte[32];
        System.Security.Cryptography.SHA256.HashData(bytes, digest);
        return new Guid(digest[..16]);
    }

    /// <summary>Decides to rate. Any end of a submitted dossier can be rated, also a refusal: it is the handling that is rated.</summary>
    public static DossierRated Rate(Dossier dossier, int score, string comment, DateTimeOffset now) =>
        dossier.State is DossierState.Completed or DossierState.Returned or DossierState.Refused or DossierState.Stopped or DossierState.Withdrawn
            ? new DossierRated(dossier.Id, dossier.Agency.Code, score, Personal.Of(dossier.OwnerId, comment), now)
            : throw DossierNotEnded.Because();

    /// <summary>Takes in an event.</summary>
    public void Apply(DossierRated e)
    {
        (Id, DossierId, Score) = (IdOf(e.DossierId), e.DossierId, e.Score);
        (Comment, RatedAt) = (e.Comment.Value, e.At);
    }
}
