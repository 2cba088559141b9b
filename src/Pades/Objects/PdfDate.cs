using System.Globalization;

namespace KonTum.Tthc.Pades.Objects;

/// <summary>Dates of ISO 32000-2, 7.9.4: <c>D:YYYYMMDDHHmmSS+HH'mm</c>.</summary>
internal static class PdfDate
{
    public static string Write(DateTimeOffset time)
    {
        var local = time.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        var offset = time.Offset.Duration().ToString("hh\\'mm", CultureInfo.InvariantCulture);
        return $"D:{local}{(time.Offset < TimeSpan.Zero ? '-' : '+')}{offset}'";
    }

    /// <summary>Null for what is no date. Parts that are left out are their smallest value; without an offset, UTC.</summary>
    public static DateTimeOffset? Read(string text)
    {
        var digits = text.StartsWith("D:", StringComparison.Ordinal) ? text[2..] : text;
        var count = 0;
        while (count < digits.Length && count < 14 && char.IsAsciiDigit(digits[count]))
            count++;
        if (count < 4)
            return null;
        var full = (digits[..(count - (count % 2))] + "00000101000000"[(count - (count % 2))..])[..14];
        if (!DateTime.TryParseExact(full, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return null;
        var zone = digits[count..].Replace("'", string.Empty, StringComparison.Ordinal);
        var offset = zone is ['+' or '-', _, _, ..] && int.TryParse(zone.AsSpan(1, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            ? TimeSpan.FromMinutes((hours * 60) + Minutes(zone)) * (zone[0] == '-' ? -1 : 1)
            : TimeSpan.Zero;
        if (offset.Duration() > TimeSpan.FromHours(14) || local.Year is < 2 or > 9998)
            return null;
        return new DateTimeOffset(local, offset);
    }

    private static int Minutes(string zone) =>
        zone.Length >= 5 && int.TryParse(zone.AsSpan(3, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && minutes < 60
            ? minutes : 0;
}
