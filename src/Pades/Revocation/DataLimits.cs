namespace KonTum.Tthc.Pades;

/// <summary>How much may be fetched for one file, whatever its certificates name.</summary>
public sealed record DataLimits
{
    /// <summary>Most calls.</summary>
    public int MostCalls { get; init; } = 60;

    /// <summary>Time for all calls together.</summary>
    public TimeSpan TotalTime { get; init; } = TimeSpan.FromSeconds(60);
}
