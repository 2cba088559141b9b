using System.Text.Json.Nodes;

namespace KonTum.Tthc.Acceptance.Tests.Refusals;

/// <summary>Calls that come at the same moment as others, or as a step of the platform's own worker.</summary>
public sealed class CallsAtOnce(CalmPlatform platform)
{
    [Theory]
    [MemberData(nameof(StartedPlatform.Surfaces), MemberType = typeof(StartedPlatform))]
    public async Task The_same_request_sent_many_times_at_once_is_done_once(string surface)
    {
        var citizen = await Applicant.LogInAsync(platform, surface, "minh");
        var create = new JsonObject
        {
            ["procedureCode"] = Applicant.Procedure, ["agencyCode"] = Applicant.Agency, ["requestId"] = Applicant.NewId(),
        };
        var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => citizen.CallAsync(Calls.CreateDossier, create)));
        var id = opened.Select(o => o.Text("id")).Distinct().ShouldHaveSingleItem();

        await citizen.FillAsync(id);
        await citizen.AttachAsync(id, "to-khai.pdf", Samples.SmallPdf());
        var submit = new JsonObject { ["dossierId"] = id, ["requestId"] = Applicant.NewId() };
        var submitted = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => citizen.CallAsync(Calls.SubmitDossier, submit)));
        submitted.Select(s => s.ToJsonString()).Distinct().ShouldHaveSingleItem();
    }

    [Theory]
    [MemberData(nameof(StartedPlatform.Surfaces), MemberType = typeof(StartedPlatform))]
    public async Task Files_that_are_attached_at_once_are_all_there(string surface)
    {
        var citizen = await Applicant.LogInAsync(platform, surface, "minh");
        var id = (await citizen.OpenDossierAsync()).Text("id");

        var papers = await Task.WhenAll(Enumerable.Range(1, 6).Select(n => citizen.AttachAsync(id, $"to-{n}.pdf", Samples.SmallPdf())));

        var component = (await citizen.GetDossierAsync(id)).Items("components").Single(c => c.Text("id") == Applicant.Component);
        component.Items("attachments").Select(a => a.Text("id")).ShouldBe(papers.Select(p => p.AttachmentId), ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(StartedPlatform.Surfaces), MemberType = typeof(StartedPlatform))]
    public async Task A_signing_can_be_given_up_or_superseded_at_any_moment(string surface)
    {
        var citizen = await Applicant.LogInAsync(platform, surface, "minh");
        var account = citizen.Person.At("FPT-CA");
        var profile = (await citizen.ConfigureAsync(account.UserId, account.Authority)).Text("id");

        await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            var paper = await citizen.PreparePaperAsync();
            var first = await citizen.StartAsync(paper, profile, account.Serials[0]);
            var second = await citizen.StartAsync(paper, profile, account.Serials[0]);
            var cancelled = await citizen.CallAsync(
                Calls.CancelSigning, new() { ["signingId"] = second.Text("id"), ["requestId"] = Applicant.NewId() });

            cancelled.Text("failureCode").ShouldBe("SIGNING_CANCELLED");
            (await citizen.EndAsync(first.Text("id"))).Text("failureCode").ShouldBe("SIGNING_SUPERSEDED");
            (await citizen.EndAsync(second.Text("id"))).Text("failureCode").ShouldBe("SIGNING_CANCELLED");
            (await citizen.AttachmentAsync(paper)).Text("pendingSigningId").ShouldBe("");
        }));
    }
}
