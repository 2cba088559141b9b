using KonTum.Tthc.Application.Reception;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Procedures;
using KonTum.Tthc.Infrastructure.Reception;
using KonTum.Tthc.Infrastructure.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Reception;

/// <summary>Overdue and due soon are sums over days: they must be what counting the lines one by one gives, to the microsecond.</summary>
public sealed class WhatIsDueIsCounted(StorageHost host) : IClassFixture<StorageHost>
{
    private const int Dossiers = 24;
    private const int Seed = 20261123;

    // Midnight of UTC, where two sums meet; 07:00 in Việt Nam.
    private static readonly DateTimeOffset Midnight = new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Agency Elsewhere = new("D.2", "Nơi khác");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_moves_them_the_counts_are_those_of_the_lines()
    {
        var desk = new Desk(host, "D.1");
        var ids = await Task.WhenAll(Enumerable.Range(0, Dossiers).Select(n => desk.SubmittedAsync(then: desk.Accepted(DueOf(new Random(Seed + n))))));
        await AllAgreeAsync(desk);

        // Several at once: they add to the same sums.
        await Task.WhenAll(ids.Select(async (id, n) =>
        {
            var random = new Random(Seed - n);
            foreach (var e in (n % 6) switch
            {
                0 => (IDomainEvent[])[new ProcessingStarted("o", DueOf(random), Midnight)],
                1 => [new ProcessingStarted("o", DueOf(random), Midnight), new ProcessingSuspended("o", Personal.Of("x", "chờ"), Midnight)],
                2 => [new DossierHandedOver("o", Elsewhere, "", Personal.Of("x", ""), Midnight)],
                3 => [new ProcessingStarted("o", DueOf(random), Midnight), new ProcessingCompleted("o", Personal.Of("x", ""), Midnight)],
                4 => [new DossierWithdrawn(Personal.Of("x", "rút"), Midnight)],
                _ => [],
            })
            {
                await desk.AppendAsync(id, e);
            }
        }));
        await AllAgreeAsync(desk);

        // A database that was filled before what is due was counted.
        await using (var empty = host.Sql.CreateCommand("truncate tthc.inbox_due_counts")) await empty.ExecuteNonQueryAsync(Cancellation);
        await host.Services.GetRequiredService<InboxSchema>().EnsureAsync(Cancellation);
        await AllAgreeAsync(desk);
    }

    /// <summary>Around midnight, exactly there, and days away from it.</summary>
    private static DateTimeOffset DueOf(Random random) => Midnight.AddDays(random.Next(-3, 4)).AddMicroseconds(random.Next(-1, 2));

    private async Task AllAgreeAsync(Desk desk)
    {
        var lines = (await desk.ListAsync()).Items;
        lines.Count(l => l.DueAt is not null).ShouldBeGreaterThan(5);
        foreach (var now in (DateTimeOffset[])[Midnight, Midnight.AddMicroseconds(1), Midnight.AddMicroseconds(-1), Midnight.AddDays(2), Midnight.AddYears(1)])
        {
            var soon = now.AddDays(1);
            await using var scope = host.Services.CreateAsyncScope();
            var counts = await scope.ServiceProvider.GetRequiredService<IInbox>().CountAsync("D.1", now, soon, Cancellation);
            (counts.Overdue, counts.DueSoon).ShouldBe(
                (lines.Count(l => l.DueAt < now), lines.Count(l => l.DueAt >= now && l.DueAt < soon)), now.ToString("O"));
        }
    }
}
