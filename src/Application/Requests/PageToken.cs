using System.Buffers.Text;
using System.Globalization;
using System.Text;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Application.Requests;

/// <summary>
/// Where the next page of a list in the order of time begins: the time of its first item, and how many items of exactly that time the
/// pages before have shown. New items do not shift the pages.
/// </summary>
/// <param name="Time">Time of the last item shown.</param>
/// <param name="Shown">How many items of that time were shown.</param>
public sealed record PageToken(DateTimeOffset Time, int Shown)
{
    /// <summary>Reads a token; null for the empty one of the first page.</summary>
    public static PageToken? Parse(string token)
    {
        if (token.Length == 0) return null;
        try
        {
            var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(token)).Split('.');
            var ticks = long.Parse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture);
            var shown = int.Parse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture);
            return new PageToken(new DateTimeOffset(ticks, TimeSpan.Zero), shown);
        }
        catch (Exception e) when (e is FormatException or OverflowException or IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            throw Failures.Invalid(Failures.PageTokenInvalid.At("page_token"));
        }
    }

    /// <summary>Cuts a list that was read with one item more than the page holds into the page and its token.</summary>
    /// <param name="read">Up to <paramref name="size"/> + 1 items.</param>
    /// <param name="size">Size of the page.</param>
    /// <param name="before">The token that the list was read with.</param>
    /// <param name="timeOf">The time that orders the list.</param>
    public static Page<T> Cut<T>(IReadOnlyList<T> read, int size, PageToken? before, Func<T, DateTimeOffset> timeOf)
    {
        if (read.Count <= size) return new Page<T>(read, "");
        var items = read.Take(size).ToList();
        var last = timeOf(items[^1]).ToUniversalTime();
        var shown = items.Count(i => timeOf(i) == last) + (before is not null && before.Time == last ? before.Shown : 0);
        return new Page<T>(items, new PageToken(last, shown).ToString());
    }

    /// <inheritdoc />
    public override string ToString() => Base64Url.EncodeToString(
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Time.UtcTicks}.{Shown}")));
}
