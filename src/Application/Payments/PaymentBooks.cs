using Ardalis.Specification;
using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Calendar;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Payments;
using Microsoft.Extensions.DependencyInjection;

namespace KonTum.Tthc.Application.Payments;

/// <summary>
/// Where money enters the books. Callbacks, the worker and people who look all come through here, on any node and at once: the payment
/// service is asked, and of all that hear the same word the version of the payment's stream lets one record it.
/// </summary>
internal sealed class PaymentBooks(
    IUnitOfWork work,
    IStreamReader streams,
    IPaymentGateway gateway,
    IReceiptNumbers numbers,
    IProcedureVersions procedures,
    WorkingCalendar calendar,
    IReadRepositoryBase<PaymentListing> listings,
    IServiceScopeFactory scopes,
    TimeProvider time) : IPaymentNotices
{
    /// <inheritdoc />
    public async Task<NoticeAnswer> TakeAsync(IReadOnlyDictionary<string, string> fields, CancellationToken cancellationToken)
    {
        if (gateway.ReadNotice(fields) is not { } notice) return NoticeAnswer.Forged;
        try
        {
            if (await LookAsync(notice.PaymentId, cancellationToken) is not { } payment) return NoticeAnswer.UnknownOrder;
            // The answer follows from what is recorded and not from what this callback changed, so that its repetition gets the same.
            var recorded = payment.ReceivedAmount == 0 ? payment.Amount : payment.ReceivedAmount;
            return notice.Amount == payment.Amount && recorded == payment.Amount ? NoticeAnswer.Taken : NoticeAnswer.OtherAmount;
        }
        catch (FailureException e) when (e.Failure.Kind is FailureKind.Unavailable or FailureKind.Aborted)
        {
            return NoticeAnswer.TryAgain;
        }
    }

    /// <summary>Asks the payment service about a payment that it can still have news of, and records them; null when there is no such payment.</summary>
    public async Task<Payment?> LookAsync(Guid paymentId, CancellationToken cancellationToken)
    {
        if (paymentId == Guid.Empty || await streams.ReadAsync<Payment>(paymentId, cancellationToken) is not { State: var payment }) return null;
        if (!payment.Listens) return payment;
        var word = await gateway.QueryAsync(paymentId, cancellationToken);
        return await work.DecideAsync(async () =>
        {
            // Loaded anew each time: somebody else may have heard the same.
            var open = await FindAsync(paymentId, cancellationToken);
            var now = time.GetUtcNow();
            var number = open.State.WouldSettle(word) ? await DrawNumberAsync(open.State.Agency.Code, now, cancellationToken) : "";
            if (open.State.Learn(word, number, now) is not { } learnt) return open.State;
            await AppendAsync(open, learnt, cancellationToken);
            return await work.CommitAsync(open.State, cancellationToken);
        });
    }

    /// <summary>
    /// The same for one that waits, in the middle of a command: in a scope of its own, because what it commits is not the command's answer.
    /// </summary>
    public async Task LookFirstAsync(Guid paymentId, CancellationToken cancellationToken)
    {
        if (await streams.ReadAsync<Payment>(paymentId, cancellationToken) is not { State.State: PaymentState.Waiting }) return;
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<PaymentBooks>().LookAsync(paymentId, cancellationToken);
    }

    /// <summary>Asks the payment service to give money back, and records what it says.</summary>
    public async Task<Payment> PursueRefundAsync(Payment payment, CancellationToken cancellationToken)
    {
        if (payment is not { State: PaymentState.Refunding, Refund: { } refund }) return payment;
        var word = await gateway.RefundAsync(payment.Id, refund.RefundId, refund.Amount, cancellationToken);
        return await work.DecideAsync(async () =>
        {
            var open = await FindAsync(payment.Id, cancellationToken);
            // Of another refund than the one that was asked about nothing was heard.
            if (open.State.Refund?.RefundId != refund.RefundId) return open.State;
            if (open.State.LearnOfRefund(word, time.GetUtcNow()) is not { } learnt) return open.State;
            await AppendAsync(open, learnt, cancellationToken);
            return await work.CommitAsync(open.State, cancellationToken);
        });
    }

    /// <summary>Identifiers of a dossier's payments, oldest first.</summary>
    public async Task<IReadOnlyList<Guid>> PaymentsOfAsync(Guid dossierId, CancellationToken cancellationToken) =>
        [.. (await listings.ListAsync(new PaymentsOf(dossierId), cancellationToken)).Select(p => p.Id)];

    /// <summary>Loads a payment for writing.</summary>
    public async Task<IOpenStream<Payment>> FindAsync(Guid paymentId, CancellationToken cancellationToken) =>
        await work.FindAsync<Payment>(paymentId, cancellationToken) ?? throw Failures.PaymentNotFound.Because();

    /// <summary>Draws the number of a receipt, to be committed with what it is for.</summary>
    public async Task<string> DrawNumberAsync(string agencyCode, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var year = ReceiptNumber.YearOf(now);
        return ReceiptNumber.Make(agencyCode, year, await numbers.NextAsync(agencyCode, year, cancellationToken));
    }

    /// <summary>Appends an event to a payment and what it means to its dossier, to be committed together.</summary>
    public async Task AppendAsync(IOpenStream<Payment> payment, IDomainEvent @event, CancellationToken cancellationToken)
    {
        payment.Append(@event);
        if (payment.State.DossierEventOf(@event) is not { } told) return;
        var dossier = await work.FindAsync<Dossier>(payment.State.DossierId, cancellationToken) ?? throw Failures.DossierNotFound.Because();
        await TellAsync(dossier, told, cancellationToken);
    }

    /// <summary>Appends what happened to the money of a dossier; one that waited for all of it goes on in the same commit.</summary>
    public async Task TellAsync(IOpenStream<Dossier> dossier, IDomainEvent told, CancellationToken cancellationToken)
    {
        dossier.Append(told);
        // Fees are computed only where it matters: money is recorded also for a draft whose counts make no sense any more.
        if (told is not FeesPaid || dossier.State.State != DossierState.PaymentRequested) return;
        var procedure = await procedures.GetAsync(dossier.State.ProcedureCode, dossier.State.ProcedureVersion, cancellationToken);
        if (dossier.State.SettlePayment(dossier.State.FeesBy(procedure), calendar, told.At) is { } settled) dossier.Append(settled);
    }
}
