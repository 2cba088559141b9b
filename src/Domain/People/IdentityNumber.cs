using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Domain.People;

/// <summary>
/// Number that identifies a person or organisation at a signing provider or in a form: CMND (9 digits), CCCD / personal identification
/// number (12 digits), tax code (10, or 10-3 digits), passport (letter and 7 digits).
/// </summary>
public static class IdentityNumber
{
    /// <summary>Whether the text is one of the accepted forms. CCCD: the century-and-sex digit and a plausible birth year are not judged.</summary>
    public static bool IsValid(string? text) => text is not null && text.Length switch
    {
        8 => char.IsAsciiLetterUpper(text[0]) && AllDigits(text.AsSpan(1)),
        9 or 10 or 12 => AllDigits(text),
        14 => text[10] == '-' && AllDigits(text.AsSpan(0, 10)) && AllDigits(text.AsSpan(11)),
        _ => false,
    };

    /// <summary>The number with all but the last three characters hidden, for texts that others may see.</summary>
    public static string Mask(string text) =>
        text.Length <= 3 ? new string('•', text.Length) : new string('•', text.Length - 3) + text[^3..];

    /// <summary>Adds a violation if the text is not valid.</summary>
    public static void Check(string? text, string field, ICollection<FieldViolation> violations)
    {
        if (!IsValid(text))
        {
            violations.Add(Failures.Failures.Malformed.At(
                field, ("expected", "CMND 9 chữ số, CCCD 12 chữ số / 9-digit CMND, 12-digit CCCD")));
        }
    }

    private static bool AllDigits(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c)) return false;
        }

        return true;
    }
}
