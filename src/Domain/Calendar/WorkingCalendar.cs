namespace KonTum.Tthc.Domain.Calendar;

/// <summary>
/// Counts in working days and in the hours of offices, in the time of Việt Nam (UTC+7, without summer time). Pure: the same holidays give
/// the same answers.
/// </summary>
public sealed class WorkingCalendar
{
    /// <summary>
    /// What is accepted later than this on a procedure of the same day is due on the next working day: the sentence "sau 15 giờ" that
    /// stands in the same-day procedures of civil status.
    /// </summary>
    private static readonly TimeOnly SameDayUntil = new(15, 0);

    private static readonly TimeSpan VietNam = TimeSpan.FromHours(7);

    private readonly Holidays _holidays;
    private readonly TimeSpan _dayLength;

    /// <summary>A calendar with these holidays and office hours.</summary>
    public WorkingCalendar(Holidays holidays)
    {
        _holidays = holidays;
        _dayLength = holidays.OfficeHours.Aggregate(TimeSpan.Zero, (sum, hours) => sum + (hours.To - hours.From));
    }

    /// <summary>The last year whose holidays have been announced.</summary>
    public int AnnouncedUntil => _holidays.AnnouncedUntil;

    /// <summary>Whether the holidays of a year are known, so that nothing but weekends and fixed dates is missing.</summary>
    public bool Knows(int year) => _holidays.Knows(year);

    /// <summary>Whether officers work on a day.</summary>
    public bool IsWorkingDay(DateOnly day) => _holidays.IsWorkingDay(day);

    /// <summary>The first working day after a day.</summary>
    public DateOnly NextWorkingDay(DateOnly day)
    {
        do day = day.AddDays(1);
        while (!IsWorkingDay(day));
        return day;
    }

    /// <summary>
    /// When something that takes so many working days is due: at closing time of the last of them. The day on which it begins does not
    /// count (Bộ luật Dân sự 2015, điều 147 khoản 2). With 0 days it is due on the same working day, or on the next one when it begins
    /// after 15:00.
    /// </summary>
    public DateTimeOffset DueAfter(DateTimeOffset begins, int workingDays)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(workingDays);
        var (day, time) = Local(begins);
        if (workingDays == 0) return Closing(IsWorkingDay(day) && time <= SameDayUntil ? day : NextWorkingDay(day));
        for (var n = 0; n < workingDays; n++) day = NextWorkingDay(day);
        return Closing(day);
    }

    /// <summary>How long offices were open between two times; nothing when the second is not after the first.</summary>
    public TimeSpan WorkingTimeBetween(DateTimeOffset from, DateTimeOffset to)
    {
        if (to <= from) return TimeSpan.Zero;
        var ((first, begins), (last, ends)) = (Local(from), Local(to));
        if (first == last) return OpenBetween(first, begins, ends);
        var sum = OpenBetween(first, begins, TimeOnly.MaxValue) + OpenBetween(last, TimeOnly.MinValue, ends);
        for (var day = first.AddDays(1); day < last; day = day.AddDays(1)) sum += IsWorkingDay(day) ? _dayLength : TimeSpan.Zero;
        return sum;
    }

    /// <summary>The time at which offices have been open so much longer; the same time when nothing is added.</summary>
    public DateTimeOffset AddWorkingTime(DateTimeOffset from, TimeSpan worked)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(worked, TimeSpan.Zero);
        if (worked == TimeSpan.Zero) return from;
        var (day, time) = Local(from);
        if (!IsWorkingDay(day)) (day, time) = (NextWorkingDay(day), TimeOnly.MinValue);
        for (var left = worked; ; (day, time) = (NextWorkingDay(day), TimeOnly.MinValue))
        {
            foreach (var hours in _holidays.OfficeHours)
            {
                var opens = time > hours.From ? time : hours.From;
                if (opens >= hours.To) continue;
                if (left <= hours.To - opens) return At(day, opens.Add(left));
                left -= hours.To - opens;
            }
        }
    }

    private static (DateOnly Day, TimeOnly Time) Local(DateTimeOffset time)
    {
        var local = time.ToOffset(VietNam).DateTime;
        return (DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
    }

    private static DateTimeOffset At(DateOnly day, TimeOnly time) => new DateTimeOffset(day.ToDateTime(time), VietNam).ToUniversalTime();

    private DateTimeOffset Closing(DateOnly day) => At(day, _holidays.OfficeHours[^1].To);

    private TimeSpan OpenBetween(DateOnly day, TimeOnly from, TimeOnly to)
    {
        if (!IsWorkingDay(day)) return TimeSpan.Zero;
        var sum = TimeSpan.Zero;
        foreach (var hours in _holidays.OfficeHours)
        {
            var (opens, closes) = (from > hours.From ? from : hours.From, to < hours.To ? to : hours.To);
            if (opens < closes) sum += closes - opens;
        }

        return sum;
    }
}
