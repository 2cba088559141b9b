using System.Collections.Frozen;
using static KonTum.Tthc.Domain.Dossiers.DossierAct;
using static KonTum.Tthc.Domain.Dossiers.DossierParty;
using S = KonTum.Tthc.Domain.Dossiers.DossierState;

namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>A row of the chart: who may do what in which state, and where it leads.</summary>
/// <param name="From">The state.</param>
/// <param name="Interrupted">
/// For the two states that interrupt another one, a request for papers or for money: which one; null for all others.
/// </param>
/// <param name="Act">What is done.</param>
/// <param name="To">The state afterwards.</param>
/// <param name="By">Who may.</param>
public sealed record Transition(S From, S? Interrupted, DossierAct Act, S To, IReadOnlyList<DossierParty> By);

/// <summary>
/// All transitions of a dossier. Decisions look here whether something is possible, and the state chart of <c>docs/dossiers.md</c> is made
/// from it. What stands nowhere in it does not happen.
/// </summary>
public static class DossierChart
{
    /// <summary>Submitted and not yet accepted: it can be refused.</summary>
    private static readonly S[] BeforeAcceptance = [S.Registered, S.Supplemented];

    /// <summary>Accepted, and the time for processing runs: it can be stopped.</summary>
    private static readonly S[] Running = [S.Accepted, S.Processing];

    private static readonly FrozenDictionary<(S, S?, DossierAct), Transition> Table =
        Rows().ToFrozenDictionary(t => (t.From, t.Interrupted, t.Act));

    /// <summary>All of them, in the order of a dossier's life.</summary>
    public static IReadOnlyList<Transition> Transitions { get; } = [.. Rows()];

    /// <summary>What an act leads to; null when the state does not allow it.</summary>
    public static Transition? Find(S state, S? interrupted, DossierAct act) => Table.GetValueOrDefault((state, interrupted, act));

    /// <summary>What a party can do in a state.</summary>
    public static IReadOnlyList<DossierAct> Possible(S state, S? interrupted, DossierParty party) =>
        [.. Transitions.Where(t => t.From == state && t.Interrupted == interrupted && t.By.Contains(party)).Select(t => t.Act)];

    /// <summary>Who may do something, in whatever state.</summary>
    public static IReadOnlyList<DossierParty> PartiesOf(DossierAct act) =>
        [.. Transitions.Where(t => t.Act == act).SelectMany(t => t.By).Distinct()];

    private static IEnumerable<Transition> Rows()
    {
        // The person's own: a draft.
        yield return new(S.Draft, null, Submit, S.Registered, [Owner]);
        yield return new(S.Draft, null, Discard, S.Discarded, [Owner, Platform]);

        // The desk: accept, refuse, or ask for something first.
        foreach (var state in BeforeAcceptance)
        {
            yield return new(state, null, Accept, S.Accepted, [Officer]);
            yield return new(state, null, Refuse, S.Refused, [Officer]);
        }

        // At work.
        yield return new(S.Accepted, null, StartProcessing, S.Processing, [Officer]);
        yield return new(S.Processing, null, SuspendProcessing, S.Suspended, [Officer]);
        yield return new(S.Suspended, null, StartProcessing, S.Processing, [Officer]);
        yield return new(S.Processing, null, AddResultPaper, S.Processing, [Officer]);
        foreach (var state in (S[])[S.Processing, S.Suspended]) yield return new(state, null, SealResultPaper, state, [Platform]);
        yield return new(S.Processing, null, RemoveResultPaper, S.Processing, [Officer]);
        yield return new(S.Processing, null, CompleteProcessing, S.Completed, [Officer]);
        yield return new(S.Completed, null, ReturnResult, S.Returned, [Officer]);
        foreach (var state in (S[])[.. Running, S.Suspended]) yield return new(state, null, StopProcessing, S.Stopped, [Officer]);

        // Asking for papers or money interrupts a state; afterwards it goes on there.
        foreach (var state in (S[])[.. BeforeAcceptance, .. Running])
        {
            var accepted = Running.Contains(state);
            yield return new(state, null, RequestSupplement, S.SupplementRequested, [Officer]);
            yield return new(S.SupplementRequested, state, RequestSupplement, S.SupplementRequested, [Officer]);
            yield return new(S.SupplementRequested, state, Supplement, accepted ? state : S.Supplemented, [Owner]);
            yield return new(state, null, RequestPayment, S.PaymentRequested, [Officer]);
            yield return new(S.PaymentRequested, state, SettlePayment, state, [Platform]);

            // The agency can also go on without the money; what is due stays due until the result is returned.
            var goOn = accepted ? StartProcessing : Accept;
            yield return new(S.PaymentRequested, state, goOn, accepted ? S.Processing : S.Accepted, [Officer]);

            foreach (var asking in (S[])[S.SupplementRequested, S.PaymentRequested])
            {
                yield return accepted
                    ? new(asking, state, StopProcessing, S.Stopped, [Officer])
                    : new(asking, state, Refuse, S.Refused, [Officer]);
                if (state == S.Processing) yield return new(asking, state, SealResultPaper, asking, [Platform]);
                yield return new(asking, state, HandOver, asking, [Officer]);
                yield return new(asking, state, Withdraw, S.Withdrawn, [Owner]);
            }
        }

        // Everywhere between submission and result.
        foreach (var state in (S[])[.. BeforeAcceptance, .. Running, S.Suspended])
        {
            yield return new(state, null, HandOver, state, [Officer]);
            yield return new(state, null, Withdraw, S.Withdrawn, [Owner]);
        }

        // The result may lie at another desk than the one that made it.
        yield return new(S.Completed, null, HandOver, S.Completed, [Officer]);
    }
}
