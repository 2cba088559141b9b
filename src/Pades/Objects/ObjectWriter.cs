using System.Globalization;
using System.Text;

namespace KonTum.Tthc.Pades.Objects;

/// <summary>Writes objects in the syntax of ISO 32000-2, 7.3. Strings are written in hex, so that no byte needs an escape.</summary>
internal static class ObjectWriter
{
    public static void Write(Stream output, PdfObject value)
    {
        switch (value)
        {
            case PdfNull:
                Ascii(output, "null");
                break;
            case PdfBoolean boolean:
                Ascii(output, boolean.Value ? "true" : "false");
                break;
            case PdfNumber number:
                Ascii(output, number.Written);
                break;
            case PdfName name:
                WriteName(output, name.Value);
                break;
            case PdfString text:
                Ascii(output, "<");
                Ascii(output, Convert.ToHexString(text.Value));
                Ascii(output, ">");
                break;
            case PdfReference reference:
                Ascii(output, string.Create(CultureInfo.InvariantCulture, $"{reference.Number} {reference.Generation} R"));
                break;
            case PdfArray array:
                WriteArray(output, array);
                break;
            case PdfDictionary dictionary:
                WriteDictionary(output, dictionary);
                break;
            case PdfStream { Data: { } data } stream:
                WriteDictionary(output, stream.Dictionary.With("Length", PdfNumber.Of(data.Length)));
                Ascii(output, "\nstream\n");
                output.Write(data.Span);
                Ascii(output, "\nendstream");
                break;
            default:
                throw new InvalidOperationException($"A {value.GetType().Name} of a read document cannot be written again.");
        }
    }

    public static void Ascii(Stream output, string text) => output.Write(Encoding.Latin1.GetBytes(text));

    private static void WriteArray(Stream output, PdfArray array)
    {
        Ascii(output, "[");
        var first = true;
        foreach (var item in array.Items)
        {
            if (!first)
                Ascii(output, " ");
            first = false;
            Write(output, item);
        }

        Ascii(output, "]");
    }

    private static void WriteDictionary(Stream output, PdfDictionary dictionary)
    {
        Ascii(output, "<<");
        foreach (var (key, value) in dictionary.Entries)
        {
            WriteName(output, key);
            Ascii(output, " ");
            Write(output, value);
        }

        Ascii(output, ">>");
    }

    /// <summary>7.3.5: everything but regular printable characters, and # itself, as #xx.</summary>
    private static void WriteName(Stream output, string name)
    {
        var text = new StringBuilder("/");
        foreach (var c in name)
        {
            if (c is > ' ' and < '\x7F' && !"#()<>[]{}/%".Contains(c, StringComparison.Ordinal))
                text.Append(c);
            else
                text.Append('#').Append(((int)c).ToString("X2", CultureInfo.InvariantCulture));
        }

        Ascii(output, text.ToString());
    }
}
