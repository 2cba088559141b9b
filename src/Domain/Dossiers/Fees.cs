using System.Globalization;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Procedures;

namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>One fee of a dossier.</summary>
/// <param name="FeeId">Identifier of the fee within the procedure; empty for one that an officer asked for.</param>
/// <param name="Name">Vietnamese name.</param>
/// <param name="UnitAmount">Amount of one, in đồng.</param>
/// <param name="Quantity">How many.</param>
/// <param name="Amount">Amount of the line, in đồng.</param>
public sealed record FeeLine(string FeeId, string Name, long UnitAmount, int Quantity, long Amount);

/// <summary>What a dossier costs as it is now, in đồng.</summary>
/// <param name="Lines">The lines; a fee of which none is asked for has no line.</param>
/// <param name="Total">Sum of the lines.</param>
/// <param name="Paid">What was paid and not given back.</param>
/// <param name="Rule">When it must be paid.</param>
public sealed record DossierFees(IReadOnlyList<FeeLine> Lines, long Total, long Paid, PaymentRule Rule)
{
    /// <summary>What is still to be paid.</summary>
    public long Due => Math.Max(0, Total - Paid);

    /// <summary>What was paid too much: an officer can give it back.</summary>
    public long Overpaid => Math.Max(0, Paid - Total);

    /// <summary>Whether it must be paid before the dossier is submitted.</summary>
    public bool MustBePaidBeforeSubmission => Rule == PaymentRule.BeforeSubmission;

    /// <summary>What the fees put in the way of submitting; nothing where the procedure lets people pay later.</summary>
    public IReadOnlyList<FieldViolation> FindObstacles() =>
        MustBePaidBeforeSubmission && Due > 0 ? [Failures.Failures.FeesUnpaid.At("fees", ("amount", Due))] : [];

    /// <summary>Refuses what only a paid dossier allows, whatever the rule of the procedure: to return the result.</summary>
    public void MustBePaid()
    {
        if (Due > 0) throw Failures.Failures.FeesUnpaid.Because(("amount", Due));
    }
}

/// <summary>
/// Computes the fees of a dossier: from what its version of the procedure says, the way it was filed, its kind, its sets and the copies
/// asked for, and from what officers have asked for on top. Everything else about money follows from it, so it is one pure function.
/// </summary>
public static class Fees
{
    /// <summary>
    /// The largest sum of a dossier and the largest single amount, in đồng: well above any real one, and far enough below the limits of
    /// a number that nothing overflows, here or at a payment service.
    /// </summary>
    public const long LargestAmount = 1_000_000_000_000;

    /// <summary>Computes them.</summary>
    /// <exception cref="FailureException">FEES_NOT_COMPUTABLE: an amount is negative, or the sum is beyond <see cref="LargestAmount"/>.</exception>
    public static DossierFees Of(Dossier dossier, ProcedureDefinition procedure)
    {
        List<FeeLine> lines =
        [
            .. procedure.Fees.Where(f => IsFor(f, dossier)).Select(f => Line(f, dossier)).Where(l => l.Quantity > 0),
            .. dossier.RequestedFees.Select(r => Line("", NameOf(r), r.Amount, 1)),
        ];
        long total = 0;
        foreach (var line in lines)
        {
            total += line.Amount; // each is at most LargestAmount, and so is the sum so far
            if (total > LargestAmount) throw Failures.Failures.FeesNotComputable.Because();
        }

        return new DossierFees(lines, total, dossier.PaidAmount, procedure.PaymentRule);
    }

    /// <summary>Whether the fee is for this kind of dossier. Before a kind is chosen, only what all kinds cost is certain.</summary>
    private static bool IsFor(FeeDefinition fee, Dossier dossier) =>
        fee.DossierTypes.Count == 0 || fee.DossierTypes.Contains(dossier.Form?.DossierType ?? "", StringComparer.Ordinal);

    private static FeeLine Line(FeeDefinition fee, Dossier dossier)
    {
        // What is handed in by post is filed on paper, and costs what it costs at the counter.
        var unit = dossier.Channel == IntakeChannel.Online ? fee.OnlineAmount : fee.CounterAmount;
        var quantity = fee.Unit switch
        {
            FeeUnit.Set => Math.Max(1, dossier.Form?.SetCount ?? 1), // not filled yet: one set at least
            FeeUnit.Copy => dossier.Components
                .Where(c => c.Selected && (fee.ComponentId.Length == 0 || c.Id == fee.ComponentId))
                .Sum(c => c.CopyCount),
            _ => 1,
        };
        return Line(fee.Id, fee.Name, unit, quantity);
    }

    private static FeeLine Line(string id, string name, long unit, int quantity)
    {
        var amount = (Int128)unit * quantity;
        return unit >= 0 && quantity >= 0 && amount <= LargestAmount
            ? new FeeLine(id, name, unit, quantity, (long)amount)
            : throw Failures.Failures.FeesNotComputable.Because();
    }

    /// <summary>The officer's reason may tell about the person; the line only tells of when.</summary>
    private static string NameOf(RequestedFee requested) => string.Create(
        CultureInfo.InvariantCulture, $"Khoản phải nộp theo yêu cầu ngày {DossierCode.DayOf(requested.At):dd/MM/yyyy}");
}
