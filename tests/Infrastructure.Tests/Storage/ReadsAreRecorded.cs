using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Audit.ReplayEvents;
using KonTum.Tthc.Domain.Access;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Storage;

/// <summary>Who read whose data stands in the record, however many read at once.</summary>
public sealed class ReadsAreRecorded(StorageHost host) : IClassFixture<StorageHost>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_first_readers_of_a_dossier_at_once_are_recorded()
    {
        const int Readers = 8;
        for (var round = 0; round < 5; round++)
        {
            var dossier = Guid.NewGuid();
            using var start = new Barrier(Readers);

            await Task.WhenAll(Enumerable.Range(0, Readers).Select(reader => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(Cancellation);
                    return RecordAsync(dossier, $"reader_{reader}");
                },
                Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));

            var recorded = await host.StreamAsync(StorageHost.Auditor, new ReplayEvents(DossierReads.IdOf(dossier), null, [], 0, "", 0));
            recorded.Select(e => e.Version).ShouldBe(Enumerable.Range(1, Readers).Select(v => (long)v));
            recorded.Select(e => e.Data.GetProperty("what").GetString()).Order()
                .ShouldBe(Enumerable.Range(0, Readers).Select(r => $"reader_{r}"));
        }
    }

    private async Task RecordAsync(Guid dossier, string what)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IReadLog>().RecordAsync(dossier, "citizen-1", what, Cancellation);
    }
}
