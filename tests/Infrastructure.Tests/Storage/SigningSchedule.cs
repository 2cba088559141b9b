using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Infrastructure.SigningWork;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Storage;

/// <summary>The schedule that workers share.</summary>
public sealed class SigningSchedule(StorageHost host) : IClassFixture<StorageHost>
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 2, 0, 0, TimeSpan.Zero);

    private SigningWorkQueue Queue => host.Services.GetRequiredService<SigningWorkQueue>();

    [Fact]
    public async Task Twenty_workers_claim_ten_signings_once_each_and_a_claim_that_is_dropped_comes_back()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var ids = Enumerable.Range(0, 10).Select(_ => Guid.NewGuid()).ToList();
        await ScheduleAsync(ids);

        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Queue.ClaimAsync(Start, cancellationToken))));
        var held = claims.OfType<SigningWorkQueue.Claim>().ToList();
        held.Select(c => c.SigningId).Order().ShouldBe(ids.Order());
        (await Queue.ClaimAsync(Start, cancellationToken)).ShouldBeNull("all of them are held");

        // One worker dies, one is done for good, the others look again later.
        var dropped = held[0].SigningId;
        await held[0].DisposeAsync();
        await held[1].FinishAsync(due: null, failures: 0);
        foreach (var claim in held[2..]) await claim.FinishAsync(Start.AddMinutes(1), failures: 1);
        foreach (var claim in held[1..]) await claim.DisposeAsync();

        await using var again = await Queue.ClaimAsync(Start, cancellationToken);
        again!.SigningId.ShouldBe(dropped);
        (await Queue.ClaimAsync(Start, cancellationToken)).ShouldBeNull("the others are not due yet");

        await using var later = await Queue.ClaimAsync(Start.AddMinutes(1), cancellationToken);
        later!.SigningId.ShouldBeOneOf([.. held[2..].Select(c => c.SigningId)]);
        later.Failures.ShouldBe(1);
    }

    private async Task ScheduleAsync(IEnumerable<Guid> ids)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
        foreach (var id in ids) work.ScheduleSigning(id, Start);
        await work.CommitAsync(true, TestContext.Current.CancellationToken);
    }
}
