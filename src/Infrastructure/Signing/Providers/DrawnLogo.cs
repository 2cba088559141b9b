using System.Globalization;
using System.Text;
using KonTum.Tthc.Application.Signing;

namespace KonTum.Tthc.Infrastructure.Signing.Providers;

/// <summary>A picture for a provider that has none: its code on a colour of its own. Trademarks are the provider's to hand out.</summary>
internal static class DrawnLogo
{
    /// <summary>The picture: SVG without script, link or font of its own.</summary>
    public static ProviderLogo Of(string code)
    {
        var initials = new string([.. code.Where(char.IsAsciiLetterOrDigit).Take(4)]);
        // Any spread will do, as long as it is the same on every node and after every start.
        var hue = code.Aggregate(17, (sum, letter) => ((sum * 31) + letter) % 360);
        var size = initials.Length > 3 ? 22 : 28;
        return new ProviderLogo("image/svg+xml", Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="96" height="96" viewBox="0 0 96 96" role="img"><rect width="96" height="96" rx="16" fill="hsl({hue},55%,36%)"/><text x="48" y="50" fill="#fff" font-family="sans-serif" font-size="{size}" font-weight="700" text-anchor="middle" dominant-baseline="middle">{initials}</text></svg>
            """)));
    }
}
