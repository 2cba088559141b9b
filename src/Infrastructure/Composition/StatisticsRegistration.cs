using KonTum.Tthc.Application.Statistics;
using KonTum.Tthc.Infrastructure.Statistics;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace KonTum.Tthc.Infrastructure.Composition;

/// <summary>Registers the figures: what keeps them, what reads them, what makes them anew.</summary>
internal static class StatisticsRegistration
{
    public static void AddTthcStatistics(this IServiceCollection services)
    {
        services.AddSingleton<StatisticsBatch>();

        // The store is made with the subscription, and the data source is looked for when it is needed: the pool is made with neither.
        services.AddSingleton(p => new StatisticsSubscription(
            p.GetRequiredService<StatisticsBatch>(), p.GetRequiredService<NpgsqlDataSource>));
        services.AddSingleton(p => new StatisticsRebuild(
            p.GetRequiredService<IDocumentStore>(),
            p.GetRequiredService<NpgsqlDataSource>(),
            p.GetRequiredService<StatisticsBatch>(),
            p.GetService<IHostApplicationLifetime>(),
            p.GetRequiredService<ILogger<StatisticsRebuild>>()));
        services.AddSingleton<IStatistics, PostgresStatistics>();
    }
}
