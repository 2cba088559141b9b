namespace KonTum.Tthc.Acceptance.Tests.Journeys;

/// <summary>Another government system, logged in with its own credentials, over gRPC.</summary>
public sealed class InternalSystem(CalmPlatform platform)
{
    [Fact]
    public async Task It_files_and_submits_a_dossier_of_its_own()
    {
        var system = await LogInAsync();
        var dossier = await system.OpenDossierAsync();
        var id = dossier.Text("id");
        await system.FillAsync(id);
        var paper = await system.AttachAsync(id, "to-khai.pdf", Samples.Declaration());

        var submitted = await system.CallAsync(Calls.SubmitDossier, new() { ["dossierId"] = id, ["requestId"] = Applicant.NewId() });

        submitted.Text("code").ShouldStartWith(Applicant.Agency);
        var own = await system.CallAsync(Calls.ListDossiers, new() { ["pageSize"] = 200 });
        own.Items("dossiers").Select(d => d.Text("id")).ShouldContain(id);
        var officer = await platform.World.LogInAsync("thuha");
        (await system.Api.DownloadAsync(officer, paper.Address())).SequenceEqual(Samples.Declaration()).ShouldBeTrue();
        (await platform.EventsAsync("gRPC", id)).Select(e => e.Text("type"))
            .ShouldBe(["dossier_opened", "dossier_form_filled", "attachment_uploaded", "dossier_submitted", "dossier_read"]);
    }

    [Fact]
    public async Task It_cannot_see_a_citizens_dossier_and_a_citizen_not_its_own()
    {
        var system = await LogInAsync();
        var citizen = await Applicant.LogInAsync(platform, "gRPC", "minh");
        var foreign = await citizen.PreparePaperAsync();
        var own = await system.PreparePaperAsync();

        var refusal = await Refused.ByAsync(system.GetDossierAsync(foreign.DossierId));
        var missing = await Refused.ByAsync(system.GetDossierAsync(Applicant.NewId()));
        refusal.ShouldBeEquivalentTo(missing);
        refusal.Status.ShouldBe("NOT_FOUND");
        (await Refused.ByAsync(system.Api.DownloadAsync(system.Token, foreign.Address()))).Status.ShouldBe("NOT_FOUND");
        (await Refused.ByAsync(citizen.GetDossierAsync(own.DossierId))).Reason.ShouldBe("DOSSIER_NOT_FOUND");
        (await system.CallAsync(Calls.ListDossiers, new() { ["pageSize"] = 200 }))
            .Items("dossiers").Select(d => d.Text("id")).ShouldNotContain(foreign.DossierId);
    }

    /// <summary>It files for somebody; whose data that is, the sandbox's invented people say.</summary>
    private async Task<Applicant> LogInAsync() => new(
        platform.Surface("gRPC"), platform.World, await platform.World.PersonAsync("minh"), await platform.World.LogInSystemAsync());
}
