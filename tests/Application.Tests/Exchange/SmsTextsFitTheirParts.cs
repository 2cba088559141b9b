using System.Globalization;
using System.Text;
using KonTum.Tthc.Application.Exchange;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Application.Tests.Exchange;

/// <summary>How many parts a text takes (3GPP TS 23.038), and where one that is too long ends.</summary>
public sealed class SmsTextsFitTheirParts
{
    [Theory]
    [InlineData("a", 160, 1)]
    [InlineData("a", 161, 2)]
    [InlineData("a", 306, 2)]
    [InlineData("a", 307, 3)]
    [InlineData("a", 459, 3)]
    [InlineData("a", 460, 4)]
    [InlineData("é", 160, 1)] // of the GSM alphabet
    [InlineData("€", 80, 1)] // two places each
    [InlineData("€", 81, 2)]
    [InlineData("€", 77, 1)]
    [InlineData("€", 153, 3)] // an odd place at the end of each part stays empty: 76, 76 and 1
    [InlineData("ệ", 70, 1)]
    [InlineData("ệ", 71, 2)]
    [InlineData("ệ", 134, 2)]
    [InlineData("ệ", 135, 3)]
    [InlineData("ệ", 201, 3)]
    [InlineData("ệ", 202, 4)]
    [InlineData("😀", 35, 1)]
    [InlineData("😀", 36, 2)]
    [InlineData("😀", 67, 3)] // 33 whole ones in a part
    public void Parts_are_counted_as_they_are_billed(string letter, int count, int parts) =>
        SmsText.Parts(string.Concat(Enumerable.Repeat(letter, count))).ShouldBe(parts);

    [Theory]
    [InlineData("a", false)]
    [InlineData("a", true)]
    [InlineData("ệ", true)]
    [InlineData("😀", true)]
    [InlineData("x\u0331\u0323", true)] // no composed form
    [InlineData("👩‍👩‍👧", true)]
    public void A_text_that_is_too_long_fills_three_parts_and_ends_between_letters(string letter, bool diacritics)
    {
        var whole = string.Concat(Enumerable.Repeat(letter, 1000));
        var ready = SmsText.Ready("Hồ sơ " + whole, diacritics);

        ready.ShouldEndWith("...");
        SmsText.Parts(ready).ShouldBe(SmsText.MostParts);
        var kept = Letters(ready[..^3]);
        kept.Skip(6).ShouldAllBe(l => l == letter);
        // No room is left: one more letter would need a fourth part.
        SmsText.Parts(ready[..^3] + letter + "...").ShouldBe(SmsText.MostParts + 1);
    }

    [Fact]
    public void Texts_around_the_last_place_are_cut_only_when_they_must_be()
    {
        foreach (var (letter, most) in new[] { ("a", 459), ("ệ", 201) })
        {
            var fits = string.Concat(Enumerable.Repeat(letter, most));
            SmsText.Ready(fits, diacritics: true).ShouldBe(fits);
            SmsText.Ready(fits + letter, diacritics: true).ShouldBe(fits[..^3] + "...");
        }
    }

    [Fact]
    public void Without_diacritics_a_sign_that_no_phone_has_is_one_question_mark_and_every_letter_is_of_the_basic_table()
    {
        SmsText.Plain("Đường Nguyễn Huệ – “Sơ” [1] {2} ~ 😀 日").ShouldBe("Duong Nguyen Hue - \"So\" (1) (2) - ? ?");
        SmsText.Plain("Hồ sơ".Normalize(NormalizationForm.FormD)).ShouldBe("Ho so");
        SmsText.Plain("Hồ\u200b sơ\u20dd").ShouldBe("Ho so");
        foreach (var c in Enumerable.Range(' ', 95).Select(c => (char)c)) SmsText.Parts(SmsText.Plain(new string(c, 160))).ShouldBe(1, $"'{c}'");
    }

    private static List<string> Letters(string text)
    {
        var (letters, found) = (StringInfo.GetTextElementEnumerator(text), new List<string>());
        while (letters.MoveNext()) found.Add(letters.GetTextElement());
        return found;
    }
}
