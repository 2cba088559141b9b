using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Placement;

/// <summary>Real documents: a word that poppler reads on the first page is found there, within two points of where poppler sees it.</summary>
public sealed class PlainCorpusSearchTests
{
    /// <summary>What is not found or stands elsewhere, and why; anything else is an error.</summary>
    private static readonly Dictionary<string, string> s_exceptions = new(StringComparer.Ordinal)
    {
        ["plain/pdfbox-AcroFormsRotation.pdf"] = "All its text is in form fields, which are no page content.",
        ["plain/pdfjs-bug1947248_forms.pdf"] = "UserUnit is 3, which poppler does not look at.",
    };

    [Fact]
    public async Task Words_are_found_where_poppler_sees_them()
    {
        Corpus.Need();
        var (found, missed, elsewhere) = (0, new List<string>(), new List<string>());
        foreach (var entry in Corpus.Plain)
        {
            var input = await File.ReadAllBytesAsync(entry.Path, TestContext.Current.CancellationToken);
            var words = await WordsAsync(entry);
            var word = words.Where(w => Regex.IsMatch(w.Text, @"^\p{IsBasicLatin}{4,}$") && w.Text.All(char.IsAsciiLetter)).MaxBy(w => w.Text.Length);
            var clock = Stopwatch.StartNew();
            KeywordSearchResult result;
            try
            {
                result = await TextPages.FindAsync(
                    input, word?.Text ?? "word", new KeywordSearchOptions { LastPage = 1, TimeLimit = TimeSpan.FromSeconds(30) });
            }
            catch (PdfRefusedException)
            {
                // What may be refused for signing has no place for a signature.
                entry.AlsoAccept.Append(entry.Expected).ShouldContain("refuse", entry.File);
                continue;
            }

            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20), entry.File);
            if (word is null)
                continue;
            if (result.Hits.Count == 0)
                missed.Add(entry.File);
            else
                found++;
            if (result.Hits.Count > 0 && !result.Hits.Any(h => words.Any(w => IsThere(h, w, word.Text))))
                elsewhere.Add(entry.File);
        }

        missed.Concat(elsewhere).Except(s_exceptions.Keys).ShouldBeEmpty();
        found.ShouldBeGreaterThanOrEqualTo(40);
        ((double)found / (found + missed.Count)).ShouldBeGreaterThanOrEqualTo(0.95);
    }

    /// <summary>Poppler gives boxes of words, of which the keyword may be a part; ascents differ where the fonts do not give them.</summary>
    private static bool IsThere(KeywordHit hit, Word word, string keyword) => word.Text == keyword
        && Math.Abs(hit.Rectangle.X - word.Left) < 2 && Math.Abs(hit.Rectangle.X + hit.Rectangle.Width - word.Right) < 2
        && hit.PageHeight - hit.Rectangle.Y > word.Top - 2 && hit.PageHeight - hit.Rectangle.Y - hit.Rectangle.Height < word.Bottom + 2;

    private static async Task<List<Word>> WordsAsync(Corpus.Entry entry)
    {
        // Its field tree doubles on each level; poppler does not come to an end.
        if (entry.File == "plain/qpdf-shared-unnamed-field.pdf")
            return [];
        var (_, output) = await Peers.RunAsync("pdftotext", "-f", "1", "-l", "1", "-cropbox", "-bbox", entry.Path, "-");
        return [.. Regex.Matches(output, "<word xMin=\"(.*?)\" yMin=\"(.*?)\" xMax=\"(.*?)\" yMax=\"(.*?)\">(.*?)</word>").Select(m => new Word(
            WebUtility.HtmlDecode(m.Groups[5].Value), Number(m, 1), Number(m, 2), Number(m, 3), Number(m, 4)))];
    }

    private static double Number(Match match, int group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private sealed record Word(string Text, double Left, double Top, double Right, double Bottom);
}
