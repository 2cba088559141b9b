using System.Buffers;

namespace KonTum.Tthc.Pades.Reading;

/// <summary>Bytes of a string that is being read.</summary>
internal sealed class ByteList
{
    private byte[] _bytes = [];

    public int Count { get; private set; }

    public void Append(byte value)
    {
        if (Count == _bytes.Length)
            Grow(1);
        _bytes[Count++] = value;
    }

    public void Append(ReadOnlySpan<byte> values)
    {
        Grow(values.Length);
        values.CopyTo(_bytes.AsSpan(Count));
        Count += values.Length;
    }

    /// <summary>Takes pairs of hexadecimal digits; what is left of them: the last of an odd number, and all when something else is among them.</summary>
    public ReadOnlySpan<byte> AppendPairs(ReadOnlySpan<byte> digits)
    {
        var pairs = digits[..(digits.Length & ~1)];
        Grow(pairs.Length / 2);
        if (Convert.FromHexString(pairs, _bytes.AsSpan(Count), out _, out var written) != OperationStatus.Done)
            return digits;
        Count += written;
        return digits[pairs.Length..];
    }

    public byte[] ToArray() => _bytes.Length == Count ? _bytes : _bytes[..Count];

    private void Grow(int by)
    {
        if (_bytes.Length - Count < by)
            Array.Resize(ref _bytes, Math.Max(Count + by, Math.Min(_bytes.Length * 2, Array.MaxLength)));
    }
}
