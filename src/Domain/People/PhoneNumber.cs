using System.Text.RegularExpressions;

namespace KonTum.Tthc.Domain.People;

/// <summary>Vietnamese mobile number: 0 or +84, a network digit, eight digits.</summary>
public static partial class PhoneNumber
{
    /// <summary>Whether the text is a mobile number.</summary>
    public static bool IsValid(string? text) => text is not null && Mobile().IsMatch(text);

    /// <summary>The form in which numbers are kept: with a leading 0.</summary>
    public static string Normalize(string text) => text.StartsWith("+84", StringComparison.Ordinal) ? "0" + text[3..] : text;

    [GeneratedRegex(@"^(0|\+84)[35789][0-9]{8}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Mobile();
}
