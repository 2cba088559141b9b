using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Application.Dossiers;

/// <summary>
/// Who may touch a dossier: its owner; to read, also an officer of the agency that it was submitted to. Anyone else gets the answer for
/// one that does not exist.
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
        if (Owns(caller, stream.State)) return stream;
        if (!Receives(caller, stream.State)) throw Failures.DossierNotFound.Because();

        await readLog.RecordAsync(id, stream.State.OwnerId, what, cancellationToken);
        return stream;
    }

    private static bool Owns(Caller caller, Dossier dossier) =>
        (caller.Is(Role.Citizen) || caller.Is(Role.System)) && dossier.OwnerId == caller.Subject;

    private static bool Receives(Caller caller, Dossier dossier) =>
        caller.Is(Role.Officer) && dossier.IsAt(caller.AgencyCode);
}
