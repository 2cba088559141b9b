using System.Globalization;

namespace KonTum.Tthc.Pades;

/// <summary>Times as people and machines read them.</summary>
public static class ReportTimes
{
    /// <summary>Asia/Ho_Chi_Minh: seven hours before UTC, without a change since 1975. Fixed, so that no time zone data is needed.</summary>
    private static readonly TimeSpan s_vietnam = TimeSpan.FromHours(7);

    /// <summary>Local time with its offset. A time at the edge of the calendar, which has no local one, stays in UTC.</summary>
    public static string ForPeople(DateTimeOffset time, ReportLanguage language)
    {
        var fits = time.UtcDateTime < DateTime.MaxValue - s_vietnam;
        var (local, offset) = fits ? (time.ToOffset(s_vietnam), "UTC+07:00") : (time.ToUniversalTime(), "UTC");
        var format = language == ReportLanguage.Vietnamese ? "dd'/'MM'/'yyyy HH:mm:ss" : "d MMM yyyy HH:mm:ss";
        return $"{local.ToString(format, CultureInfo.InvariantCulture)} ({offset})";
    }

    /// <summary>ISO 8601 in UTC, with fractions of a second where there are any.</summary>
    public static string Utc(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
