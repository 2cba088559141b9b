using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Payments;
using MediatR;

namespace KonTum.Tthc.Application.Payments.RecordPayment;

/// <summary>Records what an officer took at the counter: exactly what is due.</summary>
[AllowedFor(Role.Officer)]
public sealed record RecordPayment(Guid DossierId, long Amount, string? RequestId) : ICommand<PaymentView>, IRepeatable;

internal sealed class RecordPaymentValidator : AbstractValidator<RecordPayment>
{
    public RecordPaymentValidator() => RuleFor(r => r.Amount)
        .InclusiveBetween(1, Fees.LargestAmount)
        .WithState(_ => Failures.OutOfRange.At("amount", ("range", $"1–{Fees.LargestAmount}")));
}

internal sealed class RecordPaymentHandler(
    IUnitOfWork work, IProcedureVersions procedures, PaymentBooks books, ICallerContext callers, TimeProvider time)
    : IRequestHandler<RecordPayment, PaymentView>
{
    public async Task<PaymentView> Handle(RecordPayment request, CancellationToken cancellationToken)
    {
        await work.ReceivedDossierAsync(request.DossierId, callers.Required(), cancellationToken);
        work.Discard();
        foreach (var id in await books.PaymentsOfAsync(request.DossierId, cancellationToken))
        {
            try
            {
                await books.LookFirstAsync(id, cancellationToken);
            }
            catch (FailureException e) when (e.Failure == Failures.PaymentServiceUnavailable)
            {
                // The counter works without it. Should the person have paid online as well, that counts when it is heard of, and what is
                // then too much can be given back.
            }
        }

        return await work.DecideAsync(() => RecordAsync(request, callers.Required(), cancellationToken));
    }

    private async Task<PaymentView> RecordAsync(RecordPayment request, Caller officer, CancellationToken cancellationToken)
    {
        var dossier = await work.ReceivedDossierAsync(request.DossierId, officer, cancellationToken);
        var state = dossier.State;
        var fees = state.FeesBy(await procedures.GetAsync(state.ProcedureCode, state.ProcedureVersion, cancellationToken));
        var earlier = await books.PaymentsOfAsync(state.Id, cancellationToken);
        var (next, now) = (PaymentId.Of(state.Id, earlier.Count), time.GetUtcNow());
        _ = Payment.Record(next, state, fees, request.Amount, officer.Subject, "", now); // before a number is drawn
        var number = await books.DrawNumberAsync(state.Agency.Code, now, cancellationToken);
        var recorded = Payment.Record(next, state, fees, request.Amount, officer.Subject, number, now);

        foreach (var id in earlier)
        {
            var open = await books.FindAsync(id, cancellationToken);
            if (open.State.Supersede(next, now) is { } superseded) open.Append(superseded);
        }

        work.Start<Payment>(next, recorded);
        var payment = Taken(recorded);
        await books.TellAsync(dossier, new FeesPaid(next, payment.ReceivedAmount, PaymentChannel.Counter, number, now), cancellationToken);
        return await work.CommitAsync(PaymentView.Of(payment), cancellationToken);
    }

    private static Payment Taken(IReadOnlyList<Domain.IDomainEvent> recorded)
    {
        var payment = new Payment();
        payment.Apply((PaymentOpened)recorded[0]);
        payment.Apply((PaymentSettled)recorded[1]);
        return payment;
    }
}
