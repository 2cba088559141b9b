namespace KonTum.Tthc.Pades.Placement.Fonts;

/// <summary>Values for ranges of codes. A range is kept as a range: a hostile file names billions of codes in a few bytes.</summary>
internal sealed class RangeMap<T>
{
    /// <summary>Ranges that begin earlier but may reach further than the nearest one.</summary>
    private const int OverlapsLookedAt = 8;

    private List<Entry> _entries = [];
    private bool _sorted = true;

    public int Count => _entries.Count;

    public void Add(long first, long last, T value)
    {
        if (last < first)
            return;
        _sorted &= _entries.Count == 0 || first > _entries[^1].First;
        _entries.Add(new Entry(first, last, value));
    }

    /// <returns>The value, and how far the code is from the start of its range.</returns>
    public bool TryGet(long code, out T value, out long offset)
    {
        if (!_sorted)
        {
            // Stable, so that of two equal ones the later wins below.
            _entries = [.. _entries.OrderBy(e => e.First)];
            _sorted = true;
        }

        var (low, high) = (0, _entries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_entries[middle].First <= code)
                low = middle + 1;
            else
                high = middle;
        }

        for (var i = low - 1; i >= 0 && i >= low - OverlapsLookedAt; i--)
        {
            if (_entries[i].Last < code)
                continue;
            (value, offset) = (_entries[i].Value, code - _entries[i].First);
            return true;
        }

        (value, offset) = (default!, 0);
        return false;
    }

    private readonly record struct Entry(long First, long Last, T Value);
}
