using System.Security.Cryptography;
using KonTum.Tthc.Pades.Cms;

namespace KonTum.Tthc.Pades.Signing;

/// <summary>
/// Digests of a prepared file in one pass: over the whole, and over everything but the hole of <c>/Contents</c>. What comes before the
/// hole is hashed once when both digests use the same algorithm. Where nobody asks for the digest of the whole, it is left out.
/// </summary>
internal sealed class RangeDigests : IDisposable
{
    private readonly SignatureDigest _digest;
    private readonly long _holeStart;
    private readonly long _holeEnd;
    private readonly IncrementalHash? _file;
    private IncrementalHash? _range;
    private long _position;

    public RangeDigests(SignatureDigest digest, long holeStart, int holeLength, bool hashesFile = true)
    {
        (_digest, _holeStart, _holeEnd) = (digest, holeStart, holeStart + holeLength);
        if (hashesFile)
            _file = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (!hashesFile || digest != SignatureDigest.Sha256)
            _range = IncrementalHash.CreateHash(digest.ToHashName());
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var border = _position < _holeStart ? _holeStart : _position < _holeEnd ? _holeEnd : long.MaxValue;
            var part = bytes[..(int)Math.Min(bytes.Length, border - _position)];
            if (_position == _holeStart)
                _range ??= _file!.Clone();
            _file?.AppendData(part);
            if (_position < _holeStart || _position >= _holeEnd)
                _range?.AppendData(part);
            _position += part.Length;
            bytes = bytes[part.Length..];
        }
    }

    /// <returns>Of the whole file, empty where it was left out; of the range.</returns>
    public (byte[] File, byte[] Range) Finish() =>
        (_file?.GetHashAndReset() ?? [], (_range ?? throw new InvalidOperationException("The hole was not reached.")).GetHashAndReset());

    public void Dispose()
    {
        _file?.Dispose();
        _range?.Dispose();
    }
}
