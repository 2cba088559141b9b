using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Procedures.Territory;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Statistics.GetStatistics;

/// <summary>Figures of dossiers; counts, nothing about persons.</summary>
/// <param name="First">First day of submission in Việt Nam; null for no bound.</param>
/// <param name="Last">Last day of submission; null for no bound.</param>
/// <param name="AgencyCode">Only this agency; empty for all.</param>
/// <param name="Field">Only this field of administration; empty for all.</param>
/// <param name="GroupBy">How rows are made.</param>
[AllowedForEveryone]
public sealed record GetStatistics(DateOnly? First, DateOnly? Last, string AgencyCode, string Field, StatisticsGrouping GroupBy)
    : IQuery<StatisticsReport>;

/// <summary>Figures.</summary>
/// <param name="Rows">One for each group, ordered by key.</param>
/// <param name="Total">All together.</param>
/// <param name="AsOf">They hold everything that was recorded until then.</param>
public sealed record StatisticsReport(IReadOnlyList<StatisticsRow> Rows, StatisticsRow Total, DateTimeOffset AsOf);

/// <summary>The figures of a group, with shares and means; these are 0 where nothing is to be divided.</summary>
/// <param name="Key">Agency code, field, month ("2026-11") or empty.</param>
/// <param name="Label">What a person reads for it: the agency's name, the month as "11/2026".</param>
/// <param name="Figures">Sums.</param>
/// <param name="Overdue">Open and past due.</param>
public sealed record StatisticsRow(string Key, string Label, Figures Figures, long Overdue)
{
    /// <summary>Filed online, of those submitted.</summary>
    public double OnlineShare => Share(Figures.Online, Figures.Submitted);

    /// <summary>Signed remotely, of those filed online: the aim of the guide.</summary>
    public double SignedShare => Share(Figures.Signed, Figures.Online);

    /// <summary>Completed until due, of those completed.</summary>
    public double OnTimeShare => Share(Figures.OnTime, Figures.OnTime + Figures.Late);

    /// <summary>From submission to acceptance.</summary>
    public double MeanAcceptanceSeconds => Share(Figures.AcceptanceSeconds, Figures.Accepted);

    /// <summary>From acceptance to completion.</summary>
    public double MeanProcessingSeconds => Share(Figures.ProcessingSeconds, Figures.Completed);

    /// <summary>1 to 5.</summary>
    public double MeanRating => Share(Figures.ScoreSum, Figures.Ratings);

    private static double Share(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}

internal sealed class GetStatisticsValidator : AbstractValidator<GetStatistics>
{
    public GetStatisticsValidator()
    {
        this.MayBeText(r => r.AgencyCode, "agency_code", 50);
        this.MayBeText(r => r.Field, "field", 200);
        RuleFor(r => r.Last).Must((r, last) => last is null || r.First is null || last >= r.First)
            .WithState(_ => Failures.OutOfRange.At("last_day", ("range", "≥ first_day")));
    }
}

internal sealed class GetStatisticsHandler(IStatistics statistics, IAgencies agencies, TimeProvider time) : IRequestHandler<GetStatistics, StatisticsReport>
{
    public async Task<StatisticsReport> Handle(GetStatistics request, CancellationToken cancellationToken)
    {
        var question = new StatisticsQuestion(
            request.First, request.Last, request.AgencyCode, request.Field, request.GroupBy, time.GetUtcNow());
        var reading = await statistics.ReadAsync(question, cancellationToken);
        var total = reading.Rows.Aggregate(
            new StatisticsRow("", "", new Figures(), 0), (sum, row) => new StatisticsRow("", "", sum.Figures + row.Figures, sum.Overdue + row.Overdue));
        var rows = request.GroupBy == StatisticsGrouping.None ? [] : reading.Rows.Select(r => new StatisticsRow(r.Key, LabelOf(r.Key, request.GroupBy), r.Figures, r.Overdue)).ToList();
        return new StatisticsReport(rows, total, reading.AsOf);
    }

    private string LabelOf(string key, StatisticsGrouping grouping) => grouping switch
    {
        StatisticsGrouping.Agency => agencies.Find(key)?.Name ?? key,
        StatisticsGrouping.Month => $"{key[5..]}/{key[..4]}",
        _ => key,
    };
}
