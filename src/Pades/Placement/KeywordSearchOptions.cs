namespace KonTum.Tthc.Pades;

/// <summary>What is searched, how characters are compared, and how much work a search may be.</summary>
public sealed record KeywordSearchOptions
{
    /// <summary>First page to be searched; the first page of the document is 1.</summary>
    public int FirstPage { get; init; } = 1;

    /// <summary>Last page to be searched; null for the last page of the document.</summary>
    public int? LastPage { get; init; }

    /// <summary>
    /// Pages that are read at most; those of the range that come later are <see cref="PageSearchState.NotSearched"/>.
    /// </summary>
    public int MaxPages { get; init; } = 2000;

    /// <summary>
    /// Hits that are returned at most, at least 1. When there are more, the search ends, <see cref="KeywordSearchResult.HasMoreHits"/> says
    /// so and the pages behind are <see cref="PageSearchState.NotSearched"/>.
    /// </summary>
    public int MaxHits { get; init; } = 100;

    /// <summary>
    /// Time for the whole search, at most an hour; null for four seconds and another second for each four megabytes of the file. It is looked
    /// at all the way, so the search ends within milliseconds of it and leaves nothing running behind.
    /// </summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Letters match whatever their case.</summary>
    public bool IgnoreCase { get; init; }

    /// <summary>Letters match whatever their marks: "Phuong" finds "Phượng", "Dang" finds "Đặng".</summary>
    public bool IgnoreDiacritics { get; init; }

    /// <summary>Characters of surrounding text before and after a hit, 0 to 1000.</summary>
    public int ContextLength { get; init; } = 40;

    /// <summary>Measures <see cref="TimeLimit"/>.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(FirstPage, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(LastPage ?? FirstPage, FirstPage, nameof(LastPage));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPages, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxHits, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(TimeLimit ?? TimeSpan.MaxValue, TimeSpan.Zero, nameof(TimeLimit));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(TimeLimit ?? TimeSpan.Zero, TimeSpan.FromHours(1), nameof(TimeLimit));
        ArgumentOutOfRangeException.ThrowIfNegative(ContextLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ContextLength, 1000);
    }
}
