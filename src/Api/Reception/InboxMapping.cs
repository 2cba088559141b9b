using KonTum.Tthc.Api.Mapping;
using KonTum.Tthc.Application.Reception;
using KonTum.Tthc.Application.Reception.ListInbox;
using KonTum.Tthc.Domain.Dossiers;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Reception;

internal static class InboxMapping
{
    // The numbers of states and orders are the same on both sides; a test says so.
    public static ListInbox ToQuery(this V1.ListInboxRequest request) => new(Values.ToPage(request.PageSize, request.PageToken))
    {
        States = [.. request.States.Select(s => (DossierState)s)],
        ProcedureCode = request.ProcedureCode,
        OfficerId = request.OfficerId,
        Overdue = request.Overdue,
        DueUntil = request.DueUntil.ToDay("due_until"),
        Query = request.Query,
        Order = (InboxOrder)request.Order,
    };

    public static V1.InboxCounts ToMessage(this InboxTotals totals) => new()
    {
        States =
        {
            totals.States.OrderBy(s => s.Key).Select(s => new V1.StateCount { State = (V1.DossierState)s.Key, Count = s.Value }),
        },
        OverdueCount = totals.Overdue,
        DueSoonCount = totals.DueSoon,
    };
}
