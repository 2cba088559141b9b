using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using KonTum.Tthc.Domain.Calendar;
using Shouldly;

namespace KonTum.Tthc.Domain.Tests.Calendar;

/// <summary>Counting in working days and office hours, with the holidays that the platform comes with.</summary>
public sealed class WorkingDays
{
    private static readonly WorkingCalendar Calendar = new(Holidays.OfVietNam());

    /// <summary>Any minute from 2024 to beyond the years that are known.</summary>
    private static Gen<DateTimeOffset> Times =>
        Gen.Choose(0, 6 * 365 * 24 * 60).Select(minutes => new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.FromHours(7)).AddMinutes(minutes));

    private static Gen<TimeSpan> Spans => Gen.Choose(0, 60 * 8 * 60).Select(minutes => TimeSpan.FromMinutes(minutes));

    [Theory]
    [InlineData("2026-11-23 10:00", 5, "2026-11-30 17:00")] // Monday: the next Monday
    [InlineData("2026-11-27 16:59", 1, "2026-11-30 17:00")] // Friday: Monday
    [InlineData("2026-11-28 09:00", 1, "2026-11-30 17:00")] // accepted on a Saturday: Monday is the first day
    [InlineData("2026-02-13 10:00", 3, "2026-02-25 17:00")] // over the Tết of Bính Ngọ
    [InlineData("2025-04-25 10:00", 1, "2025-04-26 17:00")] // a Saturday at work for 2 May
    [InlineData("2025-04-29 10:00", 1, "2025-05-05 17:00")] // 30 April to 4 May
    [InlineData("2026-08-21 10:00", 7, "2026-09-03 17:00")] // Saturday 22 August at work, 29 August to 2 September off
    [InlineData("2026-11-23 14:59", 0, "2026-11-23 17:00")] // same-day procedure
    [InlineData("2026-11-23 15:01", 0, "2026-11-24 17:00")] // after 15:00
    [InlineData("2026-11-22 09:00", 0, "2026-11-23 17:00")] // on a Sunday
    public void Due_times_are_those_of_a_paper_calendar(string begins, int days, string due) =>
        Calendar.DueAfter(At(begins), days).ShouldBe(At(due));

    [Theory]
    [InlineData("2026-11-23 07:00", "2026-11-23 17:00", 8 * 60)]
    [InlineData("2026-11-23 11:00", "2026-11-23 14:00", 60)] // over noon
    [InlineData("2026-11-27 16:00", "2026-11-30 08:00", 120)] // over the weekend
    [InlineData("2026-02-13 17:00", "2026-02-23 07:00", 0)] // over Tết
    [InlineData("2026-11-23 12:00", "2026-11-23 10:00", 0)]
    public void Working_time_is_what_offices_are_open(string from, string to, int minutes) =>
        Calendar.WorkingTimeBetween(At(from), At(to)).ShouldBe(TimeSpan.FromMinutes(minutes));

    [Theory]
    [InlineData("2024-02-08")]
    [InlineData("2024-02-14")]
    [InlineData("2024-04-18")]
    [InlineData("2024-04-29")]
    [InlineData("2025-01-27")]
    [InlineData("2025-04-07")]
    [InlineData("2025-05-02")]
    [InlineData("2025-09-01")]
    [InlineData("2026-01-02")]
    [InlineData("2026-02-20")]
    [InlineData("2026-04-27")]
    [InlineData("2026-08-31")]
    [InlineData("2027-02-08")]
    [InlineData("2027-04-16")]
    [InlineData("2031-04-30")] // fixed dates are known for every year
    [InlineData("2031-09-02")]
    public void Nobody_works_on_a_holiday(string day) => Calendar.IsWorkingDay(DateOnly.Parse(day, null)).ShouldBeFalse();

    [Theory]
    [InlineData("2024-05-04")]
    [InlineData("2025-04-26")]
    [InlineData("2026-01-10")]
    [InlineData("2026-08-22")]
    public void Officers_work_on_the_saturdays_that_were_swapped(string day)
    {
        DateOnly.Parse(day, null).DayOfWeek.ShouldBe(DayOfWeek.Saturday);
        Calendar.IsWorkingDay(DateOnly.Parse(day, null)).ShouldBeTrue();
    }

    [Fact]
    public void Every_year_of_the_data_has_the_days_that_the_law_gives()
    {
        for (var year = 2024; year <= 2027; year++)
        {
            Calendar.Knows(year).ShouldBeTrue();
            var free = Enumerable.Range(0, 365).Select(n => new DateOnly(year, 1, 1).AddDays(n))
                .Count(d => d.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !Calendar.IsWorkingDay(d));
            var worked = Enumerable.Range(0, 365).Select(n => new DateOnly(year, 1, 1).AddDays(n))
                .Count(d => d.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday && Calendar.IsWorkingDay(d));

            // Điều 112: 1 + 5 + 1 + 1 + 1 + 2 days; those that fall on a weekend are given on the next working day (điều 111 khoản 3).
            (free - worked).ShouldBe(11, $"{year}: weekdays off without those that are worked off");
        }

        (Calendar.Knows(2028), Calendar.AnnouncedUntil).ShouldBe((false, 2026));
    }

    [Property(MaxTest = 300)]
    public Property What_is_due_falls_on_the_end_of_a_working_day_and_never_earlier_for_more_days() => Prop.ForAll(
        Times.Zip(Gen.Choose(0, 60)).ToArbitrary(), input =>
        {
            var (begins, days) = input;
            var due = Calendar.DueAfter(begins, days).ToOffset(TimeSpan.FromHours(7));
            Calendar.IsWorkingDay(DateOnly.FromDateTime(due.DateTime)).ShouldBeTrue();
            due.TimeOfDay.ShouldBe(new TimeSpan(17, 0, 0));
            due.ShouldBeGreaterThan(begins);
            Calendar.DueAfter(begins, days + 1).ShouldBeGreaterThanOrEqualTo(due);
            Calendar.DueAfter(begins.AddHours(1), days).ShouldBeGreaterThanOrEqualTo(due);
        });

    [Property(MaxTest = 300)]
    public Property What_is_added_is_what_lies_between() => Prop.ForAll(Times.Zip(Spans).ToArbitrary(), input =>
    {
        var (from, span) = input;
        var to = Calendar.AddWorkingTime(from, span);
        Calendar.WorkingTimeBetween(from, to).ShouldBe(span);
        if (span > TimeSpan.Zero) Calendar.IsWorkingDay(DateOnly.FromDateTime(to.ToOffset(TimeSpan.FromHours(7)).DateTime)).ShouldBeTrue();
    });

    [Property(MaxTest = 300)]
    public Property Working_time_adds_up_and_is_never_more_than_time() => Prop.ForAll(
        Times.Zip(Times).Zip(Times).ToArbitrary(), input =>
        {
            var ((a, b), c) = input;
            DateTimeOffset[] times = [a, b, c];
            Array.Sort(times);
            var sum = Calendar.WorkingTimeBetween(times[0], times[1]) + Calendar.WorkingTimeBetween(times[1], times[2]);
            Calendar.WorkingTimeBetween(times[0], times[2]).ShouldBe(sum);
            sum.ShouldBeLessThanOrEqualTo(times[2] - times[0]);
        });

    [Property(MaxTest = 200)]
    public Property Adding_in_two_parts_is_adding_at_once() => Prop.ForAll(Times.Zip(Spans).Zip(Spans).ToArbitrary(), input =>
    {
        var ((from, one), other) = input;
        var twice = Calendar.AddWorkingTime(Calendar.AddWorkingTime(from, one), other);
        twice.ShouldBe(Calendar.AddWorkingTime(from, one + other));
    });

    [Property(MaxTest = 200)]
    public Property The_next_working_day_is_the_first_one_after() => Prop.ForAll(Times.ToArbitrary(), time =>
    {
        var day = DateOnly.FromDateTime(time.DateTime);
        var next = Calendar.NextWorkingDay(day);
        Calendar.IsWorkingDay(next).ShouldBeTrue();
        for (var between = day.AddDays(1); between < next; between = between.AddDays(1)) Calendar.IsWorkingDay(between).ShouldBeFalse();
    });

    [Theory]
    [InlineData("""{"office_hours":[],"fixed":[],"years":[]}""")]
    [InlineData("""{"office_hours":[{"from":"17:00","to":"07:00"}],"fixed":[],"years":[]}""")]
    [InlineData("""{"office_hours":[{"from":"07:00","to":"12:00"},{"from":"11:00","to":"17:00"}],"fixed":[],"years":[]}""")]
    [InlineData("""{"office_hours":[{"from":"07:00","to":"17:00"}],"years":[{"year":2030,"days_off":[{"from":"2031-01-01","to":"2031-01-01"}]}]}""")]
    [InlineData("""{"office_hours":[{"from":"07:00","to":"17:00"}],"years":[{"year":2030,"days_at_work":[{"day":"2030-01-01"}]}]}""")]
    [InlineData("nothing")]
    public void Data_that_cannot_be_is_refused(string json) =>
        Should.Throw<FormatException>(() => Holidays.Parse(System.Text.Encoding.UTF8.GetBytes(json)));

    private static DateTimeOffset At(string local) =>
        new(DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromHours(7));
}
