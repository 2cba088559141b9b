using System.Text.Json;
using KonTum.Tthc.Application.Dossiers.CreateDossier;
using KonTum.Tthc.Application.Dossiers.DeleteAttachment;
using KonTum.Tthc.Application.Dossiers.SubmitDossier;
using KonTum.Tthc.Application.Dossiers.UpdateDossier;
using KonTum.Tthc.Application.SignatureProfiles.DeleteSignatureProfile;
using KonTum.Tthc.Application.Signing.CancelSigning;
using KonTum.Tthc.Application.Tests.Signing;
using KonTum.Tthc.Application.Tests.World;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using MediatR;
using Shouldly;

namespace KonTum.Tthc.Application.Tests.Requests;

/// <summary>The same request id returns the first answer (AIP-155).</summary>
public sealed class Repeating
{
    private readonly string _requestId = Guid.NewGuid().ToString();

    [Fact]
    public async Task A_repeated_request_gets_the_first_answer_and_changes_nothing()
    {
        var ceremony = await Ceremony.PreparedAsync();
        var request = ceremony.Request() with { RequestId = _requestId };
        var first = await ceremony.World.SendAsync(TestWorld.Ann, request);
        await ceremony.World.AdvanceAsync(first.Id);
        var events = ceremony.World.Streams.Log.Count;

        var again = await ceremony.World.SendAsync(TestWorld.Ann, request);

        JsonSerializer.Serialize(again).ShouldBe(JsonSerializer.Serialize(first), "the first answer, not the state of now");
        ceremony.World.Streams.Log.Count.ShouldBe(events);
    }

    [Fact]
    public async Task The_same_id_in_another_spelling_is_the_same_id()
    {
        var world = new TestWorld();
        await world.DraftAsync();
        var id = Guid.NewGuid();

        var first = await world.SendAsync(TestWorld.Ann, new CreateDossier(TestWorld.Code, TestWorld.DuyTan, id.ToString("D")));

        // The spelling is a part of the request that the id stands for; what matters is that no second dossier is opened.
        await Should.ThrowAsync<FailureException>(() => world.SendAsync(
            TestWorld.Ann, new CreateDossier(TestWorld.Code, TestWorld.ThangLoi, id.ToString("N").ToUpperInvariant())));
        world.Streams.Log.Count(e => e.Event is DossierOpened).ShouldBe(2);
        first.Agency.Code.ShouldBe(TestWorld.DuyTan);
    }

    [Fact]
    public async Task Another_person_and_another_use_case_have_their_own_ids()
    {
        var world = new TestWorld();
        await world.DraftAsync();
        var request = new CreateDossier(TestWorld.Code, TestWorld.DuyTan, _requestId);

        var mine = await world.SendAsync(TestWorld.Ann, request);
        var theirs = await world.SendAsync(TestWorld.Binh, request);
        var filled = await world.SendAsync(
            TestWorld.Ann, new UpdateDossier(mine.Id, TestWorld.CompleteForm(), [], null, _requestId));

        theirs.Id.ShouldNotBe(mine.Id);
        filled.Form.ShouldNotBeNull();
    }

    [Fact]
    public async Task Another_request_under_the_same_id_is_refused()
    {
        var world = new TestWorld();
        await world.DraftAsync();
        await world.SendAsync(TestWorld.Ann, new CreateDossier(TestWorld.Code, TestWorld.DuyTan, _requestId));

        var failure = await world.FailAsync(TestWorld.Ann, new CreateDossier(TestWorld.Code, TestWorld.ThangLoi, _requestId));

        failure.Violations.ShouldHaveSingleItem().Failure.ShouldBe(Failures.RequestIdReused);
    }

    [Fact]
    public async Task An_id_that_is_no_uuid_is_refused()
    {
        var world = new TestWorld();
        var failure = await world.FailAsync(TestWorld.Ann, new CreateDossier(TestWorld.Code, TestWorld.DuyTan, "1"));
        var violation = failure.Violations.ShouldHaveSingleItem();
        (violation.Field, violation.Failure).ShouldBe(("request_id", Failures.Malformed));
    }

    [Fact]
    public async Task A_failure_is_not_kept()
    {
        var world = new TestWorld();
        var id = await world.DraftAsync();
        await world.AttachAsync(id);
        var submit = new SubmitDossier(id, null, _requestId);
        (await world.FailAsync(TestWorld.Ann, submit)).Failure.ShouldBe(Failures.DossierIncomplete);
        await world.FillAsync(id);

        (await world.SendAsync(TestWorld.Ann, submit)).State.ShouldBe(DossierState.Registered);
    }

    [Fact]
    public async Task Many_at_once_are_one()
    {
        var world = new TestWorld();
        await world.DraftAsync();
        var request = new CreateDossier(TestWorld.Code, TestWorld.DuyTan, _requestId);

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => world.SendAsync(TestWorld.Ann, request))));

        answers.Select(a => a.Id).Distinct().ShouldHaveSingleItem();
        world.Streams.Log.Count(e => e.Event is DossierOpened).ShouldBe(2, "one for the draft before, one for the sixteen");
    }

    [Fact]
    public async Task Of_two_different_requests_at_once_under_one_id_one_is_refused()
    {
        var world = new TestWorld();
        await world.DraftAsync();
        world.Streams.AfterNextAnswerLookup =
            () => world.SendAsync(TestWorld.Ann, new CreateDossier(TestWorld.Code, TestWorld.DuyTan, _requestId));

        var failure = await world.FailAsync(TestWorld.Ann, new CreateDossier(TestWorld.Code, TestWorld.ThangLoi, _requestId));

        failure.Violations.ShouldHaveSingleItem().Failure.ShouldBe(Failures.RequestIdReused);
    }

    /// <summary>The other one commits after this one looked for an answer and before this one loads the state.</summary>
    [Fact]
    public async Task The_slower_of_two_equal_requests_gets_the_answer_of_the_faster_one()
    {
        var ceremony = await Ceremony.RequestedAsync();
        await ShouldAnswerTheSameAsync(ceremony.World, new CancelSigning(ceremony.SigningId, _requestId));

        await ShouldAnswerTheSameAsync(
            ceremony.World, new DeleteAttachment(ceremony.DossierId, "to-khai", ceremony.AttachmentId, null, _requestId));

        await ceremony.World.AttachAsync(ceremony.DossierId);
        await ceremony.World.FillAsync(ceremony.DossierId);
        await ShouldAnswerTheSameAsync(ceremony.World, new SubmitDossier(ceremony.DossierId, null, _requestId));
        await ShouldAnswerTheSameAsync(ceremony.World, new DeleteSignatureProfile(ceremony.ProfileId, null, _requestId));
    }

    [Fact]
    public async Task Without_an_id_everything_happens_again()
    {
        var world = new TestWorld();
        await world.DraftAsync();

        var one = await world.SendAsync(TestWorld.Ann, new CreateDossier(TestWorld.Code, TestWorld.DuyTan, null));
        var two = await world.SendAsync(TestWorld.Ann, new CreateDossier(TestWorld.Code, TestWorld.DuyTan, ""));

        two.Id.ShouldNotBe(one.Id);
    }

    private static async Task ShouldAnswerTheSameAsync<T>(TestWorld world, IRequest<T> request)
    {
        T? faster = default;
        world.Streams.AfterNextAnswerLookup = async () => faster = await world.SendAsync(TestWorld.Ann, request);

        var slower = await world.SendAsync(TestWorld.Ann, request);

        JsonSerializer.Serialize(slower).ShouldBe(JsonSerializer.Serialize(faster), request.GetType().Name);
    }
}
