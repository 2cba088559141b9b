using KonTum.Tthc.Application.Reception;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Application.Dossiers;

/// <summary>A paper that the person gets, as the people who may see the dossier see it.</summary>
public sealed record ResultPaperView(
    Guid Id, string ResultDefinitionId, string FileName, bool IsSealed, IReadOnlyList<AttachmentVersionView> Versions)
{
    /// <summary>What was noticed in the file and a person should know, codes of the failure catalogue.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>What hindered its seal the last time; null when nothing did, and for the person.</summary>
    public SealingTrouble? Trouble { get; init; }

    internal static ResultPaperView Of(ResultPaper result) => new(
        result.Id,
        result.ResultDefinitionId,
        result.Newest.FileName.Value ?? AttachmentView.ErasedName,
        result.IsSealed,
        [.. result.Versions.Select(v => new AttachmentVersionView(v.Kind, v.FileName.Value ?? AttachmentView.ErasedName, v.File, v.At, v.SigningId))]) { Notices = result.Notices };
}

/// <summary>Why a result paper is not sealed yet. It is tried again by itself.</summary>
/// <param name="Cause">The failure, as the agency's officers read it.</param>
/// <param name="Attempts">How often it did not work.</param>
/// <param name="NextAttempt">When it is tried again.</param>
public sealed record SealingTrouble(FailureException Cause, int Attempts, DateTimeOffset NextAttempt);

/// <summary>Puts what hinders seals into views. It changes from moment to moment, so it is no part of a first answer.</summary>
internal static class SealingTroubles
{
    public static async Task<DossierView> TellTroubleAsync(this ISealingQueue queue, DossierView dossier, CancellationToken cancellationToken)
    {
        var waiting = dossier.Results.Where(r => !r.IsSealed).Select(r => r.Id).ToList();
        if (waiting.Count == 0) return dossier;
        var places = await queue.FindAsync(waiting, cancellationToken);
        return dossier with
        {
            Results = [.. dossier.Results.Select(r => places.TryGetValue(r.Id, out var place) && place.Failures > 0
                ? r with { Trouble = new SealingTrouble(Failure(place.Cause).Because(("agency", dossier.Agency.Code)), place.Failures, place.Due) }
                : r)],
        };
    }

    private static Failure Failure(string cause) => Failures.All.GetValueOrDefault(cause) ?? Failures.Unexpected;
}
