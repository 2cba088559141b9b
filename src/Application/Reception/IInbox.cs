using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Domain.Dossiers;

namespace KonTum.Tthc.Application.Reception;

/// <summary>The submitted dossiers of the agencies, in lists that take as long with a million of them as with ten thousand.</summary>
public interface IInbox
{
    /// <summary>The dossiers that a filter leaves, after a position, in its order.</summary>
    /// <param name="filter">What is asked for.</param>
    /// <param name="after">The last one shown; null for the begin.</param>
    /// <param name="take">At most this many.</param>
    /// <param name="cancellationToken">Stops.</param>
    Task<IReadOnlyList<InboxLine>> ListAsync(InboxFilter filter, InboxPosition? after, int take, CancellationToken cancellationToken);

    /// <summary>How many dossiers an agency has.</summary>
    /// <param name="agencyCode">The agency.</param>
    /// <param name="now">What was due before is overdue.</param>
    /// <param name="soonUntil">What is due from now and before this moment is due soon.</param>
    /// <param name="cancellationToken">Stops.</param>
    Task<InboxTotals> CountAsync(string agencyCode, DateTimeOffset now, DateTimeOffset soonUntil, CancellationToken cancellationToken);
}

/// <summary>What of an inbox is asked for; filters add up.</summary>
/// <param name="AgencyCode">The agency; always one.</param>
public sealed record InboxFilter(string AgencyCode)
{
    /// <summary>Only these states; all if empty.</summary>
    public IReadOnlyList<DossierState> States { get; init; } = [];

    /// <summary>Only this procedure; any if empty.</summary>
    public string ProcedureCode { get; init; } = "";

    /// <summary>Only what this officer has; anyone's if empty.</summary>
    public string OfficerId { get; init; } = "";

    /// <summary>Only what is due before this moment.</summary>
    public DateTimeOffset? DueBefore { get; init; }

    /// <summary>Begin of the code; any if empty.</summary>
    public string CodePrefix { get; init; } = "";

    /// <summary>Words of the owner's name, in any order, with or without diacritics; anyone if empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>The order.</summary>
    public InboxOrder Order { get; init; }
}

/// <summary>Orders of the inbox; the numbers are those of the contract.</summary>
public enum InboxOrder
{
    /// <summary>Oldest submission first: who waits longest stands on top.</summary>
    Oldest = 0,

    /// <summary>What is due first on top; what has no due time comes last.</summary>
    Due = 1,

    /// <summary>Newest submission first.</summary>
    Newest = 2,
}

/// <summary>A line with what orders it.</summary>
/// <param name="Dossier">The line.</param>
/// <param name="Position">Where it stands in the order that was asked for.</param>
public sealed record InboxLine(DossierListing Dossier, InboxPosition Position);

/// <summary>A place in an ordered list: its time, and the dossier among those of exactly that time.</summary>
public sealed record InboxPosition(DateTimeOffset Time, Guid DossierId);

/// <summary>Counts of an inbox.</summary>
/// <param name="States">One for each state that occurs.</param>
/// <param name="Overdue">Open and overdue.</param>
/// <param name="DueSoon">Open and due soon.</param>
public sealed record InboxTotals(IReadOnlyDictionary<DossierState, long> States, long Overdue, long DueSoon);
