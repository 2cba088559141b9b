namespace KonTum.Tthc.Pades.Reading;

/// <summary>
/// Random access to the bytes of a seekable stream through a small cache of blocks, so that a file is never held whole. A view ends
/// earlier than the file: it is the file as it was before something was appended. Not safe for several threads, as the stream is not.
/// </summary>
internal sealed class ByteSource
{
    private const int BlockSize = 32 * 1024;
    private const int Slots = 64;
    private readonly Blocks _blocks;

    public ByteSource(Stream stream)
    {
        if (!stream.CanSeek || !stream.CanRead)
            throw new ArgumentException("A seekable, readable stream is needed.", nameof(stream));
        Length = stream.Length;
        _blocks = new Blocks(stream);
    }

    private ByteSource(Blocks blocks, long length)
    {
        _blocks = blocks;
        Length = length;
    }

    /// <summary>Bytes that can be seen.</summary>
    public long Length { get; }

    public static ByteSource Of(byte[] bytes) => new(new MemoryStream(bytes, writable: false));

    /// <summary>The same bytes, but only the first <paramref name="length"/> of them.</summary>
    public ByteSource Until(long length) => new(_blocks, Math.Min(length, Length));

    /// <summary>The cached block that holds a position inside the source: its bytes from that position on.</summary>
    public ReadOnlySpan<byte> From(long position)
    {
        if (position < 0 || position >= Length)
            return [];
        var block = _blocks.Get(position / BlockSize);
        var rest = block.AsSpan((int)(position % BlockSize));
        var left = Length - position;
        return rest.Length > left ? rest[..(int)left] : rest;
    }

    /// <summary>The block itself, for readers that go byte by byte: array, index of the position in it, count of visible bytes from there.</summary>
    public (byte[] Array, int Index, int Count) BlockAt(long position)
    {
        if (position < 0 || position >= Length)
            return ([], 0, 0);
        var block = _blocks.Get(position / BlockSize);
        var index = (int)(position % BlockSize);
        return (block, index, (int)Math.Min(block.Length - index, Length - position));
    }

    /// <summary>Reads <paramref name="count"/> bytes; less at the end.</summary>
    public byte[] Read(long position, int count)
    {
        var result = new byte[Math.Max(0, Math.Min(count, Length - position))];
        var done = 0;
        while (done < result.Length)
        {
            var part = From(position + done);
            if (part.IsEmpty)
                break;
            part = part[..Math.Min(part.Length, result.Length - done)];
            part.CopyTo(result.AsSpan(done));
            done += part.Length;
        }

        return done == result.Length ? result : result[..done];
    }

    private sealed class Blocks(Stream stream)
    {
        private readonly long[] _keys = [.. Enumerable.Repeat(-1L, Slots)];
        private readonly byte[]?[] _data = new byte[]?[Slots];

        public byte[] Get(long index)
        {
            var slot = (int)(index % Slots);
            if (_keys[slot] == index)
                return _data[slot]!;
            stream.Position = index * BlockSize;
            var block = new byte[(int)Math.Min(BlockSize, stream.Length - stream.Position)];
            var got = stream.ReadAtLeast(block, block.Length, throwOnEndOfStream: false);
            if (got < block.Length)
                throw Refuse.Broken("The file became shorter while it was read.");
            _keys[slot] = index;
            _data[slot] = block;
            return block;
        }
    }
}
