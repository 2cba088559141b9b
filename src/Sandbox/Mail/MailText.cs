using System.Text;
using System.Text.RegularExpressions;

namespace KonTum.Tthc.Sandbox.Mail;

/// <summary>
/// Reads as much of a mail as is needed to show it: the headers, with encoded words (RFC 2047), and a body of one text part (RFC 2045).
/// </summary>
internal static partial class MailText
{
    /// <summary>Headers by name, and the text.</summary>
    public static (Dictionary<string, string> Headers, string Text) Read(byte[] raw)
    {
        var all = Encoding.Latin1.GetString(raw);
        var end = all.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var (head, body) = end < 0 ? (all, "") : (all[..end], all[(end + 4)..]);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in Folding().Replace(head, " ").Split("\r\n"))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0) headers[line[..colon]] = Decode(line[(colon + 1)..].Trim());
        }

        var bytes = headers.GetValueOrDefault("Content-Transfer-Encoding", "").ToLowerInvariant() switch
        {
            "base64" => FromBase64(body),
            "quoted-printable" => FromQuoted(body.Replace("=\r\n", "", StringComparison.Ordinal), '='),
            _ => Encoding.Latin1.GetBytes(body),
        };
        return (headers, Encoding.UTF8.GetString(bytes));
    }

    private static string Decode(string header) => EncodedWord().Replace(BetweenWords().Replace(header, "?==?"), word =>
        Encoding.UTF8.GetString(word.Groups[1].Value.Equals("b", StringComparison.OrdinalIgnoreCase)
            ? FromBase64(word.Groups[2].Value)
            : FromQuoted(word.Groups[2].Value.Replace('_', ' '), '=')));

    private static byte[] FromBase64(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            return Encoding.UTF8.GetBytes(text);
        }
    }

    private static byte[] FromQuoted(string text, char mark)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == mark && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes.Add(Convert.ToByte(text.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                bytes.Add((byte)text[i]);
            }
        }

        return [.. bytes];
    }

    [GeneratedRegex(@"\r\n[ \t]+")]
    private static partial Regex Folding();

    [GeneratedRegex(@"\?=\s+=\?")]
    private static partial Regex BetweenWords();

    [GeneratedRegex(@"=\?utf-8\?([bqBQ])\?([^?]*)\?=", RegexOptions.IgnoreCase)]
    private static partial Regex EncodedWord();
}
