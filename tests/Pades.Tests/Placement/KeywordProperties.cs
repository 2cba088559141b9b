using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Placement;

public sealed class KeywordProperties
{
    private static readonly string[] s_syllables =
        ["Nguyễn", "Thị", "Phượng", "đơn", "ký", "tên", "Ủy", "ban", "nhân", "dân", "xã", "Đăk", "Pơ", "Kô", "cấp", "giấy", "phép", "số", "12/QĐ-UBND"];

    private static Gen<string[]> Words => Gen.Elements(s_syllables).ArrayOf().Where(w => w.Length is >= 3 and <= 12);

    [Property(MaxTest = 60)]
    public Property The_normal_form_of_neither_side_matters() => Prop.ForAll(
        Words.Zip(Gen.Elements(NormalizationForm.FormC, NormalizationForm.FormD)).Zip(Gen.Choose(0, 1000)).ToArbitrary(), input =>
        {
            var ((words, form), seed) = input;
            var keyword = Part(words, seed);
            var pages = new TextPages();
            var file = pages.Page(pages.Line(string.Join(' ', words).Normalize(form), 10, 300, 8)).Build();

            var composed = Hits(file, keyword.Normalize(NormalizationForm.FormC));
            var decomposed = Hits(file, keyword.Normalize(NormalizationForm.FormD));

            composed.ShouldNotBeEmpty();
            decomposed.ShouldBe(composed);
        });

    [Property(MaxTest = 60)]
    public Property A_keyword_is_found_in_its_place_however_the_runs_are_cut() => Prop.ForAll(
        Words.Zip(Gen.Choose(0, int.MaxValue)).ToArbitrary(), input =>
        {
            var (words, seed) = input;
            var text = string.Join(' ', words);
            var keyword = Part(words, seed);
            var (whole, cut) = (new TextPages(), new TextPages());
            whole.Page(whole.Line(text, 10, 300, 8));
            cut.Page(Cut(cut, text, new Random(seed)));

            var expected = Hits(whole.Build(), keyword);
            var actual = Hits(cut.Build(), keyword);

            actual.Count.ShouldBe(expected.Count);
            foreach (var (one, two) in expected.Zip(actual))
            {
                two.Left.ShouldBe(one.Left, 0.3);
                two.Right.ShouldBe(one.Right, 0.3);
            }
        });

    /// <summary>Some words in a row, which stand in the text at least once.</summary>
    private static string Part(string[] words, int seed)
    {
        var from = seed % words.Length;
        return string.Join(' ', words[from..Math.Min(words.Length, from + 1 + (seed % 3))]);
    }

    /// <summary>The text in runs of any length: shown one after the other, in arrays with little kerning, moved to, or within a form of state.</summary>
    private static string Cut(TextPages pages, string text, Random random)
    {
        var content = new StringBuilder("BT /F 8 Tf 10 300 Td ");
        for (var at = 0; at < text.Length;)
        {
            var length = random.Next(1, Math.Min(6, text.Length - at + 1));
            var run = text.Substring(at, length);
            var width = 8 * new KonTum.Tthc.Pades.Appearance.FontSubsetting().Measure(text[..at]);
            at += length;
            content.Append(random.Next(4) switch
            {
                0 => $"{pages.Hex(run)} Tj ",
                1 => $"[{string.Join(" -5 ", run.Select(c => pages.Hex(c.ToString())))} {5 * (run.Length - 1)}] TJ ",
                2 => string.Create(CultureInfo.InvariantCulture, $"1 0 0 1 {10 + width} 300 Tm {pages.Hex(run)} Tj "),
                _ => $"/Span BMC 0 g {pages.Hex(run)} Tj EMC ",
            });
        }

        return content.Append("ET").ToString();
    }

    private static List<(double Left, double Right)> Hits(byte[] file, string keyword) =>
        [.. KeywordSearch.FindAsync(new MemoryStream(file, writable: false), keyword, null, TestContext.Current.CancellationToken)
            .GetAwaiter().GetResult().Hits.Select(h => (h.Rectangle.X, h.Rectangle.X + h.Rectangle.Width))];
}
