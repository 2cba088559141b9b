using System.Diagnostics.CodeAnalysis;
using KonTum.Tthc.Pades.Objects;

namespace KonTum.Tthc.Pades.Reading;

/// <summary>
/// What was read of a file, for all views of it: a view ends earlier, but what ends inside both is the same in both. So a file with many
/// revisions is read about once, and an object that did not change is held once.
/// </summary>
internal sealed class ReadParts
{
    /// <summary>Objects kept; beyond it everything is forgotten and read again, so that a walk over a huge file stays small.</summary>
    public const int MostObjects = 20_000;

    /// <summary>Parts of the objects kept, each about eighty bytes: one object can be as large as a thousand others.</summary>
    public const int MostParts = 120_000;

    /// <summary>Entries of the sections kept, twelve bytes each.</summary>
    private const int MostEntries = 1_000_000;

    private readonly Dictionary<long, ReadObject> _objects = [];
    private readonly Dictionary<long, XrefSection> _sections = [];
    private long _parts;
    private long _entries;

    /// <summary>The chain of sections that was read last: that of a revision is nearly always the one before with something in front.</summary>
    public ReadChain? LastChain { get; set; }

    /// <summary>The object of that number at that position, if it was read and a view of that length would read the same.</summary>
    public bool TryGetObject(long position, int number, long length, out ReadObject found) =>
        _objects.TryGetValue(position, out found) && found.Number == number && (found.End <= length || found.SeenIn == length);

    public void Add(long position, in ReadObject read, int parts)
    {
        if (_objects.Count >= MostObjects || (_parts += parts) > MostParts)
        {
            _objects.Clear();
            _parts = parts;
        }

        _objects[position] = read;
    }

    /// <summary>The section that begins there, if it was read and ends within that length.</summary>
    public bool TryGetSection(long position, long length, [NotNullWhen(true)] out XrefSection? section) =>
        _sections.TryGetValue(position, out section) && section.End <= length;

    public void Add(XrefSection section)
    {
        if ((_entries += section.Entries.Count) <= MostEntries)
            _sections[section.Offset] = section;
    }
}

/// <summary>An object that stands in the file itself.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Value">Its value.</param>
/// <param name="End">What lies from here on had no influence on the value; <see cref="long.MaxValue"/> when that is not known.</param>
/// <param name="SeenIn">The length of the view in which it was read.</param>
/// <param name="LargestReference">The largest number that it refers to.</param>
internal readonly record struct ReadObject(int Number, PdfObject Value, long End, long SeenIn, int LargestReference);

/// <summary>A chain of sections without the <c>/XRefStm</c> of hybrid files.</summary>
/// <param name="HeaderOffset">What was added to its offsets.</param>
/// <param name="End">The first byte behind all of them.</param>
/// <param name="Sections">Newest first.</param>
/// <param name="Entries">The entries that hold in sum.</param>
internal sealed record ReadChain(long HeaderOffset, long End, IReadOnlyList<XrefSection> Sections, XrefTable Entries);
