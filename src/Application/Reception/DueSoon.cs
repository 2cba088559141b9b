using KonTum.Tthc.Domain.Calendar;
using KonTum.Tthc.Domain.Dossiers;

namespace KonTum.Tthc.Application.Reception;

/// <summary>Days of the desk: those of Việt Nam, which has one time zone and no summer time.</summary>
internal static class DueSoon
{
    private static readonly TimeSpan VietNam = TimeSpan.FromHours(7);

    /// <summary>The end of the next working day: what is due before it is due soon.</summary>
    public static DateTimeOffset Until(DateTimeOffset now, WorkingCalendar calendar) =>
        EndOf(calendar.NextWorkingDay(DossierCode.DayOf(now)));

    /// <summary>The end of a day.</summary>
    public static DateTimeOffset EndOf(DateOnly day) => new(day.AddDays(1), TimeOnly.MinValue, VietNam);
}
