using System.Globalization;
using System.Text.Json;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Dossiers.Changes;
using KonTum.Tthc.Application.Dossiers.WithdrawDossier;
using KonTum.Tthc.Application.Tests.World;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Procedures;
using Shouldly;

namespace KonTum.Tthc.Application.Tests.Reception;

/// <summary>Every act of the desk, and what the owner does after submission, through the real pipeline: the same rules for each.</summary>
public sealed class ActsOnDossiers
{
    private readonly TestWorld _world = new();

    public static TheoryData<string> Acts => [.. ActOnDossier.All.Keys];

    [Fact]
    public void Every_use_case_that_changes_the_state_of_a_submitted_dossier_is_here()
    {
        var methods = DossierChart.Transitions.Where(t => t.From != DossierState.Draft)
            .Select(t => DossierActs.MethodOf(t.Act)).Where(m => m.Length > 0).Distinct();

        // A result paper comes as a stream of bytes; ResultPapersAreSealed of the infrastructure has its rules.
        methods.Except(["UploadResultPaper"]).ShouldBe(ActOnDossier.All.Keys, ignoreOrder: true);
        ActOnDossier.All.Values.Select(a => a.Request(Guid.NewGuid(), null, null)).ShouldAllBe(r => r is IActsOnDossier);
    }

    [Theory]
    [MemberData(nameof(Acts))]
    public async Task It_is_one_event_and_its_repetition_none(string name)
    {
        var act = ActOnDossier.All[name];
        var id = await act.BeginAsync(_world);
        var before = await SeenAsync(id);
        before.State.ShouldBe(act.From);
        var request = act.Request(id, before.ETag, Guid.NewGuid().ToString());

        var answer = await _world.SendAsync(act.Actor, request);

        answer.State.ShouldBe(act.To);
        answer.ETag.ShouldBe((long.Parse(before.ETag, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture));
        _world.Streams.Events(id)[^1].ShouldBeOfType(act.Event);
        var events = _world.Streams.Log.Count;
        JsonSerializer.Serialize(await _world.SendAsync(act.Actor, request)).ShouldBe(JsonSerializer.Serialize(answer), "the first answer");
        _world.Streams.Log.Count.ShouldBe(events);
    }

    [Theory]
    [MemberData(nameof(Acts))]
    public async Task Whoever_it_is_not_for_learns_nothing(string name)
    {
        var act = ActOnDossier.All[name];
        var id = await act.BeginAsync(_world);
        var events = _world.Streams.Log.Count;
        Caller[] others = act.IsOwners
            ? [TestWorld.Binh, TestWorld.CallerOf("system-1", Role.System), TestWorld.Officer(TestWorld.DuyTan), TestWorld.Officer(null)]
            : [TestWorld.Officer(TestWorld.ThangLoi), TestWorld.Officer(null)];
        foreach (var other in others)
        {
            var foreign = await _world.FailAsync(other, act.Request(id, null, Guid.NewGuid().ToString()));
            var missing = await _world.FailAsync(other, act.Request(Guid.NewGuid(), null, Guid.NewGuid().ToString()));
            foreign.Failure.ShouldBe(Failures.DossierNotFound, other.Subject);
            (missing.Failure, missing.Message).ShouldBe((foreign.Failure, foreign.Message));
            missing.Details.ShouldBe(foreign.Details);

            // Nor from the version: a stale one is told only to those who may see the dossier.
            (await _world.FailAsync(other, act.Request(id, "1", null))).Details.ShouldBe(foreign.Details);
        }

        if (!act.IsOwners) (await _world.FailAsync(TestWorld.Ann, act.Request(id, null, null))).Failure.ShouldBe(Failures.Forbidden);
        _world.Streams.Log.Count.ShouldBe(events);
    }

    [Theory]
    [MemberData(nameof(Acts))]
    public async Task After_a_hand_over_only_the_new_agency_acts(string name)
    {
        var act = ActOnDossier.All[name];
        var id = await act.BeginAsync(_world);
        _world.Streams.Write(id, HandedOver(TestWorld.ThangLoi, ""));

        if (!act.IsOwners) (await _world.FailAsync(act.Actor, act.Request(id, null, null))).Failure.ShouldBe(Failures.DossierNotFound);
        var actor = act.IsOwners ? TestWorld.Ann : TestWorld.Officer(TestWorld.ThangLoi);
        (await _world.SendAsync(actor, act.Request(id, null, null))).State.ShouldBe(act.To);
    }

    [Theory]
    [MemberData(nameof(Acts))]
    public async Task A_state_that_does_not_allow_it_is_named(string name)
    {
        var act = ActOnDossier.All[name];
        var id = await ActOnDossier.All["RefuseDossier"].BeginAsync(_world);
        ActOnDossier.AddResult(_world, id);
        await _world.SendAsync(TestWorld.Ann, new WithdrawDossier(id, "Không cần nữa", null, null));
        var events = _world.Streams.Log.Count;

        var failure = await _world.FailAsync(act.Actor, act.Request(id, null, Guid.NewGuid().ToString()));

        failure.Failure.Code.ShouldBe("DOSSIER_STATE_NOT_ALLOWED");
        failure.Details["state"].ShouldBe("WITHDRAWN");
        failure.Details["possible"].ShouldBe("nothing");
        failure.Vietnamese.ShouldContain(DossierStates.NameOf(DossierState.Withdrawn));
        _world.Streams.Log.Count.ShouldBe(events);
    }

    [Theory]
    [MemberData(nameof(Acts))]
    public async Task What_was_seen_must_still_be_there(string name)
    {
        var act = ActOnDossier.All[name];
        var id = await act.BeginAsync(_world);
        var seen = (await SeenAsync(id)).ETag;
        _world.Streams.Write(id, HandedOver(TestWorld.DuyTan, "officer-3"));
        var events = _world.Streams.Log.Count;

        ShouldTell(await _world.FailAsync(act.Actor, act.Request(id, seen, Guid.NewGuid().ToString())));

        _world.Streams.Log.Count.ShouldBe(events);
        (await SeenAsync(id)).State.ShouldBe(act.From);
    }

    [Theory]
    [MemberData(nameof(Acts))]
    public async Task Whoever_is_slower_at_the_commit_is_told_what_the_other_did(string name)
    {
        var act = ActOnDossier.All[name];
        var id = await act.BeginAsync(_world);
        var seen = (await SeenAsync(id)).ETag;
        _world.Streams.BeforeNextCommit = () =>
        {
            _world.Streams.Write(id, HandedOver(TestWorld.DuyTan, "officer-3"));
            return Task.CompletedTask;
        };

        ShouldTell(await _world.FailAsync(act.Actor, act.Request(id, seen, null)));

        (await SeenAsync(id)).State.ShouldBe(act.From);
    }

    private static void ShouldTell(FailureException failure)
    {
        failure.Failure.Code.ShouldBe("CHANGED_MEANWHILE");
        (failure.Details["change_count"], failure.Details["change_1_type"]).ShouldBe(("1", nameof(DossierHandedOver)));
    }

    private DossierHandedOver HandedOver(string agency, string officer) =>
        new("officer-2", new Agency(agency, "Cơ quan"), officer, Personal.Of(TestWorld.Ann.Subject, ""), _world.Time.GetUtcNow());

    private Task<DossierView> SeenAsync(Guid id) => _world.DossierAsync(id);
}
