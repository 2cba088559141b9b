namespace KonTum.Tthc.Pades.Reading;

/// <summary>
/// Random access to the bytes of a seekable stream through a small cache of blocks, so that a file is never held whole; or to bytes that
/// are in memory anyway. A view ends earlier than the file: it is the file as it was before something was appended. Not safe for several
/// threads, as the stream is not.
/// </summary>
internal sealed class ByteSource
{
    /// <summary>What is read of a large file lies in islands between its pictures and contents: small blocks leave those alone.</summary>
    private const int BlockSize = 8 * 1024;

    /// <summary>Blocks held: 2 MB.</summary>
    private const int Slots = 256;

    private readonly Blocks? _blocks;
    private readonly byte[] _whole = [];

    public ByteSource(Stream stream)
    {
        if (!stream.CanSeek || !stream.CanRead)
            throw new ArgumentException("A seekable, readable stream is needed.", nameof(stream));
        Length = stream.Length;
        _blocks = new Blocks(stream, Length);
    }

    private ByteSource(Blocks? blocks, byte[] whole, long length, Spellings spellings, ReadParts parts) =>
        (_blocks, _whole, Length, Spellings, Parts) = (blocks, whole, length, spellings, parts);

    /// <summary>Bytes that can be seen.</summary>
    public long Length { get; }

    /// <summary>Names and numbers that were read.</summary>
    public Spellings Spellings { get; } = new();

    /// <summary>What was read, by any view.</summary>
    public ReadParts Parts { get; } = new();

    /// <summary>
    /// Changes whenever the bytes of a block were exchanged: blocks are used again for other places of the file, and what was taken from
    /// <see cref="From"/> or <see cref="BlockAt"/> holds until then.
    /// </summary>
    public int Stamp => _blocks?.Exchanges ?? 0;

    /// <param name="bytes">The bytes.</param>
    /// <param name="spellings">Those of the file out of which the bytes were decoded.</param>
    public static ByteSource Of(byte[] bytes, Spellings? spellings = null) => new(null, bytes, bytes.Length, spellings ?? new Spellings(), new ReadParts());

    /// <summary>The same bytes, but only the first <paramref name="length"/> of them.</summary>
    public ByteSource Until(long length) => new(_blocks, _whole, Math.Min(length, Length), Spellings, Parts);

    /// <summary>The cached block that holds a position inside the source: its bytes from that position on.</summary>
    public ReadOnlySpan<byte> From(long position)
    {
        var (block, index, count) = BlockAt(position);
        return block.AsSpan(index, count);
    }

    /// <summary>The block itself, for readers that go byte by byte: array, index of the position in it, count of visible bytes from there.</summary>
    public (byte[] Array, int Index, int Count) BlockAt(long position)
    {
        if (position < 0 || position >= Length)
            return ([], 0, 0);
        if (_blocks is null)
            return (_whole, (int)position, (int)(Length - position));
        var (block, length) = _blocks.Get(position / BlockSize);
        var index = (int)(position % BlockSize);
        return (block, index, (int)Math.Min(length - index, Length - position));
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

    private sealed class Blocks(Stream stream, long length)
    {
        private readonly long[] _keys = [.. Enumerable.Repeat(-1L, Slots)];
        private readonly byte[]?[] _data = new byte[]?[Slots];

        public int Exchanges { get; private set; }

        public (byte[] Bytes, int Length) Get(long index)
        {
            var slot = (int)(index % Slots);
            var size = (int)Math.Min(BlockSize, length - (index * BlockSize));
            if (_keys[slot] == index)
                return (_data[slot]!, size);
            Exchanges++;
            _keys[slot] = -1;
            var block = _data[slot] ??= new byte[size == length ? size : BlockSize];
            stream.Position = index * BlockSize;
            if (stream.ReadAtLeast(block.AsSpan(0, size), size, throwOnEndOfStream: false) < size)
                throw Refuse.Broken("The file became shorter while it was read.");
            _keys[slot] = index;
            return (block, size);
        }
    }
}
