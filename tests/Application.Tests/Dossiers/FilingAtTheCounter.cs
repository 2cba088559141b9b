using System.Text;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers.CreateDossier;
using KonTum.Tthc.Application.Dossiers.GetDossier;
using KonTum.Tthc.Application.Dossiers.SubmitDossier;
using KonTum.Tthc.Application.Tests.World;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using Shouldly;

namespace KonTum.Tthc.Application.Tests.Dossiers;

/// <summary>Somebody without an account stands at the counter.</summary>
public sealed class FilingAtTheCounter
{
    private readonly TestWorld _world = new();
    private readonly Caller _officer = TestWorld.Officer(TestWorld.DuyTan);

    [Theory]
    [InlineData(IntakeChannel.Counter)]
    [InlineData(IntakeChannel.Post)]
    public async Task An_officer_opens_fills_attaches_and_submits(IntakeChannel channel)
    {
        var id = await OpenAsync(channel);
        await _world.AttachAsync(id, owner: _officer);
        await _world.FillAsync(id, _officer);
        var submitted = await _world.SendAsync(_officer, new SubmitDossier(id, null, null));

        submitted.State.ShouldBe(DossierState.Registered);
        var events = _world.Streams.Events(id);
        events.OfType<DossierOpened>().Single().Channel.ShouldBe(channel);
        events.OfType<DossierOpened>().Single().OwnerId.ShouldBe(CounterFiling.OwnerOf(id));
        events.OfType<DossierFormFilled>().Single().Form.Subject.ShouldBe(CounterFiling.OwnerOf(id), "a key of its own seals it");
    }

    [Fact]
    public async Task Colleagues_go_on_and_nobody_else_sees_it()
    {
        var id = await OpenAsync(IntakeChannel.Counter);
        var colleague = _officer with { Subject = "officer-colleague" };
        (await _world.FillAsync(id, colleague)).Form.ShouldNotBeNull();
        Caller[] others =
        [
            TestWorld.Officer(TestWorld.ThangLoi), TestWorld.Officer(null), TestWorld.Ann,
            TestWorld.CallerOf(CounterFiling.OwnerOf(id) + "x", Role.Citizen), TestWorld.Officer(TestWorld.DuyTan) with { AgencyCode = null },
        ];
        foreach (var other in others)
        {
            (await _world.FailAsync(other, new GetDossier(id))).Failure.ShouldBe(Failures.DossierNotFound);
            (await _world.FailAsync(other, new SubmitDossier(id, null, null))).Failure.ShouldBe(Failures.DossierNotFound);
        }
    }

    [Fact]
    public async Task Channels_are_for_those_who_use_them()
    {
        await _world.DraftAsync();
        foreach (var (caller, agency, channel) in new[]
        {
            (TestWorld.Ann, TestWorld.DuyTan, IntakeChannel.Counter),
            (TestWorld.CallerOf("system-1", Role.System), TestWorld.DuyTan, IntakeChannel.Post),
            (_officer, TestWorld.DuyTan, IntakeChannel.Online),
            (_officer, TestWorld.ThangLoi, IntakeChannel.Counter),
            (TestWorld.Officer(null), TestWorld.DuyTan, IntakeChannel.Counter),
        })
        {
            var request = new CreateDossier(TestWorld.Code, agency, null) { Channel = channel };
            (await _world.FailAsync(caller, request)).Failure.ShouldBe(Failures.Forbidden, $"{caller.Subject} {channel}");
        }
    }

    [Fact]
    public async Task An_officer_does_not_act_for_a_person_who_has_an_account()
    {
        var id = await _world.DraftAsync();
        (await _world.FailAsync(_officer, new SubmitDossier(id, null, null))).Failure.ShouldBe(Failures.DossierNotFound);
    }

    private async Task<Guid> OpenAsync(IntakeChannel channel)
    {
        await _world.DraftAsync();
        return (await _world.SendAsync(_officer, new CreateDossier(TestWorld.Code, TestWorld.DuyTan, null) { Channel = channel })).Id;
    }
}
