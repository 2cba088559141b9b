using KonTum.Tthc.Application.Petitions;
using KonTum.Tthc.Application.Petitions.AnswerPetition;
using KonTum.Tthc.Application.Petitions.CreatePetition;
using KonTum.Tthc.Application.Petitions.GetPetition;
using KonTum.Tthc.Application.Petitions.ListPetitions;
using KonTum.Tthc.Application.Ratings.GetRating;
using KonTum.Tthc.Application.Ratings.RateDossier;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Tests.World;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Petitions;
using KonTum.Tthc.Domain.Ratings;
using Shouldly;

namespace KonTum.Tthc.Application.Tests.Around;

/// <summary>"Phản ánh kiến nghị" and "Khảo sát đánh giá".</summary>
public sealed class PetitionsAndRatings
{
    private readonly TestWorld world = new();

    [Fact]
    public async Task A_question_is_due_in_five_working_days_a_complaint_in_twenty()
    {
        var dossier = await world.SubmittedAsync();

        var question = await AskAsync(dossier);
        var complaint = await AskAsync(dossier, PetitionKind.Complaint);

        // Asked on Monday, 2026-11-23; nothing but weekends lies between.
        question.DueAt.ToOffset(TimeSpan.FromHours(7)).Date.ShouldBe(new DateTime(2026, 11, 30));
        complaint.DueAt.ToOffset(TimeSpan.FromHours(7)).Date.ShouldBe(new DateTime(2026, 12, 21));
        question.IsOverdue.ShouldBeFalse();
        world.Time.Advance(TimeSpan.FromDays(8));
        (await world.SendAsync(TestWorld.Ann, new GetPetition(question.Id))).IsOverdue.ShouldBeTrue();
        (await world.SendAsync(TestWorld.Ann, new GetPetition(complaint.Id))).IsOverdue.ShouldBeFalse();
    }

    [Fact]
    public async Task The_agency_answers_once_and_the_person_reads_it()
    {
        var petition = await AskAsync(await world.SubmittedAsync());

        var answered = await AnswerAsync(petition.Id, TestWorld.DuyTan, petition.ETag);

        answered.Answer.ShouldBe("Hồ sơ đang được xử lý.\nMời ông/bà theo dõi.");
        (await world.SendAsync(TestWorld.Ann, new GetPetition(petition.Id))).ShouldBe(answered);
        (await world.FailAsync(TestWorld.Officer(TestWorld.DuyTan), new AnswerPetition(petition.Id, "Nữa", null, null))).Failure.ShouldBe(Failures.PetitionAlreadyAnswered);
        (await world.FailAsync(TestWorld.Officer(TestWorld.DuyTan), new AnswerPetition(petition.Id, "Nữa", petition.ETag, null))).Failure.ShouldBe(Failures.ChangedMeanwhile);
    }

