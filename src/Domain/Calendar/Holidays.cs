using System.Collections.Frozen;
using System.Text.Json;

namespace KonTum.Tthc.Domain.Calendar;

/// <summary>Part of a working day in which offices are open.</summary>
/// <param name="From">They open.</param>
/// <param name="To">They close.</param>
public sealed record OfficeHours(TimeOnly From, TimeOnly To);

/// <summary>
/// The national holidays (Bộ luật Lao động 2019, điều 112) and the Saturdays on which officers work for a day that was swapped, as data
/// that is announced year by year. For a year without data only the holidays with a fixed date are known.
/// </summary>
public sealed class Holidays
{
    private static readonly JsonSerializerOptions Spelling = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly FrozenSet<DateOnly> _off;
    private readonly FrozenSet<DateOnly> _atWork;
    private readonly FrozenSet<(int Month, int Day)> _fixed;
    private readonly FrozenSet<int> _years;

    private Holidays(File file)
    {
        OfficeHours = [.. file.OfficeHours.OrderBy(h => h.From)];
        _off = file.Years.SelectMany(y => y.DaysOff).SelectMany(Days).ToFrozenSet();
        _atWork = file.Years.SelectMany(y => y.DaysAtWork).Select(d => d.Day).ToFrozenSet();
        _fixed = file.Fixed.Select(f => (f.Month, f.Day)).ToFrozenSet();
        _years = file.Years.Select(y => y.Year).ToFrozenSet();
        AnnouncedUntil = file.Years.Where(y => y.Certainty == "announced").Select(y => y.Year).DefaultIfEmpty(0).Max();
        Check(file);
    }

    /// <summary>The hours of a working day, in order.</summary>
    public IReadOnlyList<OfficeHours> OfficeHours { get; }

    /// <summary>The last year whose holidays have been announced; later ones are expected or unknown.</summary>
    public int AnnouncedUntil { get; }

    /// <summary>Reads the data.</summary>
    /// <exception cref="FormatException">It says something that cannot be.</exception>
    public static Holidays Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return new Holidays(JsonSerializer.Deserialize<File>(json, Spelling) ?? throw new FormatException("There is no data."));
        }
        catch (JsonException e)
        {
            throw new FormatException("The holidays are not readable: " + e.Message, e);
        }
    }

    /// <summary>The data that the platform comes with: <c>data/holidays.json</c>.</summary>
    public static Holidays OfVietNam()
    {
        using var stream = typeof(Holidays).Assembly.GetManifestResourceStream("holidays.json")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Parse(bytes);
    }

    /// <summary>Whether the lunar and moved holidays of a year are known.</summary>
    public bool Knows(int year) => _years.Contains(year);

    /// <summary>Whether officers work on a day.</summary>
    public bool IsWorkingDay(DateOnly day)
    {
        if (_atWork.Contains(day)) return true;
        if (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || _fixed.Contains((day.Month, day.Day))) return false;
        return !_off.Contains(day);
    }

    private static IEnumerable<DateOnly> Days(DaysOff range)
    {
        for (var day = range.From; day <= range.To; day = day.AddDays(1)) yield return day;
    }

    private static void Check(File file)
    {
        var hours = file.OfficeHours.OrderBy(h => h.From).ToList();
        if (hours.Count == 0 || hours.Exists(h => h.From >= h.To)) throw new FormatException("Office hours must begin before they end.");
        if (hours.Zip(hours.Skip(1)).Any(p => p.First.To > p.Second.From)) throw new FormatException("Office hours overlap.");
        foreach (var year in file.Years)
        {
            if (year.DaysOff.Any(d => d.From > d.To || d.From.Year != year.Year || d.To.Year != year.Year || d.To.DayNumber - d.From.DayNumber > 14))
            {
                throw new FormatException($"A holiday of {year.Year} lies in another year, ends before it begins or is longer than two weeks.");
            }

            if (year.DaysAtWork.Any(d => d.Day.Year != year.Year || d.Day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)))
            {
                throw new FormatException($"A day at work of {year.Year} is no weekend of that year.");
            }
        }

        if (file.Years.Select(y => y.Year).Distinct().Count() != file.Years.Count) throw new FormatException("A year stands there twice.");
    }

    private sealed record File
    {
        public IReadOnlyList<OfficeHours> OfficeHours { get; init; } = [];

        public IReadOnlyList<FixedDay> Fixed { get; init; } = [];

        public IReadOnlyList<YearData> Years { get; init; } = [];
    }

    private sealed record FixedDay(int Month, int Day);

    private sealed record YearData(int Year, string Certainty)
    {
        public IReadOnlyList<DaysOff> DaysOff { get; init; } = [];

        public IReadOnlyList<Worked> DaysAtWork { get; init; } = [];
    }

    private sealed record DaysOff(DateOnly From, DateOnly To);

    private sealed record Worked(DateOnly Day);
}
