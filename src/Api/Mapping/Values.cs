using System.Runtime.InteropServices;
using Google.Api;
using Google.Protobuf.WellKnownTypes;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Failures;
using Date = Google.Type.Date;

namespace KonTum.Tthc.Api.Mapping;

/// <summary>Values that all messages share.</summary>
internal static class Values
{
    /// <summary>
    /// Reads an identifier of a resource. What is not a UUID names nothing that exists, so the use case answers as for any other that
    /// does not exist, after it has asked who calls.
    /// </summary>
    public static Guid ToId(this string text) => Guid.TryParse(text, out var id) ? id : Guid.Empty;

    /// <summary>Reads an optional identifier that filters.</summary>
    /// <exception cref="FailureException">It is not a UUID.</exception>
    public static Guid? ToFilterId(this string text, string field)
    {
        if (text.Length == 0) return null;
        return Guid.TryParse(text, out var id) ? id : throw Failures.Invalid(Failures.Malformed.At(field, ("expected", "UUID")));
    }

    /// <summary>Reads how long a caller wants to wait; absent means not at all.</summary>
    /// <exception cref="FailureException">It is negative, or longer than anyone waits.</exception>
    public static TimeSpan ToWait(this Duration? wait, string field, TimeSpan longest)
    {
        if (wait is null) return TimeSpan.Zero;
        // A Duration holds more than a TimeSpan: the seconds are looked at first.
        var inRange = wait.Seconds >= 0 && wait.Seconds <= (long)longest.TotalSeconds && wait.Nanos is >= 0 and < Duration.NanosecondsPerSecond;
        var read = inRange ? TimeSpan.FromSeconds(wait.Seconds) + TimeSpan.FromTicks(wait.Nanos / Duration.NanosecondsPerTick) : TimeSpan.MaxValue;
        return read <= longest ? read : throw Failures.Invalid(Failures.OutOfRange.At(field, ("range", $"0–{longest.TotalSeconds} s")));
    }

    public static string FromId(this Guid? id) => id?.ToString() ?? "";

    public static PageRequest ToPage(int size, string token) => new(size, token);

    public static Timestamp ToTimestamp(this DateTimeOffset? time) => time is { } t ? Timestamp.FromDateTimeOffset(t) : null!;


    public static Date ToDate(this DateOnly? day) => day is { } d ? new Date { Year = d.Year, Month = d.Month, Day = d.Day } : null!;

    /// <summary>Reads a date; absent and all zero mean none. Partial dates, which google.type.Date allows, are refused.</summary>
    public static DateOnly? ToDay(this Date? date, string field)
    {
        if (date is null or { Year: 0, Month: 0, Day: 0 }) return null;
        var exists = date is { Year: >= 1 and <= 9999, Month: >= 1 and <= 12, Day: >= 1 } && date.Day <= DateTime.DaysInMonth(date.Year, date.Month);
        return exists
            ? new DateOnly(date.Year, date.Month, date.Day)
            : throw Failures.Invalid(Failures.Malformed.At(field, ("expected", "ngày/tháng/năm")));
    }

    /// <summary>The paths of a mask; none when it is absent.</summary>
    public static IReadOnlyList<string> ToFields(this FieldMask? mask) => mask is null ? [] : [.. mask.Paths];

    /// <summary>The bytes of a body that came in one message, without a copy.</summary>
    public static Stream ToStream(this HttpBody? body)
    {
        if (body is null) return Stream.Null;
        return MemoryMarshal.TryGetArray(body.Data.Memory, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(body.Data.ToByteArray(), writable: false);
    }
}
