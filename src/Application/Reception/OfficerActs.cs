using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Procedures;

namespace KonTum.Tthc.Application.Reception;

/// <summary>
/// What all acts of an officer have in common: only an officer of the agency that has the dossier now gets at it, what the officer saw is
/// still what is there, and the decision of the aggregate is committed once.
/// </summary>
internal sealed class OfficerActs(IUnitOfWork work, IProcedureVersions procedures, ICallerContext callers, TimeProvider time)
{
    /// <summary>Decides what needs nothing but the dossier.</summary>
    public Task<DossierView> DecideAsync(
        OfficerAct act, Func<Dossier, Decision, IDomainEvent> decide, CancellationToken cancellationToken) =>
        DecideAsync(act, (dossier, decision, _) => Task.FromResult(decide(dossier, decision)), cancellationToken);

    /// <summary>Decides what the dossier's version of the procedure has a say in.</summary>
    public Task<DossierView> DecideByProcedureAsync(
        OfficerAct act, Func<Dossier, ProcedureDefinition, Decision, IDomainEvent> decide, CancellationToken cancellationToken) =>
        DecideAsync(
            act,
            async (dossier, decision, token) =>
                decide(dossier, await procedures.GetAsync(dossier.ProcedureCode, dossier.ProcedureVersion, token), decision),
            cancellationToken);

    private async Task<DossierView> DecideAsync(
        OfficerAct act, Func<Dossier, Decision, CancellationToken, Task<IDomainEvent>> decide, CancellationToken cancellationToken)
    {
        var caller = callers.Required();
        var dossier = await work.ReceivedDossierAsync(act.DossierId, caller, cancellationToken);
        ETag.MustMatch(act.ETag, dossier.Version);

        var now = time.GetUtcNow();
        dossier.Append(await decide(dossier.State, new Decision(caller.Subject, now), cancellationToken));
        return await work.CommitAsync(DossierView.ForOfficer(dossier.State, dossier.Version, now), cancellationToken);
    }
}

/// <summary>Which dossier an officer acts on, and what was seen of it.</summary>
internal readonly record struct OfficerAct(Guid DossierId, string? ETag);

/// <summary>Who decides, and when.</summary>
internal readonly record struct Decision(string OfficerId, DateTimeOffset Now);
