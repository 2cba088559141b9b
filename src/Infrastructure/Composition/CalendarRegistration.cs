using KonTum.Tthc.Domain.Calendar;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace KonTum.Tthc.Infrastructure.Composition;

/// <summary>Registers the calendar that due times are counted with.</summary>
public static class CalendarRegistration
{
    /// <summary>
    /// Adds the calendar. The holidays come with the platform; <c>Tthc:Calendar:HolidaysFile</c> names a file of the same shape that takes
    /// their place, for a year that was announced after the platform was built.
    /// </summary>
    public static IServiceCollection AddTthcCalendar(this IServiceCollection services, IConfiguration configuration)
    {
        var file = configuration["Tthc:Calendar:HolidaysFile"];
        services.AddSingleton(_ => new WorkingCalendar(
            string.IsNullOrEmpty(file) ? Holidays.OfVietNam() : Holidays.Parse(File.ReadAllBytes(file))));
        services.AddHealthChecks().AddCheck<HolidaysAreKnown>("holidays", HealthStatus.Degraded);
        return services;
    }

    /// <summary>Work goes on without the holidays of a year, but due times come out too early: weekends and fixed dates only.</summary>
    private sealed class HolidaysAreKnown(WorkingCalendar calendar, TimeProvider time) : IHealthCheck
    {
        /// <summary>Most procedures take less; from October on the next year is asked for.</summary>
        private static readonly TimeSpan Ahead = TimeSpan.FromDays(90);

        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var year = (time.GetUtcNow() + Ahead).Year;
            return Task.FromResult(calendar.Knows(year)
                ? HealthCheckResult.Healthy()
                : new HealthCheckResult(context.Registration.FailureStatus, $"The holidays of {year} are not known."));
        }
    }
}
