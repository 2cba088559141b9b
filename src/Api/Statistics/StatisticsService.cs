using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KonTum.Tthc.Api.Mapping;
using KonTum.Tthc.Application.Statistics;
using KonTum.Tthc.Application.Statistics.GetStatistics;
using KonTum.Tthc.Application.Statistics.RebuildStatistics;
using MediatR;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Statistics;

internal sealed class StatisticsService(ISender sender) : V1.Statistics.StatisticsBase
{
    public override async Task<V1.StatisticsReport> GetStatistics(V1.GetStatisticsRequest request, ServerCallContext context)
    {
        var query = new GetStatistics(
            request.FirstDay.ToDay("first_day"),
            request.LastDay.ToDay("last_day"),
            request.AgencyCode,
            request.Field,
            ToGrouping(request.GroupBy));
        var report = await sender.Send(query, context.CancellationToken);
        return new V1.StatisticsReport
        {
            Rows = { report.Rows.Select(ToMessage) }, Total = ToMessage(report.Total), AsOfTime = report.AsOf.ToTimestamp(),
        };
    }

    public override async Task<V1.RebuildStatisticsResponse> RebuildStatistics(
        V1.RebuildStatisticsRequest request, ServerCallContext context) =>
        new() { Begun = await sender.Send(new RebuildStatistics(request.RequestId), context.CancellationToken) };

    private static StatisticsGrouping ToGrouping(V1.StatisticsGrouping grouping) => grouping switch
    {
        V1.StatisticsGrouping.Agency => StatisticsGrouping.Agency,
        V1.StatisticsGrouping.Field => StatisticsGrouping.Field,
        V1.StatisticsGrouping.Month => StatisticsGrouping.Month,
        _ => StatisticsGrouping.None,
    };

    private static V1.StatisticsRow ToMessage(StatisticsRow row) => new()
    {
        Key = row.Key,
        Label = row.Label,
        SubmittedCount = row.Figures.Submitted,
        OnlineCount = row.Figures.Online,
        SignedCount = row.Figures.Signed,
        EndedCount = row.Figures.Ended,
        OnTimeCount = row.Figures.OnTime,
        LateCount = row.Figures.Late,
        OverdueCount = row.Overdue,
        OnlineShare = row.OnlineShare,
        SignedShare = row.SignedShare,
        OnTimeShare = row.OnTimeShare,
        MeanAcceptanceSeconds = row.MeanAcceptanceSeconds,
        MeanProcessingSeconds = row.MeanProcessingSeconds,
        MeanRating = row.MeanRating,
        RatingCount = row.Figures.Ratings,
    };
}
