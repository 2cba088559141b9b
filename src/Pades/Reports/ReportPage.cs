using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace KonTum.Tthc.Pades.Reports;

/// <summary>
/// A report as one HTML file that needs nothing else: no script, no picture, no address. Its content policy forbids all but its own style.
/// </summary>
internal static class ReportPage
{
    private static readonly Lazy<string> s_style = new(() =>
    {
        using var stream = typeof(ReportPage).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    });

    public static string Of(ReportView view, ReportLanguage language)
    {
        var style = s_style.Value;
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        var code = language == ReportLanguage.Vietnamese ? "vi" : "en";
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<!DOCTYPE html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append(CultureInfo.InvariantCulture, $"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n")
            .Append(CultureInfo.InvariantCulture, $"<title>{WebUtility.HtmlEncode(view.Title)}</title>\n<style>{style}</style>\n</head>\n<body>\n<header><h1>{Encode(view.Title)}</h1></header>\n<main>\n");
        foreach (var section in view.Sections)
            Append(html, section);
        return html.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void Append(StringBuilder html, ReportSection section)
    {
        html.Append(CultureInfo.InvariantCulture, $"<h{section.Level}>{Encode(section.Title)}</h{section.Level}>\n");
        if (section.Lead is { } lead)
        {
            html.Append(CultureInfo.InvariantCulture, $"<div class=\"verdict {Class(section.Tone)}\">\n<p class=\"lead\">{Sign(section.Tone)}{Encode(lead)}</p>\n");
            if (section.Advice is { } advice)
                html.Append(CultureInfo.InvariantCulture, $"<p>{Encode(advice)}</p>\n");
            html.Append("</div>\n");
        }

        foreach (var table in section.Parts.Where(t => t.Rows.Count > 0))
            Append(html, table);
    }

    private static void Append(StringBuilder html, ReportTable table)
    {
        var isFacts = table.Headings.Count == 0;
        html.Append(CultureInfo.InvariantCulture, $"<table class=\"{(isFacts ? "facts" : "grid")}\">\n<caption>{Encode(table.Caption)}</caption>\n");
        if (!isFacts)
        {
            html.Append("<thead><tr>");
            foreach (var heading in table.Headings)
                html.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{Encode(heading)}</th>");
            html.Append("</tr></thead>\n");
        }

        html.Append("<tbody>\n");
        foreach (var row in table.Rows)
        {
            html.Append("<tr>");
            for (var i = 0; i < row.Count; i++)
            {
                if (i == 0)
                    html.Append(CultureInfo.InvariantCulture, $"<th scope=\"row\">{Inner(row[i])}</th>");
                else
                    html.Append(CultureInfo.InvariantCulture, $"<td>{Inner(row[i])}</td>");
            }

            html.Append("</tr>\n");
        }

        html.Append("</tbody>\n</table>\n");
    }

    private static string Inner(Cell cell)
    {
        var text = Encode(cell.Text);
        return cell.Kind switch
        {
            CellKind.Foreign => $"<bdi>{text}</bdi>",
            CellKind.English => $"<bdi lang=\"en\">{text}</bdi>",
            CellKind.Code => $"<code>{text}</code>",
            _ when cell.Tone != Tone.Plain => $"<span class=\"{Class(cell.Tone)}\">{Sign(cell.Tone)}{text}</span>",
            _ => text,
        };
    }

    /// <summary>Beside the colour, for who does not see it or prints in black; hidden from screen readers, which read the words.</summary>
    private static string Sign(Tone tone) => tone switch
    {
        Tone.Good => "<span aria-hidden=\"true\">✓ </span>",
        Tone.Bad => "<span aria-hidden=\"true\">✗ </span>",
        Tone.Open => "<span aria-hidden=\"true\">? </span>",
        _ => string.Empty,
    };

    private static string Class(Tone tone) => tone switch
    {
        Tone.Good => "good",
        Tone.Bad => "bad",
        Tone.Open => "open",
        _ => "plain",
    };

    /// <summary>Digests and words without end may be broken; all others keep together, so that names stay readable in narrow columns.</summary>
    private static string Encode(string text)
    {
        const int longest = 24;
        var neutral = Neutral.Of(text);
        if (neutral.Length <= longest)
            return WebUtility.HtmlEncode(neutral);
        var result = new StringBuilder(neutral.Length + 16);
        var run = 0;
        foreach (var rune in neutral.EnumerateRunes())
        {
            run = Rune.IsWhiteSpace(rune) ? 0 : run + 1;
            if (run > longest && Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
            {
                result.Append("<wbr>");
                run = 1;
            }

            result.Append(WebUtility.HtmlEncode(rune.ToString()));
            if (rune.Value == '_')
            {
                // Where a long code of the standard is best broken.
                result.Append("<wbr>");
                run = 0;
            }
        }

        return result.ToString();
    }
}
