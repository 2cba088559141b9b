using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.DocumentStore.AttachStoredDocument;
using KonTum.Tthc.Application.DocumentStore.ListStoredDocuments;
using KonTum.Tthc.Application.Petitions.AnswerPetition;
using KonTum.Tthc.Application.Petitions.CreatePetition;
using KonTum.Tthc.Application.Petitions.ListPetitions;
using KonTum.Tthc.Application.Ratings.GetRating;
using KonTum.Tthc.Application.Ratings.RateDossier;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Petitions;
using KonTum.Tthc.Domain.Procedures;
using KonTum.Tthc.Infrastructure.Tests.Conversion;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Around;

/// <summary>Store, petitions and ratings on PostgreSQL: lists that follow the events, names and texts sealed.</summary>
public sealed class AroundOnPostgres(ConversionNodes nodes) : IClassFixture<ConversionNodes>
{
    private const string ThangLoi = "000.22.24.H34";

    private static readonly PageRequest First = new(0, "");

    [Fact]
    public async Task A_submitted_paper_is_attached_again_by_reference()
    {
        var me = ConversionNodes.Citizen();
        var dossier = await SubmittedAsync(me, "giấy chứng sinh.pdf");
        var stored = (await nodes.SendAsync(me, new ListStoredDocuments("giay chung sinh", false, false, First))).Items.ShouldHaveSingleItem();
        var draft = await nodes.DraftAsync(me);

        var attached = await nodes.SendAsync(
            me, new AttachStoredDocument(draft, await nodes.ComponentOfAsync(me, draft), stored.Id, null, null));

        stored.DossierId.ShouldBe(dossier);
        attached.Versions.Single().File.ShouldBe(stored.Version.File);
        (await nodes.AttachmentsAsync(me, draft)).Single().StoredDocumentId.ShouldBe(stored.Id);
        (await nodes.TextAsync("select string_agg(data::text, '') from tthc.mt_doc_storedpapers")).ShouldNotContain("chứng sinh.pdf");
    }

    [Fact]
    public async Task A_petition_goes_with_its_dossier_to_the_new_agency()
    {
        var me = ConversionNodes.Citizen();
        var dossier = await SubmittedAsync(me, "a.pdf");
        var petition = await nodes.SendAsync(me, new CreatePetition(dossier, PetitionKind.Question, "Bí mật của tôi", null));
        (await ListAsync(ConversionNodes.DuyTan, dossier)).ShouldBe([petition.Id]);

        await nodes.AppendAsync(dossier, new DossierHandedOver(
            "officer", new Agency(ThangLoi, "UBND phường Thắng Lợi"), "", Personal.Of(me.Subject, ""), DateTimeOffset.UtcNow));

        (await ListAsync(ConversionNodes.DuyTan, dossier)).ShouldBeEmpty();
        (await ListAsync(ThangLoi, dossier)).ShouldBe([petition.Id]);
        var answered = await nodes.SendAsync(Officer(ThangLoi), new AnswerPetition(petition.Id, "Trả lời kín", petition.ETag, null));
        answered.Answer.ShouldBe("Trả lời kín");
        (await nodes.SendAsync(Officer(ThangLoi), new ListPetitions(dossier, true, First))).Items.ShouldBeEmpty();
        var recorded = await nodes.TextAsync("select string_agg(data::text, '') from tthc.mt_events where type like 'petition%'");
        recorded.ShouldNotContain("Bí mật");
        recorded.ShouldNotContain("Trả lời kín");
    }

    [Fact]
    public async Task Of_ratings_at_once_on_two_nodes_one_counts()
    {
        var me = ConversionNodes.Citizen();
        var dossier = await SubmittedAsync(me, "a.pdf");
        await nodes.AppendAsync(dossier, new DossierRefused("officer", Personal.Of(me.Subject, "Thiếu giấy tờ"), DateTimeOffset.UtcNow));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => Task.Run(async () =>
        {
            try
            {
                return (await nodes.SendAsync(n % 2, me, new RateDossier(dossier, (n % 5) + 1, "Lời kín", null))).Score;
            }
            catch (FailureException e) when (e.Failure == Failures.DossierAlreadyRated)
            {
                return 0;
            }
        })));

        var score = outcomes.Where(o => o > 0).ShouldHaveSingleItem();
        (await nodes.SendAsync(me, new GetRating(dossier))).Score.ShouldBe(score);
        (await nodes.TextAsync("select string_agg(data::text, '') from tthc.mt_events where type = 'dossier_rated'")).ShouldNotContain("Lời kín");
    }

    private static Caller Officer(string agency) => new("officer-" + agency, "", new HashSet<Role> { Role.Officer }, agency);

    private async Task<Guid> SubmittedAsync(Caller me, string paper)
    {
        var dossier = await nodes.DraftAsync(me);
        await nodes.UploadAsync(me, dossier, paper, Signing.SmallPdf.Write());
        await nodes.AppendAsync(dossier, new DossierSubmitted($"{ConversionNodes.DuyTan}-261123-{Random.Shared.Next(1000, 999999)}", DateTimeOffset.UtcNow));
        return dossier;
    }

    private async Task<IEnumerable<Guid>> ListAsync(string agency, Guid dossier) =>
        (await nodes.SendAsync(Officer(agency), new ListPetitions(dossier, false, First))).Items.Select(p => p.Id);
}
