using KonTum.Tthc.Domain.Procedures;

namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>What the dossier costs and what of it was paid.</summary>
public sealed partial class Dossier
{
    private PaymentRequested? _asked;

    /// <summary>What was paid and not given back, in đồng.</summary>
    public long PaidAmount { get; private set; }

    /// <summary>What officers asked for on top of the procedure's fees, oldest first.</summary>
    public IReadOnlyList<RequestedFee> RequestedFees { get; private set; } = [];

    /// <summary>Whether a payment may be begun: not for a dossier that came to nothing.</summary>
    public bool CanBePaid => State is not (DossierState.Refused or DossierState.Withdrawn or DossierState.Stopped or DossierState.Discarded);

    /// <summary>What it costs as it is now, by the version of the procedure that it was opened with.</summary>
    public DossierFees FeesBy(ProcedureDefinition procedure) => Fees.Of(this, procedure);

    /// <summary>Takes in an event.</summary>
    public void Apply(FeesPaid e)
    {
        PaidAmount += e.Amount;
        ChangedAt = e.At;
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(FeesRefunded e)
    {
        PaidAmount -= e.Amount;
        ChangedAt = e.At;
    }

    private void Ask(PaymentRequested e)
    {
        if (e.ExtraAmount > 0) RequestedFees = [.. RequestedFees, new RequestedFee(e.ExtraAmount, e.At)];
        _asked = e;
    }

    /// <summary>An agency that goes on without the payment it asked for no longer asks for what it had put on top.</summary>
    private void WaiveWhatWasAsked()
    {
        if (State != DossierState.PaymentRequested || _asked is not { ExtraAmount: > 0 }) return;
        RequestedFees = [.. RequestedFees.SkipLast(1)];
    }
}

/// <summary>A fee on top of the procedure's, for example a tax by a notice.</summary>
/// <param name="Amount">Đồng.</param>
/// <param name="At">When it was asked for.</param>
public sealed record RequestedFee(long Amount, DateTimeOffset At);
