using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Application.Dossiers;

/// <summary>
/// Who may touch a dossier: its owner; what was submitted, also an officer of the agency that has it now; what is filed at the counter, that
/// agency's officers in the person's place. Anyone else gets the answer for one that does not exist.
/// </summary>
internal static class DossierAccess
{
    /// <summary>Loads a dossier that the caller owns, for writing.</summary>
    public static async Task<IOpenStream<Dossier>> OwnDossierAsync(
        this IUnitOfWork work, Guid id, Caller caller, CancellationToken cancellationToken)
    {
        var stream = await work.FindAsync<Dossier>(id, cancellationToken);
        return stream is not null && Owns(caller, stream.State) ? stream : throw Failures.DossierNotFound.Because();
    }

    /// <summary>Loads a submitted dossier that the caller's agency has now, for writing.</summary>
    public static async Task<IOpenStream<Dossier>> ReceivedDossierAsync(
        this IUnitOfWork work, Guid id, Caller caller, CancellationToken cancellationToken)
    {
        var stream = await work.FindAsync<Dossier>(id, cancellationToken);
        return stream is not null && Receives(caller, stream.State) ? stream : throw Failures.DossierNotFound.Because();
    }

    /// <summary>Reads a dossier that the caller may see, and records the read when it is not the caller's own.</summary>
    /// <param name="streams">Streams.</param>
    /// <param name="readLog">Where reads of other people's data are recorded.</param>
    /// <param name="id">The dossier.</param>
    /// <param name="caller">Who reads.</param>
    /// <param name="what">What is read, in snake case, for example "attachment_content".</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<StreamState<Dossier>> VisibleDossierAsync(
        this IStreamReader streams, IReadLog readLog, Guid id, Caller caller, string what, CancellationToken cancellationToken)
    {
        var stream = await streams.ReadAsync<Dossier>(id, cancellationToken);
        if (stream is null) throw Failures.DossierNotFound.Because();
        if (IsOwn(caller, stream.State)) return stream;
        if (!Receives(caller, stream.State) && !Files(caller, stream.State)) throw Failures.DossierNotFound.Because();

        await readLog.RecordAsync(id, stream.State.OwnerId, what, cancellationToken);
        return stream;
    }

    /// <summary>Whether the caller acts as the owner: the person, or an officer who files for a person at the counter.</summary>
    public static bool Owns(Caller caller, Dossier dossier) => IsOwn(caller, dossier) || Files(caller, dossier);

    /// <summary>Whether the caller is an officer of the agency that has the submitted dossier now.</summary>
    public static bool Receives(Caller caller, Dossier dossier) =>
        caller.Is(Role.Officer) && dossier.IsAt(caller.AgencyCode);

    /// <summary>
    /// A result paper of a dossier that the caller may see. Until the result is returned it is a paper of the agency: nothing is returned
    /// while fees are due, and whoever had it before would have no reason to pay.
    /// </summary>
    public static ResultPaper VisibleResult(Caller caller, Dossier dossier, Guid resultId) =>
        dossier.State == DossierState.Returned || Receives(caller, dossier)
            ? dossier.Result(resultId)
            : throw Failures.ResultNotFound.Because();

    private static bool IsOwn(Caller caller, Dossier dossier) =>
        (caller.Is(Role.Citizen) || caller.Is(Role.System)) && dossier.OwnerId == caller.Subject;

    private static bool Files(Caller caller, Dossier dossier) =>
        caller.Is(Role.Officer) && dossier.Agency.Code == caller.AgencyCode && CounterFiling.IsOwner(dossier.OwnerId, dossier.Id);
}
