using KonTum.Tthc.Pades.Objects;

namespace KonTum.Tthc.Pades.Reading;

/// <summary>
/// Names, words and numbers of one file, each made once: a file says <c>/Type</c> as often as it has objects. A table of fixed size, in which a
/// newcomer takes the place of another; nothing depends on finding.
/// </summary>
internal sealed class Spellings
{
    private const int Size = 512;
    private const int Longest = 24;
    private Slot[]? _table;

    public string Word(ReadOnlySpan<byte> latin1) => latin1.Length > Longest ? Text(latin1) : Find(latin1).Text;

    public PdfName Name(ReadOnlySpan<byte> latin1)
    {
        if (latin1.Length > Longest)
            return new PdfName(Text(latin1));
        ref var slot = ref Find(latin1);
        return slot.Name ??= new PdfName(slot.Text);
    }

    /// <summary>A whole number of digits alone.</summary>
    public PdfNumber Number(ReadOnlySpan<byte> digits, long value)
    {
        if (digits.Length > Longest)
            return new PdfNumber(value, true, Text(digits));
        ref var slot = ref Find(digits);
        return slot.Number ??= new PdfNumber(value, true, slot.Text);
    }

    private ref Slot Find(ReadOnlySpan<byte> latin1)
    {
        var hash = 2166136261u;
        foreach (var b in latin1)
            hash = (hash ^ b) * 16777619u;
        ref var slot = ref (_table ??= new Slot[Size])[(hash ^ (hash >> 15)) % Size];
        if (slot.Text is null || !Same(slot.Text, latin1))
            slot = new Slot { Text = Text(latin1) };
        return ref slot;
    }

    private static bool Same(string text, ReadOnlySpan<byte> latin1)
    {
        if (text.Length != latin1.Length)
            return false;
        for (var i = 0; i < latin1.Length; i++)
        {
            if (text[i] != latin1[i])
                return false;
        }

        return true;
    }

    private static string Text(ReadOnlySpan<byte> latin1) => System.Text.Encoding.Latin1.GetString(latin1);

    private struct Slot
    {
        public string Text;
        public PdfName? Name;
        public PdfNumber? Number;
    }
}
