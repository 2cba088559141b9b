namespace KonTum.Tthc.Acceptance.Tests.Refusals;

/// <summary>Who may do what, and what somebody else is told.</summary>
public sealed class CallerRights(CalmPlatform platform)
{
    [Theory]
    [MemberData(nameof(StartedPlatform.Surfaces), MemberType = typeof(StartedPlatform))]
    public async Task Without_a_token_or_with_a_broken_one_nobody_is_known(string surface)
    {
        var api = platform.Surface(surface);
        foreach (var token in new[] { null, "not.a.token" })
        {
            var refusal = await Refused.ByAsync(api.CallAsync(Calls.ListDossiers, token, []));
            refusal.Status.ShouldBe("UNAUTHENTICATED");
            refusal.Reason.ShouldBe("UNAUTHENTICATED");
            refusal.Vietnamese.ShouldBe("Vui lòng đăng nhập.");
            refusal.English.ShouldBe("Log in first.");
        }

        (await Refused.ByAsync(platform.Surface(surface).ReadAsync(Calls.ReplayEvents, null, [])))
            .Status.ShouldBe("UNAUTHENTICATED");
    }

    [Theory]
    [MemberData(nameof(StartedPlatform.Surfaces), MemberType = typeof(StartedPlatform))]
    public async Task The_wrong_role_is_forbidden(string surface)
    {
        var api = platform.Surface(surface);
        var (citizen, officer) = (await platform.World.LogInAsync("minh"), await platform.World.LogInAsync("thuha"));
        var auditor = await platform.World.LogInAsync("ngocanh");
        Task[] calls =
        [
            api.CallAsync(Calls.ListInbox, citizen, []),
            api.ReadAsync(Calls.ReplayEvents, officer, []),
            api.CallAsync(Calls.CreateDossier, officer, new() { ["procedureCode"] = Applicant.Procedure, ["agencyCode"] = Applicant.Agency }),
            api.CallAsync(Calls.CreateDossier, auditor, new() { ["procedureCode"] = Applicant.Procedure, ["agencyCode"] = Applicant.Agency }),
            api.CallAsync(Calls.ListInbox, auditor, []),
        ];
        foreach (var call in calls)
        {
            var refusal = await Refused.ByAsync(call);
            refusal.Status.ShouldBe("PERMISSION_DENIED");
            refusal.Reason.ShouldBe("FORBIDDEN");
            refusal.Vietnamese.ShouldBe("Tài khoản của bạn không có quyền thực hiện chức năng này.");
            refusal.English.ShouldBe("Your account may not do this.");
        }
    }

    [Theory]
    [MemberData(nameof(StartedPlatform.Surfaces), MemberType = typeof(StartedPlatform))]
    public async Task A_submitted_dossier_is_the_agencys_own_and_a_draft_nobody_elses(string surface)
    {
        var citizen = await Applicant.LogInAsync(platform, surface, "minh");
        var paper = await citizen.PreparePaperAsync();
        await citizen.FillAsync(paper.DossierId);
        var (own, other) = (await platform.World.LogInAsync("thuha"), await platform.World.LogInAsync("quanghuy"));
        var request = paper.Address();

        (await Refused.ByAsync(citizen.Api.CallAsync(Calls.Validate, own, request))).Status.ShouldBe("NOT_FOUND");
        await citizen.CallAsync(Calls.SubmitDossier, new() { ["dossierId"] = paper.DossierId });

        (await citizen.Api.CallAsync(Calls.ListHistory, own, request)).Items("entries").ShouldBeEmpty();
        var refusal = await Refused.ByAsync(citizen.Api.CallAsync(Calls.ListHistory, other, request));
        refusal.Status.ShouldBe("NOT_FOUND");
        refusal.Reason.ShouldBe("DOSSIER_NOT_FOUND");
        refusal.Vietnamese.ShouldBe("Không tìm thấy hồ sơ.");
        refusal.English.ShouldBe("The dossier does not exist.");
        (await Refused.ByAsync(citizen.Api.DownloadAsync(other, request))).Reason.ShouldBe("DOSSIER_NOT_FOUND");
        (await citizen.Api.CallAsync(Calls.ListInbox, other, new() { ["pageSize"] = 200 }))
            .Items("dossiers").Select(d => d.Text("id")).ShouldNotContain(paper.DossierId);
    }

    [Theory]
    [MemberData(nameof(StartedPlatform.Surfaces), MemberType = typeof(StartedPlatform))]
    public async Task Another_citizens_profile_and_signing_do_not_exist_for_me(string surface)
    {
        var mine = await Applicant.LogInAsync(platform, surface, "minh");
        var other = await Applicant.LogInAsync(platform, surface, "hanh");
        var account = mine.Person.At("FPT-CA");
        var profile = (await mine.ConfigureAsync(account.UserId, account.Authority)).Text("id");
        var paper = await mine.PreparePaperAsync();
        var started = await mine.StartAsync(paper, profile, account.Serials[0]);

        (await Refused.ByAsync(other.CallAsync(Calls.GetProfile, new() { ["profileId"] = profile }))).Reason
            .ShouldBe("SIGNATURE_PROFILE_NOT_FOUND");
        (await Refused.ByAsync(other.CallAsync(Calls.GetSigning, new() { ["signingId"] = started.Text("id") }))).Reason
            .ShouldBe("SIGNING_NOT_FOUND");
        (await Refused.ByAsync(other.CallAsync(Calls.CancelSigning, new() { ["signingId"] = started.Text("id") }))).Reason
            .ShouldBe("SIGNING_NOT_FOUND");
        (await Refused.ByAsync(other.StartAsync(paper, profile, account.Serials[0]))).Status.ShouldBe("NOT_FOUND");
    }
}
