using System.Globalization;

namespace KonTum.Tthc.Pades.Objects;

/// <summary>One object of ISO 32000-2, 7.3. Instances that come from a document are never changed; changes are made on copies.</summary>
internal abstract class PdfObject
{
    public static PdfObject Null { get; } = new PdfNull();
}

internal sealed class PdfNull : PdfObject;

internal sealed class PdfBoolean : PdfObject
{
    private PdfBoolean(bool value) => Value = value;

    public static PdfBoolean True { get; } = new(true);

    public static PdfBoolean False { get; } = new(false);

    public bool Value { get; }
}

/// <summary>A number. What was read is kept as it was written, so that rewriting an object never rounds its numbers.</summary>
internal sealed class PdfNumber(double value, bool isInteger, string written) : PdfObject
{
    public double Value { get; } = value;

    public bool IsInteger { get; } = isInteger;

    public string Written { get; } = written;

    public static PdfNumber Of(long value) => new(value, true, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Five decimals are a 1/7,200,000 inch: below what any device resolves.</summary>
    public static PdfNumber Of(double value)
    {
        var written = Math.Round(value, 5).ToString("0.#####", CultureInfo.InvariantCulture);
        return new(value, false, written == "-0" ? "0" : written);
    }
}

/// <summary>A name; its bytes as Latin-1 characters, #-escapes resolved.</summary>
internal sealed class PdfName(string value) : PdfObject
{
    public string Value { get; } = value;
}

/// <summary>
/// A string. <c>Start</c> and <c>End</c> say where it stands in the file, delimiters included; -1 when it is not from there. <c>IsPairs</c>:
/// written as pairs of hex digits and nothing else.
/// </summary>
internal sealed class PdfString(byte[] value, bool hex, long start = -1, long end = -1, bool isPairs = false) : PdfObject
{
    public byte[] Value { get; } = value;

    public bool IsHex { get; } = hex;

    public bool IsPairs { get; } = isPairs;

    public long Start { get; } = start;

    public long End { get; } = end;

    /// <summary>A text string (7.9.2.2) as UTF-16BE with a byte order mark, in hex: no reader and no tool mistakes it.</summary>
    public static PdfString Text(string text) =>
        new([0xFE, 0xFF, .. System.Text.Encoding.BigEndianUnicode.GetBytes(text)], hex: true);

    public static PdfString Ascii(string text) => new(System.Text.Encoding.Latin1.GetBytes(text), hex: false);

    /// <summary>The value read as a text string: UTF-16BE, UTF-8 or, for want of a full table, Latin-1 in place of PDFDocEncoding.</summary>
    public string AsText() => Value switch
    {
        [0xFE, 0xFF, .. var rest] => System.Text.Encoding.BigEndianUnicode.GetString(rest),
        [0xEF, 0xBB, 0xBF, .. var rest] => System.Text.Encoding.UTF8.GetString(rest),
        _ => System.Text.Encoding.Latin1.GetString(Value),
    };
}

internal sealed class PdfReference(int number, int generation) : PdfObject
{
    public int Number { get; } = number;

    public int Generation { get; } = generation;
}

internal sealed class PdfArray(IReadOnlyList<PdfObject> items) : PdfObject
{
    public IReadOnlyList<PdfObject> Items { get; } = items;

    public PdfArray With(PdfObject item) => new([.. Items, item]);
}

/// <summary>A stream: its dictionary, and either bytes in memory (to be written) or where its raw bytes begin in the file.</summary>
internal sealed class PdfStream(PdfDictionary dictionary, long dataStart, ReadOnlyMemory<byte>? data = null) : PdfObject
{
    public PdfDictionary Dictionary { get; } = dictionary;

    public long DataStart { get; } = dataStart;

    public ReadOnlyMemory<byte>? Data { get; } = data;

    public static PdfStream Of(PdfDictionary dictionary, ReadOnlyMemory<byte> data) => new(dictionary, -1, data);
}
