using Ardalis.Specification;

namespace KonTum.Tthc.Application.Payments;

/// <summary>Which payments a dossier has; the payments themselves are read from their streams.</summary>
/// <param name="Id">The payment.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="OpenedAt">When it was opened.</param>
public sealed record PaymentListing(Guid Id, Guid DossierId, DateTimeOffset OpenedAt);

internal sealed class PaymentsOf : Specification<PaymentListing>
{
    public PaymentsOf(Guid dossierId) => Query.Where(p => p.DossierId == dossierId).OrderBy(p => p.OpenedAt);
}
