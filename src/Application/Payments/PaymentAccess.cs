using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Payments;

namespace KonTum.Tthc.Application.Payments;

/// <summary>
/// Who may deal with the money of a dossier: its owner, and the officers of its agency, also while it is a draft. Where fees are paid
/// before submission, people come to the counter with a draft, and what they see of it there is amounts and nothing that was filled in.
/// Anyone else gets the answer for a dossier that does not exist.
/// </summary>
internal static class PaymentAccess
{
    /// <summary>Reads a dossier for its money; what an officer sees is recorded first.</summary>
    public static async Task<Dossier> DossierForMoneyAsync(
        this IStreamReader streams, IReadLog readLog, Guid id, Caller caller, CancellationToken cancellationToken)
    {
        var dossier = (await streams.ReadAsync<Dossier>(id, cancellationToken))?.State;
        if (dossier is null) throw Failures.DossierNotFound.Because();
        if (Owns(caller, dossier)) return dossier;
        if (!Receives(caller, dossier)) throw Failures.DossierNotFound.Because();
        await readLog.RecordAsync(id, dossier.OwnerId, "fees", cancellationToken);
        return dossier;
    }

    /// <summary>Loads a dossier whose money an officer of its agency handles, for writing.</summary>
    public static async Task<IOpenStream<Dossier>> ReceivedDossierAsync(
        this IUnitOfWork work, Guid id, Caller caller, CancellationToken cancellationToken)
    {
        var stream = await work.FindAsync<Dossier>(id, cancellationToken);
        return stream is not null && Receives(caller, stream.State) ? stream : throw Failures.DossierNotFound.Because();
    }

    /// <summary>Reads a payment of a dossier.</summary>
    public static async Task<Payment> PaymentOfAsync(
        this IStreamReader streams, Guid dossierId, Guid paymentId, CancellationToken cancellationToken)
    {
        var payment = (await streams.ReadAsync<Payment>(paymentId, cancellationToken))?.State;
        return payment is not null && payment.DossierId == dossierId ? payment : throw Failures.PaymentNotFound.Because();
    }

    private static bool Owns(Caller caller, Dossier dossier) =>
        (caller.Is(Role.Citizen) || caller.Is(Role.System)) && dossier.OwnerId == caller.Subject;

    private static bool Receives(Caller caller, Dossier dossier) =>
        caller.Is(Role.Officer) && caller.AgencyCode is { Length: > 0 } agency && dossier.Agency.Code == agency;
}
