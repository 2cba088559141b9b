using KonTum.Tthc.Pades.Objects;

namespace KonTum.Tthc.Pades.Validation;

/// <summary>Of two values for one key some readers take the first and some the last (ISO 32000-2, 7.3.7: not defined).</summary>
internal static class RepeatedKeys
{
    /// <summary>Whether a dictionary anywhere in a value, without following references, holds a key twice.</summary>
    public static bool AreIn(PdfObject value)
    {
        var work = new Stack<PdfObject>([value]);
        while (work.TryPop(out var next))
        {
            var dictionary = next is PdfStream stream ? stream.Dictionary : next as PdfDictionary;
            if (dictionary?.HasDuplicateKeys == true)
                return true;
            foreach (var part in dictionary?.Entries.Select(e => e.Value) ?? (next as PdfArray)?.Items ?? [])
            {
                if (part is PdfArray or PdfDictionary)
                    work.Push(part);
            }
        }

        return false;
    }
}
