using System.Text;

namespace KonTum.Tthc.Domain.Payments;

/// <summary>
/// An amount as a receipt writes it out ("Số tiền bằng chữ"): read in groups of three digits, with the words that change by their place:
/// mười/mươi, một/mốt, bốn/tư, năm/lăm, and linh for a ten that is not there.
/// </summary>
public static class AmountInWords
{
    private const long Billion = 1_000_000_000;

    private static readonly string[] Digits = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];

    /// <summary>The amount in words, for example "Tám nghìn đồng".</summary>
    /// <param name="amount">Đồng, not negative.</param>
    public static string Of(long amount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        var words = new List<string>();
        if (amount == 0) words.Add(Digits[0]);
        else Read(amount, isFirst: true, words);
        words.Add("đồng");
        var text = new StringBuilder(string.Join(' ', words));
        text[0] = char.ToUpperInvariant(text[0]);
        return text.ToString();
    }

    /// <summary>What is above the billions is read first, by the same rules: "một nghìn tỷ", "hai tỷ tỷ".</summary>
    private static void Read(long number, bool isFirst, List<string> words)
    {
        if (number >= Billion)
        {
            Read(number / Billion, isFirst, words);
            words.Add("tỷ");
            (number, isFirst) = (number % Billion, false);
        }

        Group((int)(number / 1_000_000), "triệu", ref isFirst, words);
        Group((int)(number / 1_000 % 1_000), "nghìn", ref isFirst, words);
        Group((int)(number % 1_000), "", ref isFirst, words);
    }

    /// <summary>Three digits and their unit. An empty group is not read; only the very first one leaves its empty hundreds out.</summary>
    private static void Group(int number, string unit, ref bool isFirst, List<string> words)
    {
        if (number == 0) return;
        var (hundreds, tens, ones) = (number / 100, number / 10 % 10, number % 10);
        var readsHundreds = hundreds > 0 || !isFirst;
        if (readsHundreds) words.AddRange([Digits[hundreds], "trăm"]);
        if (tens == 0 && ones > 0 && readsHundreds) words.Add("linh");
        if (tens == 1) words.Add("mười");
        if (tens > 1) words.AddRange([Digits[tens], "mươi"]);
        if (ones > 0)
        {
            words.Add((tens, ones) switch
            {
                ( > 1, 1) => "mốt",
                ( > 1, 4) => "tư",
                ( > 0, 5) => "lăm",
                _ => Digits[ones],
            });
        }

        if (unit.Length > 0) words.Add(unit);
        isFirst = false;
    }
}