    [Fact]
    public async Task After_a_hand_over_the_new_agency_has_it_and_the_old_one_has_not()
    {
        var dossier = await world.SubmittedAsync();
        var petition = await AskAsync(dossier);
        (await ListAsync(TestWorld.Officer(TestWorld.DuyTan))).Single().Id.ShouldBe(petition.Id);

        world.HandOver(dossier);

        (await ListAsync(TestWorld.Officer(TestWorld.DuyTan))).ShouldBeEmpty();
        (await world.FailAsync(TestWorld.Officer(TestWorld.DuyTan), new GetPetition(petition.Id))).Failure.ShouldBe(Failures.PetitionNotFound);
        (await world.FailAsync(TestWorld.Officer(TestWorld.DuyTan), new AnswerPetition(petition.Id, "Trả lời", null, null))).Failure.ShouldBe(Failures.PetitionNotFound);
        (await ListAsync(TestWorld.Officer(TestWorld.ThangLoi))).Single().Id.ShouldBe(petition.Id);
        (await AnswerAsync(petition.Id, TestWorld.ThangLoi)).AnsweredAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task The_agency_sees_on_top_what_must_be_answered_first()
    {
        var dossier = await world.SubmittedAsync();
        var complaint = await AskAsync(dossier, PetitionKind.Complaint);
        world.Time.Advance(TimeSpan.FromDays(1));
        var question = await AskAsync(dossier);
        var done = await AskAsync(dossier);
        await AnswerAsync(done.Id, TestWorld.DuyTan);

        (await ListAsync(TestWorld.Officer(TestWorld.DuyTan))).Select(p => p.Id).ShouldBe([question.Id, complaint.Id, done.Id]);
        (await ListAsync(TestWorld.Officer(TestWorld.DuyTan), waiting: true)).Select(p => p.Id).ShouldBe([question.Id, complaint.Id]);
        (await ListAsync(TestWorld.Ann))[^1].Id.ShouldBe(complaint.Id, "newest first for the person");
        (await ListAsync(TestWorld.Binh)).ShouldBeEmpty();
        (await world.FailAsync(TestWorld.Officer(null), new ListPetitions(null, false, new PageRequest(0, "")))).Failure.ShouldBe(Failures.Forbidden);

        var (seen, token) = (new List<Guid>(), "");
        do
        {
            var page = await world.SendAsync(TestWorld.Officer(TestWorld.DuyTan), new ListPetitions(dossier, false, new PageRequest(1, token)));
            seen.AddRange(page.Items.Select(p => p.Id));
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        seen.ShouldBe([question.Id, complaint.Id, done.Id]);
    }

    [Fact]
    public async Task A_draft_a_foreign_dossier_and_a_foreign_petition_cannot_be_asked_about()
    {
        var dossier = await world.SubmittedAsync();
        var petition = await AskAsync(dossier);

        (await world.FailAsync(TestWorld.Ann, Ask(await world.DraftAsync()))).Failure.ShouldBe(Failures.DossierNotSubmitted);
        (await world.FailAsync(TestWorld.Binh, Ask(dossier))).Failure.ShouldBe(Failures.DossierNotFound);
        (await world.FailAsync(TestWorld.Binh, Ask(Guid.NewGuid()))).Failure.ShouldBe(Failures.DossierNotFound);
        (await world.FailAsync(TestWorld.Binh, new GetPetition(petition.Id))).Failure.ShouldBe(Failures.PetitionNotFound);
        (await world.FailAsync(TestWorld.Binh, new GetPetition(Guid.NewGuid()))).Failure.ShouldBe(Failures.PetitionNotFound);
        (await world.FailAsync(TestWorld.Ann, new CreatePetition(dossier, 0, "  ", null))).Violations.Select(v => v.Field).ShouldBe(["kind", "text"]);
    }

    [Theory]
    [InlineData(DossierState.Completed)]
    [InlineData(DossierState.Refused)]
    [InlineData(DossierState.Stopped)]
    [InlineData(DossierState.Withdrawn)]
    public async Task An_ended_dossier_is_rated_once(DossierState end)
    {
        var dossier = await world.SubmittedAsync();
        (await world.FailAsync(TestWorld.Ann, new RateDossier(dossier, 5, "", null))).Failure.ShouldBe(Failures.DossierNotEnded);
        (await world.FailAsync(TestWorld.Ann, new GetRating(dossier))).Failure.ShouldBe(Failures.RatingNotFound);
        world.End(dossier, EventOf(end));

        var rated = await world.SendAsync(TestWorld.Ann, new RateDossier(dossier, 4, "Nhanh,\nnhiệt tình", null));

        rated.Comment.ShouldBe("Nhanh,\nnhiệt tình");
        (await world.FailAsync(TestWorld.Ann, new RateDossier(dossier, 1, "", null))).Failure.ShouldBe(Failures.DossierAlreadyRated);
        (await world.SendAsync(TestWorld.Ann, new GetRating(dossier))).ShouldBe(rated);
        (await world.SendAsync(TestWorld.Officer(TestWorld.DuyTan), new GetRating(dossier))).ShouldBe(rated);
        (await world.FailAsync(TestWorld.Binh, new GetRating(dossier))).Failure.ShouldBe(Failures.DossierNotFound);
        (await world.FailAsync(TestWorld.Officer(TestWorld.ThangLoi), new GetRating(dossier))).Failure.ShouldBe(Failures.DossierNotFound);
        world.Streams.Events(DossierRating.IdOf(dossier)).Single().ShouldBeOfType<DossierRated>().Score.ShouldBe(4);
    }

    [Fact]
    public async Task Of_two_ratings_at_once_one_counts()
    {
        var dossier = await world.SubmittedAsync();
        world.End(dossier);
        world.Streams.BeforeNextCommit = () => world.SendAsync(TestWorld.Ann, new RateDossier(dossier, 5, "", null));

        (await world.FailAsync(TestWorld.Ann, new RateDossier(dossier, 1, "", null))).Failure.ShouldBe(Failures.DossierAlreadyRated);

        (await world.SendAsync(TestWorld.Ann, new GetRating(dossier))).Score.ShouldBe(5);
    }

    [Fact]
    public async Task The_same_request_id_files_one_petition()
    {
        var request = Ask(await world.SubmittedAsync()) with { RequestId = Guid.NewGuid().ToString() };

        var first = await world.SendAsync(TestWorld.Ann, request);

        (await world.SendAsync(TestWorld.Ann, request)).ShouldBe(first);
        (await ListAsync(TestWorld.Ann)).Count.ShouldBe(1);
    }

    private static CreatePetition Ask(Guid dossier, PetitionKind kind = PetitionKind.Question) =>
        new(dossier, kind, "Hồ sơ của tôi đến đâu rồi?", null);

    private static IDomainEvent EventOf(DossierState end)
    {
        var (note, now) = (Personal.Of("citizen-ann", ""), new DateTimeOffset(2026, 11, 24, 3, 0, 0, TimeSpan.Zero));
        return end switch
        {
            DossierState.Refused => new DossierRefused("officer", note, now),
            DossierState.Stopped => new ProcessingStopped("officer", note, now),
            DossierState.Withdrawn => new DossierWithdrawn(note, now),
            _ => new ProcessingCompleted("officer", note, now),
        };
    }

    private Task<PetitionView> AskAsync(Guid dossier, PetitionKind kind = PetitionKind.Question) =>
        world.SendAsync(TestWorld.Ann, Ask(dossier, kind));

    private Task<PetitionView> AnswerAsync(Guid petition, string agency, string? etag = null) => world.SendAsync(
        TestWorld.Officer(agency), new AnswerPetition(petition, "Hồ sơ đang được xử lý.\nMời ông/bà theo dõi.", etag, null));

    private async Task<IReadOnlyList<PetitionView>> ListAsync(Application.Access.Caller caller, bool waiting = false) =>
        (await world.SendAsync(caller, new ListPetitions(null, waiting, new PageRequest(0, "")))).Items;
}
