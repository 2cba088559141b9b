namespace KonTum.Tthc.Application.Statistics;

/// <summary>The figures, as far as the events have been taken in.</summary>
public interface IStatistics
{
    /// <summary>Reads figures.</summary>
    Task<StatisticsReading> ReadAsync(StatisticsQuestion question, CancellationToken cancellationToken);

    /// <summary>
    /// Begins to make the figures anew from all events, in the background of this node. The old ones are answered until the new ones are there,
    /// whole.
    /// </summary>
    /// <returns>False when they are being made anew already, here or on another node.</returns>
    Task<bool> BeginRebuildAsync(CancellationToken cancellationToken);
}

/// <summary>How rows are put together.</summary>
public enum StatisticsGrouping
{
    /// <summary>No rows, only the total.</summary>
    None,

    /// <summary>By agency.</summary>
    Agency,

    /// <summary>By field of administration.</summary>
    Field,

    /// <summary>By month of submission.</summary>
    Month,
}

/// <summary>Which figures.</summary>
/// <param name="First">First day of submission; null for no bound.</param>
/// <param name="Last">Last day of submission; null for no bound.</param>
/// <param name="AgencyCode">Only this agency; empty for all.</param>
/// <param name="Field">Only this field; empty for all.</param>
/// <param name="GroupBy">How rows are made.</param>
/// <param name="Now">What is due before it is overdue.</param>
public sealed record StatisticsQuestion(
    DateOnly? First, DateOnly? Last, string AgencyCode, string Field, StatisticsGrouping GroupBy, DateTimeOffset Now);

/// <summary>What was read.</summary>
/// <param name="Rows">One for each group, ordered by key.</param>
/// <param name="AsOf">They hold everything that was recorded until then.</param>
public sealed record StatisticsReading(IReadOnlyList<StatisticsGroup> Rows, DateTimeOffset AsOf);

/// <summary>The figures of a group.</summary>
/// <param name="Key">Agency code, field, month ("2026-11") or empty.</param>
/// <param name="Figures">Sums.</param>
/// <param name="Overdue">Open and past due.</param>
public sealed record StatisticsGroup(string Key, Figures Figures, long Overdue);
