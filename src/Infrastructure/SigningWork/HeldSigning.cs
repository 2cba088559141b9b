using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Application.Signing.AdvanceSigning;

namespace KonTum.Tthc.Infrastructure.SigningWork;

/// <summary>A signing that this node holds, as the worker keeps it in memory. Whoever reads or writes it has the worker's lock, or its turn.</summary>
internal sealed class HeldSigning(ClaimedSigning claimed, Guid node)
{
    public Guid Id => claimed.SigningId;

    public int Revision => claimed.Revision;

    public string? TraceParent => claimed.TraceParent;

    /// <summary>Under which name of the node it was claimed.</summary>
    public Guid Node => node;

    /// <summary>Unexpected errors in a row.</summary>
    public int Failures { get; set; } = claimed.Failures;

    /// <summary>With it the provider is asked without a look into the database; null when the next turn is a step.</summary>
    public PollTicket? Ticket { get; set; }

    /// <summary>What a hint names it by, while there is a ticket.</summary>
    public IReadOnlyList<string> Keys { get; set; } = [];

    /// <summary>Since when the person is waited for.</summary>
    public long WaitingSince { get; set; }

    /// <summary>The last interval, before jitter.</summary>
    public TimeSpan Interval { get; set; }

    /// <summary>Questions without an answer, in a row.</summary>
    public int Silences { get; set; }

    /// <summary>When the provider was last asked; 0 for never.</summary>
    public long AskedAt { get; set; }

    /// <summary>What the provider answered, until a step has taken it in.</summary>
    public RemoteOutcome? Observed { get; set; }

    /// <summary>When it answered that.</summary>
    public long ObservedAt { get; set; }

    /// <summary>It waits for a lane or runs in one: nobody else gives it a turn.</summary>
    public bool IsBusy { get; set; }

    /// <summary>Something happened while it was busy: it takes a step as soon as it is not.</summary>
    public bool WakeAgain { get; set; }

    /// <summary>A hint came while it was busy.</summary>
    public bool AskAgain { get; set; }

    /// <summary>Its next turn.</summary>
    public DateTimeOffset Due { get; set; }

    /// <summary>Which entry of the timer counts.</summary>
    public long Stamp { get; set; }
}
