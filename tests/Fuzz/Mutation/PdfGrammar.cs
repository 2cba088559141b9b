using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace KonTum.Tthc.Fuzz.Mutation;

/// <summary>Changes that keep a file a PDF: numbers, names, references, whole objects, hex strings, and a cross-reference that fits again.</summary>
internal sealed partial class PdfGrammar(Random random)
{
    private static readonly string[] s_words =
    [
        "/Type", "/Catalog", "/Pages", "/Page", "/Kids", "/Count", "/Parent", "/Annots", "/AcroForm", "/Fields", "/FT/Sig", "/FT/Tx", "/V", "/T(a)",
        "/Widget", "/Subtype", "/Rect[0 0 9 9]", "/AP<</N 4 0 R>>", "/Sig", "/Contents<00>", "/ByteRange[0 1 2 3]", "/SubFilter/ETSI.CAdES.detached",
        "/SubFilter/adbe.pkcs7.detached", "/SubFilter/ETSI.RFC3161", "/Perms<</DocMDP 6 0 R>>", "/Reference[<</TransformMethod/DocMDP/TransformParams<</P 1>>>>]",
        "/TransformMethod/FieldMDP", "/Lock<</P 1>>", "/DSS<<>>", "/VRI", "/Prev 9", "/XRefStm 9", "/Size 9", "/Root 1 0 R", "/Encrypt 1 0 R", "/ID[<00><00>]",
        "/Filter/FlateDecode", "/Filter/LZWDecode", "/Filter[/A85/AHx]", "/DecodeParms<</Predictor 12/Columns 4>>", "/Length 5 0 R", "/W[1 2 1]", "/Index[0 9]",
        "/Type/ObjStm/N 1/First 4", "/Type/XRef", "/Extends 5 0 R", "/MediaBox[0 0 9 9]", "/CropBox[1 1 2 2]", "/Rotate 90", "/UserUnit 2", "/NeedAppearances true",
        "/SigFlags 3", "/NeedsRendering true", "/XFA[(a)5 0 R]", "/M(D:20260101)", "/Version/2.0", "/Metadata 5 0 R", "/OpenAction 5 0 R", "/Resources<</Font<</F1 5 0 R>>>>",
        "obj", "endobj", "stream\n", "\nendstream", "xref\n0 1\n", "trailer\n<<", "startxref\n", "%%EOF\n", "<<", ">>", "[", "]", "(", ")", "<", ">", "null", "true", "1 0 R",
        "0000000000 65535 f\r\n", "0000000009 00000 n\r\n", "%PDF-1.7\n", "#41", "\\101", "\r", "%",
    ];

    private static readonly string[] s_numbers =
        ["0", "1", "2", "3", "-1", "255", "256", "65535", "65536", "8388607", "8388608", "2147483647", "2147483648", "4294967296", "9223372036854775807", "1e9", "0.5", "--1", "+7"];

    /// <summary>One change, and in half of the cases the table is put right.</summary>
    public byte[] Change(byte[] input)
    {
        var text = Encoding.Latin1.GetString(input);
        text = random.Next(8) switch
        {
            0 or 1 => ReplaceOne(text, Number(), m => random.Next(3) switch
            {
                0 => s_numbers[random.Next(s_numbers.Length)],
                1 when long.TryParse(m.Value, out var value) => (value + random.Next(-3, 4)).ToString(CultureInfo.InvariantCulture),
                _ => Pick(Number().Matches(text))?.Value ?? "1",
            }),
            2 => ReplaceOne(text, Name(), _ => Pick(Name().Matches(text))?.Value ?? "/X"),
            3 => ReplaceOne(text, Reference(), _ => Pick(Reference().Matches(text))?.Value ?? "1 0 R"),
            4 => text.Insert(random.Next(text.Length + 1), s_words[random.Next(s_words.Length)]),
            5 => ReplaceOne(text, DictionaryStart(), m => m.Value + s_words[random.Next(s_words.Length)]),
            6 => ReplaceOne(text, Body(), m => m.Groups[1].Value + (Pick(Body().Matches(text))?.Groups[2].Value ?? "null") + m.Groups[3].Value),
            _ => ReplaceOne(text, HexString(), ChangeHex),
        };
        return Encoding.Latin1.GetBytes(random.Next(2) == 0 ? Repair(text) : text);
    }

    /// <summary>Writes the last table anew after the places where objects now are; the newest trailer dictionary stays.</summary>
    private static string Repair(string text)
    {
        var table = text.LastIndexOf("\nxref\n", StringComparison.Ordinal);
        var trailer = table < 0 ? -1 : text.IndexOf("trailer", table, StringComparison.Ordinal);
        var end = trailer < 0 ? -1 : text.IndexOf("startxref", trailer, StringComparison.Ordinal);
        if (end < 0)
            return text;
        var from = Math.Max(0, text.LastIndexOf("%%EOF", table, StringComparison.Ordinal));
        var result = new StringBuilder(text, 0, table + 1, text.Length + 256).Append("xref\n");
        foreach (var match in Head().Matches(text[..table]).Where(m => m.Index >= from))
            result.Append(CultureInfo.InvariantCulture, $"{match.Groups[1].Value} 1\n{match.Groups[1].Index:D10} {match.Groups[2].Value.PadLeft(5, '0')} n\r\n");
        result.Append(text, trailer, end - trailer);
        return result.Append(CultureInfo.InvariantCulture, $"startxref\n{table + 1}\n%%EOF\n").ToString();
    }

    /// <summary>The CMS stands as hex: a change of one byte of it must stay hex and keep its length, or the byte range is broken before it is read.</summary>
    private string ChangeHex(Match match)
    {
        var digits = match.Groups[1].Value;
        if (digits.Length < 2 || digits.Length % 2 == 1)
            return match.Value;
        var bytes = Convert.FromHexString(digits);
        var used = Math.Max(1, Array.FindLastIndex(bytes, b => b != 0) + 1);
        var changed = new Havoc(random, bytes.Length).Change(bytes[..used], bytes);
        var result = new byte[bytes.Length];
        changed.AsSpan(0, Math.Min(changed.Length, result.Length)).CopyTo(result);
        return "<" + Convert.ToHexString(result) + ">";
    }

    private string ReplaceOne(string text, Regex what, Func<Match, string> by) =>
        Pick(what.Matches(text)) is { } match ? string.Concat(text.AsSpan(0, match.Index), by(match), text.AsSpan(match.Index + match.Length)) : text;

    private Match? Pick(MatchCollection matches) => matches.Count == 0 ? null : matches[random.Next(matches.Count)];

    [GeneratedRegex(@"(?<![\w.])-?\d+(?![\w.])")]
    private static partial Regex Number();

    [GeneratedRegex(@"/[A-Za-z0-9.]+")]
    private static partial Regex Name();

    [GeneratedRegex(@"\b\d+ \d+ R\b")]
    private static partial Regex Reference();

    [GeneratedRegex("<<")]
    private static partial Regex DictionaryStart();

    [GeneratedRegex(@"\b(\d{1,7}) (\d{1,5}) obj\b")]
    private static partial Regex Head();

    [GeneratedRegex(@"(\b\d+ \d+ obj\n)(.{0,4000}?)(\nendobj)", RegexOptions.Singleline)]
    private static partial Regex Body();

    [GeneratedRegex("<([0-9A-Fa-f]{2,})>")]
    private static partial Regex HexString();
}
