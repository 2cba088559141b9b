namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>What the dossier costs and what of it was paid.</summary>
public sealed partial class Dossier
{
    /// <summary>What was paid and not given back, in đồng.</summary>
    public long PaidAmount { get; private set; }

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
}
