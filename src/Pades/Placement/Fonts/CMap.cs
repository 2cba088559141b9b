using System.Text;

namespace KonTum.Tthc.Pades.Placement.Fonts;

/// <summary>
/// A character map (ISO 32000-2, 9.7.5 and 9.10.3): cuts a string into codes, and gives a CID or Unicode text for a code.
/// </summary>
internal sealed class CMap
{
    private readonly List<(int Length, uint Low, uint High)> _spaces = [];
    private readonly RangeMap<long> _cids = new();
    private readonly RangeMap<string> _texts = new();

    public bool IsVertical { get; set; }

    /// <summary>Where what this one lacks is looked up.</summary>
    public CMap? Base { get; set; }

    /// <summary>Entries, for the size of a cache.</summary>
    public int Count => _cids.Count + _texts.Count;

    public bool HasTexts => _texts.Count > 0;

    /// <summary>Two bytes for a code, the code is the CID.</summary>
    public static CMap Identity(bool vertical)
    {
        var map = new CMap { IsVertical = vertical };
        map.AddSpace(2, 0, 0xFFFF);
        map.AddCids(0, 0xFFFF, 0);
        return map;
    }

    public void AddSpace(int length, uint low, uint high)
    {
        if (_spaces.Count < 1000)
            _spaces.Add((length, low, high));
    }

    public void AddCids(long first, long last, long cid) => _cids.Add(first, last, cid);

    public void AddTexts(long first, long last, string text) => _texts.Add(first, last, text);

    /// <summary>The next code and how many bytes it takes, at least one.</summary>
    public (uint Code, int Length) Next(ReadOnlySpan<byte> text)
    {
        uint code = 0;
        for (var length = 1; length <= 4 && length <= text.Length; length++)
        {
            code = (code << 8) | text[length - 1];
            for (var map = this; map is not null; map = map.Base)
            {
                foreach (var space in map._spaces)
                {
                    if (space.Length == length && Contains(space, code))
                        return (code, length);
                }
            }
        }

        // 9.7.6.3: a code outside of all ranges takes as many bytes as the shortest range.
        var shortest = Math.Min(text.Length, ShortestLength());
        code = 0;
        for (var i = 0; i < shortest; i++)
            code = (code << 8) | text[i];
        return (code, shortest);
    }

    public long Cid(uint code)
    {
        for (var map = this; map is not null; map = map.Base)
        {
            if (map._cids.TryGet(code, out var cid, out var offset))
                return cid + offset;
        }

        return 0;
    }

    /// <summary>Unicode text of a code; null if the map has none.</summary>
    public string? Text(long code)
    {
        for (var map = this; map is not null; map = map.Base)
        {
            if (map._texts.TryGet(code, out var text, out var offset))
                return offset == 0 ? text : Advanced(text, offset);
        }

        return null;
    }

    /// <summary>Each byte lies within its own bounds (9.7.6.2).</summary>
    private static bool Contains((int Length, uint Low, uint High) space, uint code)
    {
        for (var shift = 0; shift < 8 * space.Length; shift += 8)
        {
            var part = (code >> shift) & 0xFF;
            if (part < ((space.Low >> shift) & 0xFF) || part > ((space.High >> shift) & 0xFF))
                return false;
        }

        return true;
    }

    /// <summary>In a range the last character counts up.</summary>
    private static string? Advanced(string text, long offset)
    {
        if (text.Length == 0 || offset > 0x10FFFF)
            return null;
        var pair = text.Length >= 2 && char.IsSurrogatePair(text, text.Length - 2);
        var lastAt = text.Length - (pair ? 2 : 1);
        var last = pair ? char.ConvertToUtf32(text, lastAt) : text[lastAt];
        var value = last + offset;
        return Rune.IsValid((int)Math.Min(value, int.MaxValue)) ? string.Concat(text.AsSpan(0, lastAt), new Rune((int)value).ToString()) : null;
    }

    private int ShortestLength()
    {
        var result = 4;
        var any = false;
        for (var map = this; map is not null; map = map.Base)
        {
            foreach (var space in map._spaces)
                (result, any) = (Math.Min(result, space.Length), true);
        }

        return any ? result : 1;
    }
}
