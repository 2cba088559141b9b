using System.Text.Json.Nodes;

namespace KonTum.Tthc.Acceptance.Tests.Refusals;

/// <summary>Calls that come twice, too late, or too early.</summary>
public sealed class RepeatedAndStaleCalls(CalmPlatform platform)
{
    [Theory]
    [MemberData(nameof(StartedPlatform.Surfaces), MemberType = typeof(StartedPlatform))]
    public async Task The_same_request_id_gives_the_first_answer(string surface)
    {
        var citizen = await Applicant.LogInAsync(platform, surface, "minh");
        var id = Applicant.NewId();
        JsonObject Create(string agency) => new()
        {
            ["procedureCode"] = Applicant.Procedure, ["agencyCode"] = agency, ["requestId"] = id,
        };
        var first = await citizen.CallAsync(Calls.CreateDossier, Create(Applicant.Agency));
        await citizen.FillAsync(first.Text("id"));

        var second = await citizen.CallAsync(Calls.CreateDossier, Create(Applicant.Agency));
        second.ToJsonString().ShouldBe(first.ToJsonString());
        (await citizen.GetDossierAsync(first.Text("id"))).Text("etag").ShouldNotBe(first.Text("etag"));

        var reused = await Refused.ByAsync(citizen.CallAsync(Calls.CreateDossier, Create("000.22.24.H34")));
        reused.Reason.ShouldBe("INVALID_REQUEST");
        reused.Violations.ShouldBe([("request_id", "REQUEST_ID_REUSED")]);

        var paper = await citizen.AttachAsync(first.Text("id"), "a.pdf", Samples.SmallPdf());
        var header = Applicant.Header(paper.DossierId, "b.pdf", Samples.SmallPdf());
        var upload = await citizen.Api.UploadAsync(citizen.Token, header, Samples.SmallPdf());
        (await citizen.Api.UploadAsync(citizen.Token, header, Samples.SmallPdf())).Text("id").ShouldBe(upload.Text("id"));

        var account = citizen.Person.At("FPT-CA");
        var profile = (await citizen.ConfigureAsync(account.UserId, account.Authority)).Text("id");
        var request = Applicant.NewId();
        var started = await citizen.StartAsync(paper, profile, account.Serials[0], request);
        (await citizen.StartAsync(paper, profile, account.Serials[0], request)).ToJsonString().ShouldBe(started.ToJsonString());
        await citizen.CallAsync(Calls.CancelSigning, new() { ["signingId"] = started.Text("id") });

        var submit = new JsonObject { ["dossierId"] = paper.DossierId, ["requestId"] = Applicant.NewId() };
        var submitted = await citizen.CallAsync(Calls.SubmitDossier, submit);
        (await citizen.CallAsync(Calls.SubmitDossier, submit)).Text("code").ShouldBe(submitted.Text("code"));
        (await platform.EventsAsync(surface, paper.DossierId)).Count(e => e.Text("type") == "dossier_submitted").ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(StartedPlatform.Surfaces), MemberType = typeof(StartedPlatform))]
    public async Task A_stale_etag_is_refused_and_changes_nothing(string surface)
    {
        var citizen = await Applicant.LogInAsync(platform, surface, "minh");
        var opened = await citizen.OpenDossierAsync();
        await citizen.FillAsync(opened.Text("id"), opened.Text("etag"));

        var refusal = await Refused.ByAsync(citizen.CallAsync(Calls.SelectComponent, new()
        {
            ["dossierId"] = opened.Text("id"), ["componentId"] = Applicant.Component, ["selected"] = true, ["originalCount"] = 7,
            ["etag"] = opened.Text("etag"),
        }));

        refusal.Status.ShouldBe("ABORTED");
        refusal.Reason.ShouldBe("CHANGED_MEANWHILE");
        refusal.Vietnamese.ShouldStartWith("Hồ sơ đã được thay đổi: người nộp hồ sơ đã sửa thông tin hồ sơ lúc ");
        refusal.English.ShouldStartWith("The dossier was changed meanwhile: the owner changed the form at ");
        refusal.Metadata["change_count"].ShouldBe("1");
        refusal.Metadata["change_1_type"].ShouldBe("dossier_form_filled");
        refusal.Metadata["change_1_actor"].ShouldBe("owner");
        refusal.Metadata["etag"].ShouldBe((await citizen.GetDossierAsync(opened.Text("id"))).Text("etag"));
        ((int)(await citizen.GetDossierAsync(opened.Text("id"))).Items("components").Single(c => c.Text("id") == Applicant.Component)["originalCount"]!)
            .ShouldNotBe(7);
    }

    [Theory]
    [MemberData(nameof(StartedPlatform.Surfaces), MemberType = typeof(StartedPlatform))]
    public async Task An_incomplete_submission_lists_everything_that_is_missing(string surface)
    {
        var citizen = await Applicant.LogInAsync(platform, surface, "minh");
        var id = (await citizen.OpenDossierAsync()).Text("id");
        await citizen.CallAsync(Calls.UpdateDossier, new()
        {
            ["dossierId"] = id,
            ["form"] = new JsonObject { ["ownerName"] = "Trần Văn Minh", ["country"] = "Việt Nam" },
        });

        var refusal = await Refused.ByAsync(citizen.CallAsync(Calls.SubmitDossier, new() { ["dossierId"] = id }));

        refusal.Status.ShouldBe("FAILED_PRECONDITION");
        refusal.Reason.ShouldBe("DOSSIER_INCOMPLETE");
        refusal.Vietnamese.ShouldBe("Hồ sơ chưa đầy đủ thông tin để nộp.");
        refusal.English.ShouldStartWith("The dossier is not complete");
        refusal.Violations.Where(v => v.Reason == "REQUIRED").Select(v => v.Field).ShouldBe(
        [
            "form.submitter_name", "form.identity_number", "form.identity_issue_date", "form.identity_issue_place", "form.birth_date",
            "form.sex", "form.province", "form.ward", "form.address", "form.phone_number", "form.set_count", "form.dossier_type",
        ]);
        refusal.Violations.Count(v => v.Reason == "COMPONENT_MISSING").ShouldBe(1);
        (await citizen.GetDossierAsync(id)).Text("state").ShouldBe("DOSSIER_STATE_DRAFT");
    }
}
