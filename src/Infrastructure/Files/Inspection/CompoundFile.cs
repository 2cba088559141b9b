using System.Buffers.Binary;
using System.Text;

namespace KonTum.Tthc.Infrastructure.Files.Inspection;

/// <summary>
/// Reads the directory and the streams of an OLE compound file (MS-CFB). Every chain is as long as the file has sectors at most, so a
/// file that leads in circles ends like any other broken one.
/// </summary>
internal sealed class CompoundFile
{
    private const uint LastRegularSector = 0xFFFFFFFA;
    private const int DirectoryEntryBytes = 128;
    private const int MostEntries = 16_384;
    private const int MiniSectorBytes = 64;

    private readonly byte[] file;
    private readonly int sectorBytes;
    private readonly uint[] table;
    private readonly uint[] miniTable;
    private readonly uint miniCutoff;
    private readonly byte[] miniStream;

    private CompoundFile(byte[] bytes)
    {
        file = bytes;
        var shift = U16(0x1E);
        if (shift is not (9 or 12) || U16(0x20) != 6) throw new InvalidDataException("Sector sizes that no version of the format has.");
        sectorBytes = 1 << shift;
        miniCutoff = U32(0x38);
        if (miniCutoff > 65_536) throw new InvalidDataException("A cutoff that no version of the format has.");
        table = ReadTable();
        Entries = ReadEntries(U32(0x30));
        var root = Entries.Count > 0 && Entries[0].Kind == EntryKind.Root ? Entries[0] : throw new InvalidDataException("No root entry.");
        miniTable = Words(Chain(U32(0x3C), int.MaxValue));
        miniStream = Chain(root.Start, (int)Math.Min(root.Size, file.Length));
    }

    public enum EntryKind : byte
    {
        None = 0,
        Storage = 1,
        Stream = 2,
        Root = 5,
    }

    /// <summary>A storage or stream, and the storage that it is in.</summary>
    public sealed record Entry(string Name, EntryKind Kind, uint Left, uint Right, uint Child, uint Start, long Size);

    /// <summary>All entries as they stand in the directory; the first is the root.</summary>
    public IReadOnlyList<Entry> Entries { get; }

    public static ReadOnlySpan<byte> Signature => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    /// <summary>Opens one.</summary>
    /// <exception cref="InvalidDataException">It is none, or broken.</exception>
    public static CompoundFile Open(byte[] bytes) => bytes.Length >= 512 && bytes.AsSpan().StartsWith(Signature)
        ? new CompoundFile(bytes)
        : throw new InvalidDataException("Not a compound file.");

    /// <summary>The entries directly in the root.</summary>
    public IReadOnlyList<Entry> TopLevel()
    {
        var found = new List<Entry>();
        var waiting = new Stack<uint>([Entries[0].Child]);
        var seen = new HashSet<uint>();
        while (waiting.TryPop(out var at))
        {
            if (at >= Entries.Count || !seen.Add(at)) continue;
            var entry = Entries[(int)at];
            found.Add(entry);
            waiting.Push(entry.Left);
            waiting.Push(entry.Right);
        }

        return found;
    }

    /// <summary>The bytes of a stream, cut after a number.</summary>
    public byte[] Read(Entry entry, int most)
    {
        var size = (int)Math.Min(Math.Min(entry.Size, most), file.Length);
        return entry.Size < miniCutoff ? MiniChain(entry.Start, size) : Chain(entry.Start, size);
    }

    private uint[] ReadTable()
    {
        var sectors = new List<uint>();
        for (var i = 0; i < 109; i++) AddSector(U32(0x4C + (4 * i)));
        var next = U32(0x44);
        for (var steps = 0; next < LastRegularSector; steps++)
        {
            if (steps > file.Length / sectorBytes) throw new InvalidDataException("The table of tables leads in a circle.");
            var sector = Words(Sector(next).ToArray());
            foreach (var number in sector.AsSpan(0, sector.Length - 1)) AddSector(number);
            next = sector[^1];
        }

        var words = new List<uint>();
        foreach (var sector in sectors) words.AddRange(Words(Sector(sector).ToArray()));
        return [.. words];

        void AddSector(uint number)
        {
            if (number >= LastRegularSector) return;
            if (sectors.Count > (file.Length / sectorBytes / (sectorBytes / 4)) + 2) throw new InvalidDataException("More tables than sectors.");
            sectors.Add(number);
        }
    }

    private List<Entry> ReadEntries(uint start)
    {
        var bytes = Chain(start, MostEntries * DirectoryEntryBytes);
        var entries = new List<Entry>();
        for (var at = 0; at + DirectoryEntryBytes <= bytes.Length; at += DirectoryEntryBytes)
        {
            var raw = bytes.AsSpan(at, DirectoryEntryBytes);
            var nameBytes = Math.Min((int)BinaryPrimitives.ReadUInt16LittleEndian(raw[64..]), 64);
            var name = Encoding.Unicode.GetString(raw[..Math.Max(0, (nameBytes - 2) & ~1)]);
            var size = BinaryPrimitives.ReadInt64LittleEndian(raw[120..]);
            if (sectorBytes == 512) size &= uint.MaxValue; // version 3 leaves the upper half undefined
            entries.Add(new Entry(
                name, (EntryKind)raw[66], Word(raw, 68), Word(raw, 72), Word(raw, 76), Word(raw, 116), Math.Max(0, size)));
        }

        return entries;
    }

    private byte[] Chain(uint start, int most)
    {
        using var bytes = new MemoryStream();
        var left = file.Length / sectorBytes;
        for (var sector = start; sector < LastRegularSector && bytes.Length < most; sector = Next(table, sector))
        {
            if (left-- < 0) throw new InvalidDataException("A chain of sectors leads in a circle.");
            bytes.Write(Sector(sector));
        }

        return bytes.Length > most ? bytes.ToArray()[..most] : bytes.ToArray();
    }

    private byte[] MiniChain(uint start, int size)
    {
        using var bytes = new MemoryStream();
        var left = miniStream.Length / MiniSectorBytes;
        for (var sector = start; sector < LastRegularSector && bytes.Length < size; sector = Next(miniTable, sector))
        {
            var from = (long)sector * MiniSectorBytes;
            if (left-- < 0 || from + MiniSectorBytes > miniStream.Length) throw new InvalidDataException("A chain of small sectors is broken.");
            bytes.Write(miniStream.AsSpan((int)from, MiniSectorBytes));
        }

        return bytes.Length > size ? bytes.ToArray()[..size] : bytes.ToArray();
    }

    private static uint Next(uint[] of, uint sector) =>
        sector < of.Length ? of[sector] : throw new InvalidDataException("A sector without an entry in the table.");

    /// <summary>A sector; the last of the file may be cut.</summary>
    private ReadOnlySpan<byte> Sector(uint number)
    {
        var from = ((long)number + 1) * sectorBytes;
        if (from >= file.Length) throw new InvalidDataException("A sector behind the end of the file.");
        return file.AsSpan((int)from, (int)Math.Min(sectorBytes, file.Length - from));
    }

    private static uint[] Words(byte[] bytes)
    {
        var words = new uint[bytes.Length / 4];
        for (var i = 0; i < words.Length; i++) words[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4 * i));
        return words;
    }

    private static uint Word(ReadOnlySpan<byte> raw, int at) => BinaryPrimitives.ReadUInt32LittleEndian(raw[at..]);

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at));
}
