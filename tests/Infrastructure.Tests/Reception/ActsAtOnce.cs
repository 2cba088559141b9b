using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Dossiers.WithdrawDossier;
using KonTum.Tthc.Application.Reception.AcceptDossier;
using KonTum.Tthc.Application.Reception.RefuseDossier;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Infrastructure.Tests.Storage;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Reception;

/// <summary>Several act on a dossier in the same moment: one wins, whatever the others wanted, and they are told what the winner did.</summary>
public sealed class ActsAtOnce(StorageHost host) : IClassFixture<StorageHost>
{
    private const string Agency = "000.21.24.H34";

    private static int _codes;

    private readonly Desk _desk = new(host, Agency, Interlocked.Add(ref _codes, 100));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_officers_who_accept_and_refuse_at_once_one_wins(bool withETag)
    {
        for (var round = 0; round < 5; round++)
        {
            var id = await _desk.SubmittedAsync();
            var etag = withETag ? "3" : null;
            var outcomes = await AtOnceAsync([.. Enumerable.Range(1, 8).Select(n => (
                Caller: _desk.Officer with { Subject = $"officer-at-once-{n}" },
                Request: n % 2 == 0 ? (IRequest<DossierView>)new AcceptDossier(id, etag, null) : new RefuseDossier(id, "Sai nơi nộp", etag, null)))]);

            var (winner, _) = outcomes.Single(o => o.Failure is null);
            var accepted = int.Parse(winner[^1..], System.Globalization.CultureInfo.InvariantCulture) % 2 == 0;
            var events = await EventsAsync(id);
            (events.State.State, events.Version).ShouldBe((accepted ? DossierState.Accepted : DossierState.Refused, 4L), "one event, the winner's");
            foreach (var (officer, failure) in outcomes.Where(o => o.Failure is not null))
            {
                // Without an etag, whoever comes when it is over is told the state.
                if (!withETag && failure!.Failure == Failures.DossierStateNotAllowed) continue;
                failure!.Failure.Code.ShouldBe("CHANGED_MEANWHILE", officer);
                failure.Details["change_count"].ShouldBe("1");
                failure.Details["change_1_type"].ShouldBe(accepted ? "dossier_accepted" : "dossier_refused");
                failure.Details["change_1_actor"].ShouldBe(winner);
                failure.Details["etag"].ShouldBe("4");
                failure.Vietnamese.ShouldContain(accepted ? "cán bộ Cơ quan đã tiếp nhận" : "cán bộ Cơ quan đã từ chối tiếp nhận");
                failure.Vietnamese.ShouldNotContain(winner);
            }
        }
    }

    [Fact]
    public async Task When_the_person_withdraws_as_an_officer_accepts_each_is_told_of_the_other_and_no_name()
    {
        for (var round = 0; round < 5; round++)
        {
            var citizen = StorageHost.Citizen with { Subject = $"citizen-at-once-{round}" };
            var id = await _desk.SubmittedAsync(owner: citizen.Subject);
            var outcomes = await AtOnceAsync([
                (_desk.Officer, new AcceptDossier(id, "3", null)), (citizen, new WithdrawDossier(id, "Không cần nữa", "3", null))]);

            var (loser, failure) = outcomes.Single(o => o.Failure is not null);
            failure!.Failure.Code.ShouldBe("CHANGED_MEANWHILE");
            (failure.Details["change_1_type"], failure.Details["change_1_actor"]).ShouldBe(
                loser == citizen.Subject ? ("dossier_accepted", "officer") : ("dossier_withdrawn", "owner"));
        }
    }

    private async Task<IReadOnlyList<(string Caller, FailureException? Failure)>> AtOnceAsync(
        IReadOnlyList<(Caller Caller, IRequest<DossierView> Request)> calls)
    {
        using var start = new Barrier(calls.Count);
        return await Task.WhenAll(calls.Select(call => Task.Factory.StartNew(
            async () =>
            {
                start.SignalAndWait(Cancellation);
                try
                {
                    await host.SendAsync(call.Caller, call.Request);
                    return (call.Caller.Subject, (FailureException?)null);
                }
                catch (FailureException e)
                {
                    return (call.Caller.Subject, (FailureException?)e);
                }
            },
            Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));
    }

    private async Task<StreamState<Dossier>> EventsAsync(Guid id)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<IStreamReader>().ReadAsync<Dossier>(id, Cancellation))!;
    }
}
