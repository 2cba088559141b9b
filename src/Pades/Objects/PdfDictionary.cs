namespace KonTum.Tthc.Pades.Objects;

/// <summary>
/// A dictionary in the order in which it was written. A key that is given twice keeps the last value, and the fact is kept. Most have
/// fewer than ten keys, and a file has many: it is a list, with an index only when it is long.
/// </summary>
internal sealed class PdfDictionary : PdfObject
{
    private const int LongestWithoutIndex = 16;
    private KeyValuePair<string, PdfObject>[] _entries = [];
    private Dictionary<string, int>? _index;

    public bool HasDuplicateKeys { get; private set; }

    public int Count { get; private set; }

    public IEnumerable<KeyValuePair<string, PdfObject>> Entries => _entries.Take(Count);

    public IEnumerable<string> Keys => Entries.Select(e => e.Key);

    public PdfObject? this[string key] => Find(key) is var at and >= 0 ? _entries[at].Value : null;

    public bool Has(string key) => Find(key) >= 0;

    public PdfDictionary Add(string key, PdfObject value)
    {
        HasDuplicateKeys |= !Set(key, value);
        return this;
    }

    public PdfDictionary With(string key, PdfObject value)
    {
        var copy = new PdfDictionary { HasDuplicateKeys = HasDuplicateKeys };
        foreach (var entry in Entries)
            copy.Set(entry.Key, entry.Value);
        copy.Set(key, value);
        return copy;
    }

    /// <returns>Whether the key was not there.</returns>
    private bool Set(string key, PdfObject value)
    {
        var at = Find(key);
        if (at >= 0)
        {
            _entries[at] = new(key, value);
            return false;
        }

        if (Count == _entries.Length)
            Array.Resize(ref _entries, Count == 0 ? 4 : Count * 2);
        _entries[Count] = new(key, value);
        _index?.Add(key, Count);
        if (++Count == LongestWithoutIndex)
            _index = Entries.Select((e, i) => (e.Key, i)).ToDictionary(e => e.Key, e => e.i, StringComparer.Ordinal);
        return true;
    }

    private int Find(string key)
    {
        if (_index is not null)
            return _index.GetValueOrDefault(key, -1);
        for (var i = 0; i < Count; i++)
        {
            if (_entries[i].Key == key)
                return i;
        }

        return -1;
    }
}
