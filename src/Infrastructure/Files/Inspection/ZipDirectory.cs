using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace KonTum.Tthc.Infrastructure.Files.Inspection;

/// <summary>
/// The central directory of a ZIP file (APPNOTE 6.3.9), read by itself: what is told of a file is checked before a byte of it is
/// unpacked. What unpackers would read differently from one another is refused, not repaired.
/// </summary>
internal sealed class ZipDirectory
{
    private const uint EndSignature = 0x06054B50;
    private const uint EntrySignature = 0x02014B50;
    private const uint LocalSignature = 0x04034B50;
    private const int MostEntries = 5_000;

    private readonly byte[] file;

    private ZipDirectory(byte[] bytes)
    {
        file = bytes;
        Entries = ReadEntries();
    }

    /// <summary>A packed file.</summary>
    public sealed record Entry(string Name, int Method, bool Encrypted, long Packed, long Unpacked, int DataStart);

    public IReadOnlyList<Entry> Entries { get; }

    public static ReadOnlySpan<byte> Signature => "PK\x03\x04"u8;

    /// <summary>Reads a directory.</summary>
    /// <exception cref="UnsafePackageException">It is built to deceive, or broken.</exception>
    public static ZipDirectory Read(byte[] bytes) => new(bytes);

    public Entry? Find(string name) => Entries.FirstOrDefault(e => e.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Unpacks a file; reading past its declared length fails.</summary>
    public Stream Open(Entry entry)
    {
        var packed = new MemoryStream(file, entry.DataStart, (int)entry.Packed, writable: false);
        return new BoundedStream(entry.Method == 0 ? packed : new DeflateStream(packed, CompressionMode.Decompress), entry.Unpacked);
    }

    private List<Entry> ReadEntries()
    {
        var end = FindEnd();
        var (count, size, start) = (U16(end + 10), U32(end + 12), U32(end + 16));
        if (count != U16(end + 8) || U16(end + 4) != 0) throw new UnsafePackageException("It is one of several volumes.");
        if (count > MostEntries) throw new UnsafePackageException("It has too many files.");
        if ((long)start + size > end) throw new UnsafePackageException("The directory is not where it is said to be.");

        var entries = new List<Entry>(count);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var at = (int)start;
        for (var i = 0; i < count; i++)
        {
            if (at + 46 > end || U32(at) != EntrySignature) throw new UnsafePackageException("The directory is broken.");
            var (nameBytes, extraBytes, commentBytes) = (U16(at + 28), U16(at + 30), U16(at + 32));
            if (at + 46 + nameBytes + extraBytes + commentBytes > end) throw new UnsafePackageException("The directory is broken.");
            var entry = ReadEntry(at, nameBytes, (int)start);
            if (!names.Add(entry.Name)) throw new UnsafePackageException("A name is given twice.");
            entries.Add(entry);
            at += 46 + nameBytes + extraBytes + commentBytes;
        }

        RefuseOverlaps(entries);
        return entries;
    }

    private Entry ReadEntry(int at, int nameBytes, int directory)
    {
        var (flags, method) = (U16(at + 8), U16(at + 10));
        long packed = U32(at + 20), unpacked = U32(at + 24), local = U32(at + 42);
        var rawName = file.AsSpan(at + 46, nameBytes);
        var name = Encoding.UTF8.GetString(rawName);
        if (packed == uint.MaxValue || unpacked == uint.MaxValue || local == uint.MaxValue) throw new UnsafePackageException("It is in the format for files beyond 4 GB.");
        if (method is not (0 or 8)) throw new UnsafePackageException("A file is packed in a way that OPC does not know.");
        if (method == 0 && packed != unpacked) throw new UnsafePackageException("A file has two lengths.");
        RefuseTrickyName(name);
        if (local + 30 > directory || U32((int)local) != LocalSignature) throw new UnsafePackageException("A file is not where it is said to be.");
        var localNameBytes = U16((int)local + 26);
        var data = local + 30 + localNameBytes + U16((int)local + 28);
        if (data + packed > directory) throw new UnsafePackageException("A file reaches into the directory.");
        if (!file.AsSpan((int)local + 30, localNameBytes).SequenceEqual(rawName) || U16((int)local + 8) != method)
            throw new UnsafePackageException("A file is called or packed differently in two places.");
        return new Entry(name, method, (flags & 1) != 0, packed, unpacked, (int)data);
    }

    private static void RefuseTrickyName(string name)
    {
        if (name.Length is 0 or > 512 || name[0] == '/' || name.Contains('\\', StringComparison.Ordinal) || name.Contains(':', StringComparison.Ordinal)
            || name.Any(char.IsControl) || name.Split('/').Any(part => part is ".." or "."))
        {
            throw new UnsafePackageException("A file has a name that leads elsewhere.");
        }
    }

    /// <summary>Files that share their bytes make a small package unpack into a huge one.</summary>
    private static void RefuseOverlaps(List<Entry> entries)
    {
        long behind = 0;
        foreach (var entry in entries.OrderBy(e => e.DataStart))
        {
            if (entry.DataStart < behind) throw new UnsafePackageException("Files overlap.");
            behind = entry.DataStart + entry.Packed;
        }
    }

    private int FindEnd()
    {
        for (var at = file.Length - 22; at >= Math.Max(0, file.Length - 22 - ushort.MaxValue); at--)
        {
            if (U32(at) == EndSignature && at + 22 + U16(at + 20) == file.Length) return at;
        }

        throw new UnsafePackageException("It has no end.");
    }

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at));

    /// <summary>Ends where the directory says, and fails when there is more.</summary>
    private sealed class BoundedStream(Stream inner, long declared) : Stream
    {
        private long left = declared;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            left -= read;
            return left >= 0 ? read : throw new UnsafePackageException("A file is longer than it is said to be.");
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}

/// <summary>A package that is not unpacked.</summary>
/// <param name="why">One English sentence for developers.</param>
internal sealed class UnsafePackageException(string why) : Exception(why);
