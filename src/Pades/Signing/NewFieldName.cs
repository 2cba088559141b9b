using System.Globalization;
using KonTum.Tthc.Pades.Objects;

namespace KonTum.Tthc.Pades.Signing;

/// <summary>The name of a field that is yet to be made (ISO 32000-2, 12.7.4.2): unique among the names of its level, without a dot.</summary>
internal static class NewFieldName
{
    private const int Longest = 127;

    /// <exception cref="PdfRefusedException"><see cref="PdfRefusal.FieldNameUnusable"/>, or <see cref="PdfRefusal.SigningForbidden"/> for a
    /// name that an earlier signature has locked.</exception>
    public static string Choose(SignablePdf pdf, string? wanted)
    {
        if (wanted is null)
            return FirstFree(pdf);
        if (wanted.Length is 0 or > Longest || wanted.Contains('.', StringComparison.Ordinal) || wanted.Any(char.IsControl) || !SignatureText.IsUnicode(wanted))
            throw Unusable($"A field name has 1 to {Longest} characters, none of them a dot or a control character.");
        if (pdf.TopFieldNames.Contains(wanted))
            throw Unusable("The file has a field of that name.");
        return pdf.Rules.IsReserved(wanted) ? throw EarlierRules.Forbidden("An earlier signature has locked that field name (FieldMDP).") : wanted;
    }

    /// <summary>The name as a text string; bytes where every reader takes them for the same characters.</summary>
    public static PdfString Write(string name) => name.All(char.IsAscii) ? PdfString.Ascii(name) : PdfString.Text(name);

    private static string FirstFree(SignablePdf pdf)
    {
        for (var n = 1; ; n++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"Signature{n}");
            if (!pdf.TopFieldNames.Contains(name) && !pdf.Rules.IsReserved(name))
                return name;
        }
    }

    private static PdfRefusedException Unusable(string detail) => new(PdfRefusal.FieldNameUnusable, detail);
}
