using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;

namespace KonTum.Tthc.Application.Signing.AdvanceSigning;

/// <summary>
/// Takes a signing one step further; the worker's use case. Each step reads the state, does one thing in the world, and commits what
/// came of it, so that a process that dies between two steps loses nothing and repeats at most one harmless question.
/// </summary>
/// <param name="SigningId">The signing.</param>
/// <param name="Observed">
/// What the worker was answered when it asked the provider with the ticket of the last look; null when nobody was asked.
/// </param>
/// <param name="TicketFirst">
/// While a phone rings and nothing was observed, the step answers a ticket that is due at once, instead of asking for itself: a provider
/// that hangs then holds nobody else's step, and a node that takes over thousands asks as many at once as it does otherwise.
/// </param>
[PlatformOnly]
public sealed record AdvanceSigning(Guid SigningId, RemoteOutcome? Observed = null, bool TicketFirst = false) : ICommand<NextLook>;

/// <summary>When the worker shall look again.</summary>
/// <param name="Due">The time; null for never.</param>
/// <param name="Ticket">With it the worker asks the provider itself, and takes the next step only when the answer is not "pending".</param>
public sealed record NextLook(DateTimeOffset? Due, PollTicket? Ticket = null);

/// <summary>What a node keeps in memory while a phone rings, so that a question to the provider reads nothing from the database.</summary>
/// <param name="Ceremony">What is asked about.</param>
/// <param name="ExpiresAt">When the confirmation runs out and the next step is due whatever the provider says.</param>
/// <param name="Pace">How often it is asked.</param>
public sealed record PollTicket(RemoteCeremony Ceremony, DateTimeOffset ExpiresAt, PollPace Pace);

/// <summary>How the worker paces itself; configuration section "Tthc:Signing".</summary>
public sealed record SigningPace
{
    /// <summary>
    /// Signings that a node advances at once; each holds up to two of its database connections for the length of one step.
    /// </summary>
    public int Lanes { get; init; } = 8;

    /// <summary>Between two questions to the provider while the phone rings, whichever it is; null as the provider's traits say.</summary>
    public TimeSpan? PollInterval { get; init; }

    /// <summary>After a provider or the time-stamping authority did not answer.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Between two looks for a late signature.</summary>
    public TimeSpan LateInterval { get; init; } = TimeSpan.FromSeconds(30);
}
