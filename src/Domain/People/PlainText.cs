namespace KonTum.Tthc.Domain.People;

/// <summary>Texts that people read as they are: on pages, on the phone that asks for a signature, in a visible signature.</summary>
public static class PlainText
{
    /// <summary>
    /// Whether a text of one line shows what it says: no control characters, no line breaks, and none of the marks that turn the
    /// direction of writing around (Unicode Standard Annex 9, 2.1 to 2.5), with which "gpj.exe" is shown as "exe.jpg".
    /// </summary>
    public static bool IsOneLine(string text) => !text.Any(c => char.IsControl(c) || IsSeparator(c) || TurnsDirection(c));

    /// <summary>The same for a text of many lines: line breaks and tabulators are part of it.</summary>
    public static bool IsManyLines(string text) => !text.Any(c => (char.IsControl(c) && c is not ('\n' or '\r' or '\t')) || TurnsDirection(c));

    private static bool IsSeparator(char c) => c is '\u2028' or '\u2029';

    private static bool TurnsDirection(char c) =>
        c is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
