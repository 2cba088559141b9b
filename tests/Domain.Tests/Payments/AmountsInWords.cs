using FsCheck.Xunit;
using KonTum.Tthc.Domain.Payments;
using Shouldly;

namespace KonTum.Tthc.Domain.Tests.Payments;

/// <summary>What a receipt writes out.</summary>
public sealed class AmountsInWords
{
    [Theory]
    [InlineData(0, "Không đồng")]
    [InlineData(1, "Một đồng")]
    [InlineData(4, "Bốn đồng")]
    [InlineData(5, "Năm đồng")]
    [InlineData(10, "Mười đồng")]
    [InlineData(11, "Mười một đồng")]
    [InlineData(14, "Mười bốn đồng")]
    [InlineData(15, "Mười lăm đồng")]
    [InlineData(20, "Hai mươi đồng")]
    [InlineData(21, "Hai mươi mốt đồng")]
    [InlineData(24, "Hai mươi tư đồng")]
    [InlineData(25, "Hai mươi lăm đồng")]
    [InlineData(55, "Năm mươi lăm đồng")]
    [InlineData(91, "Chín mươi mốt đồng")]
    [InlineData(100, "Một trăm đồng")]
    [InlineData(101, "Một trăm linh một đồng")]
    [InlineData(104, "Một trăm linh bốn đồng")]
    [InlineData(105, "Một trăm linh năm đồng")]
    [InlineData(110, "Một trăm mười đồng")]
    [InlineData(111, "Một trăm mười một đồng")]
    [InlineData(115, "Một trăm mười lăm đồng")]
    [InlineData(121, "Một trăm hai mươi mốt đồng")]
    [InlineData(444, "Bốn trăm bốn mươi tư đồng")]
    [InlineData(1_000, "Một nghìn đồng")]
    [InlineData(1_001, "Một nghìn không trăm linh một đồng")]
    [InlineData(1_010, "Một nghìn không trăm mười đồng")]
    [InlineData(1_021, "Một nghìn không trăm hai mươi mốt đồng")]
    [InlineData(8_000, "Tám nghìn đồng")]
    [InlineData(15_000, "Mười lăm nghìn đồng")]
    [InlineData(21_500, "Hai mươi mốt nghìn năm trăm đồng")]
    [InlineData(105_005, "Một trăm linh năm nghìn không trăm linh năm đồng")]
    [InlineData(999_999, "Chín trăm chín mươi chín nghìn chín trăm chín mươi chín đồng")]
    [InlineData(1_000_000, "Một triệu đồng")]
    [InlineData(1_000_005, "Một triệu không trăm linh năm đồng")]
    [InlineData(1_005_000, "Một triệu không trăm linh năm nghìn đồng")]
    [InlineData(1_528_000, "Một triệu năm trăm hai mươi tám nghìn đồng")]
    [InlineData(24_014_034, "Hai mươi tư triệu không trăm mười bốn nghìn không trăm ba mươi tư đồng")]
    [InlineData(1_000_000_000, "Một tỷ đồng")]
    [InlineData(1_000_000_001, "Một tỷ không trăm linh một đồng")]
    [InlineData(2_015_000_000, "Hai tỷ không trăm mười lăm triệu đồng")]
    [InlineData(1_000_000_000_000, "Một nghìn tỷ đồng")]
    [InlineData(1_005_000_000_000, "Một nghìn không trăm linh năm tỷ đồng")]
    [InlineData(3_000_000_000_000_000_000, "Ba tỷ tỷ đồng")]
    public void Are_read_as_people_read_them(long amount, string words) => AmountInWords.Of(amount).ShouldBe(words);

    [Property(MaxTest = 500)]
    public void Say_the_amount_and_nothing_else(ulong any)
    {
        var amount = (long)(any % 1_000_000_000_000_000);
        ReadBack(AmountInWords.Of(amount)).ShouldBe(amount);
    }

    [Fact]
    public void There_are_no_negative_ones() => Should.Throw<ArgumentOutOfRangeException>(() => AmountInWords.Of(-1));

    /// <summary>Written by another rule than the writer: sums what the words stand for.</summary>
    private static long ReadBack(string text)
    {
        string[] digits = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
        long billions = 0, millions = 0, group = 0;
        foreach (var word in text.ToLowerInvariant().Split(' '))
        {
            var digit = word switch { "mốt" => 1, "tư" => 4, "lăm" => 5, _ => Array.IndexOf(digits, word) };
            switch (word)
            {
                case "đồng" or "linh": break;
                case "trăm": group *= 100; break;
                case "mười": group += 10; break;
                case "mươi": group = (group / 100 * 100) + (group % 10 * 10); break;
                case "nghìn": (millions, group) = (millions + (group * 1_000), 0); break;
                case "triệu": (millions, group) = (millions + (group * 1_000_000), 0); break;
                case "tỷ": (billions, millions, group) = ((billions + millions + group) * 1_000_000_000, 0, 0); break;
                default: group += digit; break;
            }
        }

        return billions + millions + group;
    }
}
