using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Calendar;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Reception.CountInbox;

/// <summary>Counts the dossiers of the officer's agency by state, with those that are due soon and overdue.</summary>
[AllowedFor(Role.Officer)]
public sealed record CountInbox : IQuery<InboxTotals>;

internal sealed class CountInboxHandler(IInbox inbox, WorkingCalendar calendar, ICallerContext callers, TimeProvider time)
    : IRequestHandler<CountInbox, InboxTotals>
{
    public Task<InboxTotals> Handle(CountInbox request, CancellationToken cancellationToken)
    {
        var agency = callers.Required().AgencyCode ?? throw Failures.Forbidden.Because();
        var now = time.GetUtcNow();
        return inbox.CountAsync(agency, now, DueSoon.Until(now, calendar), cancellationToken);
    }
}
