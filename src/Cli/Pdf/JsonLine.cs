using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Pdf;

/// <summary>One JSON object as one line.</summary>
internal static class JsonLine
{
    /// <summary>Vietnamese letters as letters: the output goes to terminals and files, never into HTML.</summary>
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an object; <paramref name="members"/> adds what is in it.</summary>
    public static string Of(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, s_options))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return Harmless(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    /// <summary>A rectangle of the displayed page, in points to a hundredth.</summary>
    public static void Write(Utf8JsonWriter writer, string name, PageRectangle box)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("x", Math.Round(box.X, 2));
        writer.WriteNumber("y", Math.Round(box.Y, 2));
        writer.WriteNumber("width", Math.Round(box.Width, 2));
        writer.WriteNumber("height", Math.Round(box.Height, 2));
        writer.WriteEndObject();
    }

    /// <summary>Outside ASCII there are only the contents of strings, so what turns the direction of writing can be escaped afterwards.</summary>
    private static string Harmless(string json)
    {
        if (!json.Any(IsUnseen))
            return json;
        var result = new StringBuilder(json.Length + 16);
        foreach (var c in json)
        {
            if (IsUnseen(c))
                result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else
                result.Append(c);
        }

        return result.ToString();
    }

    private static bool IsUnseen(char c) => c > '\u007E' && char.GetUnicodeCategory(c)
        is UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
