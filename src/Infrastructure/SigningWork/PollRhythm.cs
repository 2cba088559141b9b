using KonTum.Tthc.Application.Signing;

namespace KonTum.Tthc.Infrastructure.SigningWork;

/// <summary>When a provider is asked next: often while the person has the phone in the hand, then less and less, never all at once.</summary>
/// <param name="random">Between 0 and 1.</param>
internal sealed class PollRhythm(Func<double> random)
{
    private const double Growth = 1.5;
    private const double Jitter = 0.2;
    private const int MostDoublings = 5;

    /// <summary>How long the first interval is kept; most people confirm within it.</summary>
    public static readonly TimeSpan FirstPhase = TimeSpan.FromMinutes(1);

    /// <summary>The longest that a provider is left alone after it gave no answer.</summary>
    public static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(30);

    /// <summary>The interval after a question that was answered "pending".</summary>
    /// <param name="pace">Of the provider.</param>
    /// <param name="waiting">How long the person has been waited for.</param>
    /// <param name="last">The interval before, as it was before jitter.</param>
    public static TimeSpan Next(PollPace pace, TimeSpan waiting, TimeSpan last)
    {
        if (waiting < FirstPhase || pace.Longest <= pace.First) return pace.First;
        var grown = TimeSpan.FromTicks((long)(Math.Max(last.Ticks, pace.First.Ticks) * Growth));
        return grown < pace.Longest ? grown : pace.Longest;
    }

    /// <summary>The interval after a question without an answer.</summary>
    /// <param name="usual">What it would have been otherwise.</param>
    /// <param name="silences">How many in a row, from 1.</param>
    public static TimeSpan AfterSilence(TimeSpan usual, int silences)
    {
        var backoff = usual * Math.Pow(2, Math.Min(silences, MostDoublings));
        return backoff < LongestBackoff ? backoff : usual > LongestBackoff ? usual : LongestBackoff;
    }

    /// <summary>A fifth more or less.</summary>
    public TimeSpan Shake(TimeSpan interval) => interval * (1 - Jitter + (2 * Jitter * random()));
}
