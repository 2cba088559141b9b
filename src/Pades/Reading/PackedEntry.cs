namespace KonTum.Tthc.Pades.Reading;

/// <summary>
/// An entry in 64 bits: kind and presence in 2, position in 32, generation or index in 30. Larger values, which no file of at most
/// 2,147,483,647 bytes has a use for, become the largest one: they lie outside the file, or behind the last object of any stream.
/// </summary>
internal static class PackedEntry
{
    private const int LargestExtra = (1 << 30) - 1;

    /// <summary>Never 0.</summary>
    public static ulong Of(XrefEntry entry) =>
        ((ulong)entry.Kind + 1) | ((ulong)Math.Clamp(entry.Position, 0, uint.MaxValue) << 2) | ((ulong)Math.Clamp(entry.Extra, 0, LargestExtra) << 34);

    public static XrefEntry Unpack(ulong packed) =>
        packed == 0 ? default : new((EntryKind)((packed & 3) - 1), (uint)(packed >> 2), (int)(packed >> 34));
}
