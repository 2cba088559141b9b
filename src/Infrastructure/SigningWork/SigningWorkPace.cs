namespace KonTum.Tthc.Infrastructure.SigningWork;

/// <summary>
/// How a node holds ceremonies; configuration section "Tthc:Signing", beside <see cref="Application.Signing.AdvanceSigning.SigningPace"/>,
/// which paces the flow of one ceremony.
/// </summary>
internal sealed record SigningWorkPace
{
    /// <summary>How long after the last sign of life of a node its ceremonies may be taken over. Renewed four times as often.</summary>
    public TimeSpan NodeLease { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Questions to one provider that are under way at once: one that hangs must not stop the others.</summary>
    public int PollsAtOnce { get; init; } = 64;

    /// <summary>Between two looks for ceremonies that nobody holds; new ones are told of by NOTIFY, so this is for those of dead nodes.</summary>
    public TimeSpan IdleLook { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a node that goes down lets its running steps finish.</summary>
    public TimeSpan ShutdownWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A quarter of the lease: three renewals in a row may fail.</summary>
    public TimeSpan Renewal => NodeLease / 4;

    /// <summary>
    /// A node takes its lease for lost this much before the database does, so that a step that has just begun ends, or is refused by the
    /// stream's version, about when another node may begin.
    /// </summary>
    public TimeSpan Margin => NodeLease / 4;
}
