using System.Text;

namespace KonTum.Tthc.Pades.Signing;

/// <summary>Texts that callers give, before they are written.</summary>
internal static class SignatureText
{
    /// <summary>Far more than a page shows at 4 pt; beyond it fitting would only cost time.</summary>
    public const int Longest = 20_000;

    /// <summary>The text in NFC.</summary>
    /// <exception cref="PdfRefusedException"><see cref="PdfRefusal.UnusableText"/>.</exception>
    public static string Normalised(string text)
    {
        if (text.Length > Longest)
            throw Refused($"A text is longer than {Longest} characters.");
        if (!IsUnicode(text))
            throw Refused("A text holds half of a surrogate pair.");
        return text.Normalize(NormalizationForm.FormC);
    }

    /// <summary>Whether every surrogate has its other half.</summary>
    public static bool IsUnicode(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[++i]))
                return false;
        }

        return true;
    }

    /// <summary>The refusal.</summary>
    public static PdfRefusedException Refused(string detail) => new(PdfRefusal.UnusableText, detail);
}
