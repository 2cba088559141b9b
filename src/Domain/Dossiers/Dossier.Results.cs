using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Procedures;
using static KonTum.Tthc.Domain.Failures.Failures;

namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>Decisions about result papers.</summary>
public sealed partial class Dossier
{
    /// <summary>Most result papers of a dossier.</summary>
    public const int MaxResults = 20;

    /// <summary>Decides to put a result paper to the dossier.</summary>
    public ResultPaperAdded AddResult(
        Guid resultId,
        string definitionId,
        string fileName,
        StoredFile file,
        ProcedureDefinition procedure,
        string officerId,
        DateTimeOffset now,
        IReadOnlyList<string>? notices = null)
    {
        MustAllow(DossierAct.AddResultPaper);
        if (Results.Count >= MaxResults) throw TooManyResults.Because(("limit", MaxResults));
        if (definitionId.Length > 0 && procedure.Results.All(r => r.Id != definitionId))
            throw Invalid(ResultDefinitionNotFound.At("result_definition_id"));
        return new ResultPaperAdded(officerId, resultId, definitionId, Personal.Of(OwnerId, fileName), file, now, notices);
    }

    /// <summary>Decides to take a result paper away; its seal goes with it.</summary>
    public ResultPaperRemoved RemoveResult(Guid resultId, string officerId, DateTimeOffset now)
    {
        var result = Result(resultId);
        MustAllow(DossierAct.RemoveResultPaper);
        return new ResultPaperRemoved(officerId, result.Id, now);
    }

    /// <summary>
    /// Decides that the sealed version of a result paper counts; null when it is gone, sealed already, or no longer wanted. Also while
    /// processing stands still: the officer wanted the seal when the paper was uploaded, and what stands still is the time of the agency.
    /// </summary>
    public ResultPaperSealed? SealResult(Guid resultId, StoredFile file, DateTimeOffset now)
    {
        var result = Results.FirstOrDefault(r => r.Id == resultId);
        if (result is null || result.IsSealed || !DossierStates.IsOpen(State)) return null;
        MustAllow(DossierAct.SealResultPaper);
        var name = result.Newest.FileName.Value is { } known ? Dossiers.Attachment.SignedName(known) : null;
        return new ResultPaperSealed(resultId, new Personal<string>(OwnerId, name), file, now);
    }

    /// <summary>The result paper, or a failure.</summary>
    public ResultPaper Result(Guid resultId) => Results.FirstOrDefault(r => r.Id == resultId) ?? throw ResultNotFound.Because();
}
