using System.Collections;

namespace KonTum.Tthc.Pades.Reading;

/// <summary>The entries of one section: twelve bytes each, in the order of their numbers.</summary>
internal sealed class SectionEntries : IEnumerable<KeyValuePair<int, XrefEntry>>
{
    private readonly int[] _numbers;
    private readonly ulong[] _entries;

    private SectionEntries(int[] numbers, ulong[] entries, int count) => (_numbers, _entries, Count) = (numbers, entries, count);

    public int Count { get; }

    /// <summary>The numbers, ascending.</summary>
    public IEnumerable<int> Keys => _numbers.Take(Count);

    public bool TryGetValue(int number, out XrefEntry entry)
    {
        var at = Array.BinarySearch(_numbers, 0, Count, number);
        entry = at < 0 ? default : PackedEntry.Unpack(_entries[at]);
        return at >= 0;
    }

    /// <summary>Adds what <paramref name="table"/> has no entry for yet.</summary>
    public void AddTo(XrefTable table)
    {
        for (var i = 0; i < Count; i++)
            table.TryAdd(_numbers[i], _entries[i]);
    }

    /// <summary>Puts all of them into <paramref name="table"/>, over what it has.</summary>
    public void PutInto(XrefTable table)
    {
        for (var i = 0; i < Count; i++)
            table.Put(_numbers[i], _entries[i]);
    }

    public IEnumerator<KeyValuePair<int, XrefEntry>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return new(_numbers[i], PackedEntry.Unpack(_entries[i]));
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Takes entries in the order of the file.</summary>
    internal sealed class Builder
    {
        private int[] _numbers = [];
        private ulong[] _entries = [];
        private int _count;
        private bool _isAscending = true;

        /// <summary>Room for that many more.</summary>
        public void Expect(int count)
        {
            if (_numbers.Length - _count < count)
                Resize(_count + count);
        }

        public void Add(int number, XrefEntry entry)
        {
            if (_count == _numbers.Length)
                Resize(Math.Max(16, _count * 2));
            _isAscending &= _count == 0 || number > _numbers[_count - 1];
            (_numbers[_count], _entries[_count]) = (number, PackedEntry.Of(entry));
            _count++;
        }

        /// <exception cref="PdfRefusedException">A number has two different entries: some readers take the first, some the last.</exception>
        public SectionEntries Build()
        {
            if (!_isAscending)
                Sort();
            return new SectionEntries(_numbers, _entries, _count);
        }

        private void Sort()
        {
            Array.Sort(_numbers, _entries, 0, _count);
            var kept = 0;
            for (var i = 0; i < _count; i++)
            {
                if (i > 0 && _numbers[i] == _numbers[kept - 1])
                {
                    if (_entries[i] != _entries[kept - 1])
                        throw Refuse.Broken($"A cross-reference section places object {_numbers[i]} twice.");
                    continue;
                }

                (_numbers[kept], _entries[kept]) = (_numbers[i], _entries[i]);
                kept++;
            }

            _count = kept;
        }

        private void Resize(int size)
        {
            Array.Resize(ref _numbers, size);
            Array.Resize(ref _entries, size);
        }
    }
}
