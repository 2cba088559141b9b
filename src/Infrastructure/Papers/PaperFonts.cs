using System.Text;
using KonTum.Tthc.Pades.Appearance;

namespace KonTum.Tthc.Infrastructure.Papers;

/// <summary>Weights and slants that administrative papers use.</summary>
internal enum PaperStyle
{
    Regular,
    Bold,
    Italic,
}

/// <summary>The three fonts of one paper: they collect what is set in them and become subsets in the end.</summary>
internal sealed class PaperFonts
{
    private static readonly Lazy<IReadOnlyList<TrueTypeFont>> Files =
        new(() => [.. Enum.GetValues<PaperStyle>().Select(style => Load($"Tinos-{style}.ttf"))]);

    private readonly FontSubsetting[] _fonts = [.. Files.Value.Select(font => new FontSubsetting(font))];
    private readonly bool[] _used = new bool[3];

    /// <summary>Width of a text in points.</summary>
    public double Measure(string text, PaperStyle style, double size) => _fonts[(int)style].Measure(text) * size;

    /// <summary>The text as hex digits for a content stream.</summary>
    public string Encode(string text, PaperStyle style)
    {
        _used[(int)style] = true;
        return _fonts[(int)style].Encode(text);
    }

    /// <summary>The fonts that something was set in.</summary>
    public IReadOnlyList<AppearanceFont> Subsets() =>
        [.. Enum.GetValues<PaperStyle>().Where(style => _used[(int)style]).Select(style => _fonts[(int)style].ToFont(NameOf(style)))];

    /// <summary>Key of a font in the resources.</summary>
    public static string NameOf(PaperStyle style) => "F" + (int)style;

    /// <summary>
    /// A text as it can be set: composed (NFC, so that searching finds it), of one line, and with a mark for what no font here can show. A
    /// person's file may have any name, and a paper must not fail over it.
    /// </summary>
    public string Printable(string text, PaperStyle style)
    {
        var printable = new StringBuilder(text.Length);
        foreach (var rune in Compose(text).EnumerateRunes())
        {
            if (Rune.IsControl(rune) || Rune.IsWhiteSpace(rune)) printable.Append(' ');
            else if (_fonts[(int)style].Has(rune)) printable.Append(rune.ToString());
            else if (Rune.GetUnicodeCategory(rune) != System.Globalization.UnicodeCategory.Format) printable.Append('?');
        }

        return printable.ToString();
    }

    // A lone half of a surrogate pair cannot be normalised; EnumerateRunes reads it as U+FFFD.
    private static string Compose(string text) => string.Concat(text.EnumerateRunes()).Normalize();

    private static TrueTypeFont Load(string name)
    {
        using var stream = typeof(PaperFonts).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The font {name} is missing from the assembly.");
        var file = new byte[stream.Length];
        stream.ReadExactly(file);
        return new TrueTypeFont(file);
    }
}
