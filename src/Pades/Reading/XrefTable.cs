using System.Collections;

namespace KonTum.Tthc.Pades.Reading;

/// <summary>
/// The entry of each object number in eight bytes: a file may have a hundred thousand objects. Numbers are found through pages of
/// entries, so that a few numbers far apart cost little. Enumerates in the order of the numbers.
/// </summary>
internal sealed class XrefTable : IEnumerable<KeyValuePair<int, XrefEntry>>
{
    private const int PageBits = 7;
    private const int PageSize = 1 << PageBits;
    private ulong[]?[] _pages = [];
    private bool[] _isBorrowed = [];

    /// <summary>How many numbers have an entry.</summary>
    public int Count { get; private set; }

    /// <summary>The largest number that has one; -1 when none has.</summary>
    public int Largest { get; private set; } = -1;

    /// <summary>The numbers, ascending.</summary>
    public IEnumerable<int> Keys => this.Select(e => e.Key);

    /// <exception cref="KeyNotFoundException">The number has no entry.</exception>
    public XrefEntry this[int number]
    {
        get => TryGetValue(number, out var entry) ? entry : throw new KeyNotFoundException();
        set => Slot(number) = PackedEntry.Of(value);
    }

    public bool TryGetValue(int number, out XrefEntry entry)
    {
        var page = number >> PageBits;
        var packed = (uint)page < (uint)_pages.Length && _pages[page] is { } entries ? entries[number & (PageSize - 1)] : 0;
        entry = PackedEntry.Unpack(packed);
        return packed != 0;
    }

    public bool ContainsKey(int number) => TryGetValue(number, out _);

    /// <summary>Adds an entry for a number that has none.</summary>
    public bool TryAdd(int number, XrefEntry entry) => TryAdd(number, PackedEntry.Of(entry));

    public bool TryAdd(int number, ulong packed)
    {
        ref var slot = ref Slot(number);
        if (slot != 0)
            return false;
        slot = packed;
        Count++;
        Largest = Math.Max(Largest, number);
        return true;
    }

    /// <summary>Puts an entry in the place of what there is, or of nothing.</summary>
    public void Put(int number, ulong packed)
    {
        ref var slot = ref Slot(number);
        if (slot == 0)
        {
            Count++;
            Largest = Math.Max(Largest, number);
        }

        slot = packed;
    }

    /// <summary>A table with the same entries, which shares with this one what it does not change. This one must not be changed any more.</summary>
    public XrefTable Copy() => new()
    {
        _pages = [.. _pages],
        _isBorrowed = [.. Enumerable.Repeat(true, _pages.Length)],
        Count = Count,
        Largest = Largest,
    };

    public IEnumerator<KeyValuePair<int, XrefEntry>> GetEnumerator()
    {
        for (var page = 0; page < _pages.Length; page++)
        {
            if (_pages[page] is not { } entries)
                continue;
            for (var i = 0; i < entries.Length; i++)
            {
                if (entries[i] != 0)
                    yield return new((page << PageBits) | i, PackedEntry.Unpack(entries[i]));
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private ref ulong Slot(int number)
    {
        var page = number >> PageBits;
        if (page >= _pages.Length)
            Array.Resize(ref _pages, Math.Max(page + 1, _pages.Length * 2));
        if (page < _isBorrowed.Length && _isBorrowed[page])
        {
            _isBorrowed[page] = false;
            _pages[page] = [.. _pages[page] ?? new ulong[PageSize]];
        }

        return ref (_pages[page] ??= new ulong[PageSize])[number & (PageSize - 1)];
    }
}
