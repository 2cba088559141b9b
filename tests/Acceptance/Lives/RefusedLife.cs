using System.Text.Json.Nodes;

namespace KonTum.Tthc.Acceptance.Tests.Lives;

/// <summary>A dossier that the agency does not take; the citizen complains, is answered, and rates that too.</summary>
[Collection(LivesCollection.Name)]
public sealed class RefusedLife(LivesPlatform platform)
{
    private const string Marriage = "1.000894";
    private const string Reason = "Bên nữ chưa đủ 18 tuổi theo khoản 1 Điều 8 Luật Hôn nhân và gia đình";

    [Theory]
    [InlineData("gRPC")]
    [InlineData("REST")]
    public async Task A_marriage_is_not_registered(string surface)
    {
        var before = await PublicFigures.OfAsync(platform.Surface(surface), LivesPlatform.DuyTan);
        var life = await Life.BeginAsync(platform, surface, Marriage, "Mới");

        // Everything that is missing, at once: own fields and the paper.
        var incomplete = await Refused.ByAsync(life.OwnerAsync(Calls.SubmitDossier));
        incomplete.Reason.ShouldBe("DOSSIER_INCOMPLETE");
        incomplete.Fields.ShouldBe(
        [
            "form.procedure_fields.husband.name", "form.procedure_fields.husband.birth_date",
            "form.procedure_fields.wife.name", "form.procedure_fields.wife.birth_date",
            "form.procedure_fields.husband_times", "form.procedure_fields.wife_times", "components[to-khai]",
        ], ignoreOrder: true);
        var form = new JsonObject { ["procedureFields"] = Couple() };
        await life.OwnerAsync(Calls.UpdateDossier, new() { ["form"] = form, ["updateMask"] = "procedureFields" });
        var paper = await life.AttachAsync("tờ khai kết hôn.pdf", Samples.Declaration());
        var unsigned = await Refused.ByAsync(life.OwnerAsync(Calls.SubmitDossier));
        unsigned.Violations.ShouldHaveSingleItem().Reason.ShouldBe("ATTACHMENT_UNSIGNED");
        await life.SignAsync(paper);
        await life.SubmitAsync();
        await life.IsSeenAsync(Stage.Registered with { Mail = "Đã nhận hồ sơ trực tuyến …" });

        (await Refused.ByAsync(life.OfficerAsync("quanghuy", Calls.Refuse, new() { ["reason"] = Reason }))).Reason.ShouldBe("DOSSIER_NOT_FOUND");
        await life.OfficerAsync("thuha", Calls.Refuse, new() { ["reason"] = Reason });
        await life.IsSeenAsync(Stage.Refused with { Mail = "Hồ sơ … không được tiếp nhận", Says = Reason, Note = Reason });
        var again = await Refused.ByAsync(life.OfficerAsync("thuha", Calls.Accept));
        (again.Status, again.Reason, again.Metadata["state"]).ShouldBe(("FAILED_PRECONDITION", "DOSSIER_STATE_NOT_ALLOWED", "REFUSED"));

        await ComplainAsync(life);
        await life.Citizen.CallAsync(Calls.Rate, new() { ["dossierId"] = life.Id, ["score"] = 2, ["requestId"] = Applicant.NewId() });
        await life.EndsAsync(
        [
            "dossier_opened citizen", "dossier_form_filled citizen", "dossier_form_filled citizen", "attachment_uploaded citizen",
            "attachment_signing_started citizen", "attachment_signed", "dossier_submitted citizen", "dossier_refused thuha",
        ],
            portal: ["1", "3"],
            mails: ["Đã nhận hồ sơ trực tuyến …", "Hồ sơ … không được tiếp nhận", "Đã trả lời phản ánh, kiến nghị về hồ sơ …"]);
        await new PublicFigures(Submitted: 1, Online: 1, Signed: 1, Ended: 1, OnTime: 0, Ratings: 1)
            .ShouldBeAddedAsync(life.Api, LivesPlatform.DuyTan, before);
    }

    private static JsonObject Couple() => new()
    {
        ["husband"] = new JsonObject { ["name"] = "Trần Văn Bình", ["birth_date"] = "2000-02-29" },
        ["wife"] = new JsonObject { ["name"] = "Lê Thị Út", ["birth_date"] = "2009-01-15" },
        ["husband_times"] = 1,
        ["wife_times"] = 1,
    };

    private static async Task ComplainAsync(Life life)
    {
        var petition = await life.Citizen.CallAsync(Calls.CreatePetition, new()
        {
            ["dossierId"] = life.Id, ["kind"] = "PETITION_KIND_COMPLAINT", ["text"] = "Đề nghị cho biết khi nào nộp lại được", ["requestId"] = Applicant.NewId(),
        });
        petition.Text("dossierCode").ShouldBe(life.Code);
        var id = petition.Text("id");
        (await Refused.ByAsync(life.Api.CallAsync(Calls.GetPetition, await life.TokenAsync("quanghuy"), new() { ["petitionId"] = id })))
            .Reason.ShouldBe("PETITION_NOT_FOUND");
        var waiting = await life.Api.CallAsync(
            Calls.ListPetitions, await life.TokenAsync("thuha"), new() { ["dossierId"] = life.Id, ["waiting"] = true });
        var seen = waiting.Items("petitions").ShouldHaveSingleItem();
        seen.Text("text").ShouldBe("Đề nghị cho biết khi nào nộp lại được");
        await life.Api.CallAsync(Calls.AnswerPetition, await life.TokenAsync("thuha"), new()
        {
            ["petitionId"] = id, ["answer"] = "Từ ngày 15/01/2027", ["etag"] = seen.Text("etag"), ["requestId"] = Applicant.NewId(),
        });
        (await life.Citizen.CallAsync(Calls.GetPetition, new() { ["petitionId"] = id })).Text("answer").ShouldBe("Từ ngày 15/01/2027");
        await life.IsToldAsync(Stage.Refused with { Mail = "Đã trả lời phản ánh, kiến nghị về hồ sơ …", Says = "Từ ngày 15/01/2027" });
    }
}
