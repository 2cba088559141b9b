using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Payments;
using MediatR;

namespace KonTum.Tthc.Application.Payments.StartPayment;

/// <summary>
/// Begins an online payment of what is due. One that is still open for the same amount is answered again; one for another amount is
/// superseded, because the counts of the dossier have changed since.
/// </summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record StartPayment(Guid DossierId, string ReturnUri, string? RequestId) : ICommand<PaymentView>, IRepeatable;

internal sealed class StartPaymentValidator : AbstractValidator<StartPayment>
{
    public StartPaymentValidator() => this.MayBeText(r => r.ReturnUri, "return_uri", 2000);
}

internal sealed class StartPaymentHandler(
    IUnitOfWork work,
    IProcedureVersions procedures,
    IPaymentGateway gateway,
    PaymentBooks books,
    PaymentPace pace,
    ICallerContext callers,
    TimeProvider time) : IRequestHandler<StartPayment, PaymentView>
{
    public async Task<PaymentView> Handle(StartPayment request, CancellationToken cancellationToken)
    {
        await work.OwnDossierAsync(request.DossierId, callers.Required(), cancellationToken);
        work.Discard();
        if (!gateway.IsOffered) throw Failures.OnlinePaymentNotOffered.Because();
        if (request.ReturnUri.Length > 0 && !gateway.IsTrustedReturn(request.ReturnUri))
            throw Failures.Invalid(Failures.ReturnAddressNotTrusted.At("return_uri"));

        // Whoever has paid a moment ago shall not be asked to pay again; so a service that does not answer opens no second order either.
        foreach (var id in await books.PaymentsOfAsync(request.DossierId, cancellationToken)) await books.LookFirstAsync(id, cancellationToken);
        return await work.DecideAsync(() => OpenAsync(request, cancellationToken));
    }

    private async Task<PaymentView> OpenAsync(StartPayment request, CancellationToken cancellationToken)
    {
        var dossier = (await work.OwnDossierAsync(request.DossierId, callers.Required(), cancellationToken)).State;
        var fees = dossier.FeesBy(await procedures.GetAsync(dossier.ProcedureCode, dossier.ProcedureVersion, cancellationToken));
        Payment.MustBePayable(dossier, fees);

        var now = time.GetUtcNow();
        var earlier = await books.PaymentsOfAsync(dossier.Id, cancellationToken);
        var next = PaymentId.Of(dossier.Id, earlier.Count);
        foreach (var id in earlier)
        {
            var payment = await books.FindAsync(id, cancellationToken);
            if (payment.State.State != PaymentState.Waiting) continue;
            if (payment.State.Amount == fees.Due) return await work.CommitAsync(PaymentView.Of(payment.State), cancellationToken);
            payment.Append(payment.State.Supersede(next, now)!);
        }

        var expiresAt = now + pace.Lifetime;
        var order = new PaymentOrder(next, fees.Due, DescriptionOf(dossier), request.ReturnUri, now, expiresAt);
        var opened = Payment.Open(next, dossier, fees, await gateway.OpenAsync(order, cancellationToken), expiresAt, now);
        work.Start<Payment>(next, opened);
        var started = new Payment();
        started.Apply(opened);
        return await work.CommitAsync(PaymentView.Of(started), cancellationToken);
    }

    /// <summary>Stands on the person's bank statement: without marks, as banks have it, and without a name.</summary>
    private static string DescriptionOf(Dossier dossier) =>
        "Nop phi le phi " + (dossier.Code.Length > 0 ? "ho so " + dossier.Code : "thu tuc " + dossier.ProcedureCode);
}
