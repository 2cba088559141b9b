using System.Text.Json.Nodes;

namespace KonTum.Tthc.Acceptance.Tests.Refusals;

/// <summary>
/// Signings that do not come to a signature: each says why in both languages, leaves the dossier as it was, and can be started again.
/// </summary>
[Collection(TroubledCollection.Name)]
public sealed class SigningOutcomes(TroubledPlatform platform)
{
    private const string Authority = "FPT-CA";

    [Theory]
    [MemberData(nameof(StartedPlatform.Surfaces), MemberType = typeof(StartedPlatform))]
    public async Task Rejected_on_the_phone(string surface)
    {
        var (citizen, account, profile, paper) = await PrepareAsync(surface);
        var started = await citizen.StartAsync(paper, profile, account.Serials[0]);
        await platform.World.RejectAsync(account, paper.FileName);

        var ended = await citizen.EndAsync(started.Text("id"));

        Check(ended, "SIGNING_STATE_REJECTED", "SIGNING_REJECTED",
            "Bạn đã từ chối ký số trên điện thoại. Hồ sơ không thay đổi, có thể ký lại.",
            "The signing was rejected on the phone. The dossier is unchanged; it can be started again.");
        await UnharmedAndSignableAsync(citizen, account, profile, paper, "signing_rejected");
    }

    [Theory]
    [MemberData(nameof(StartedPlatform.Surfaces), MemberType = typeof(StartedPlatform))]
    public async Task Not_confirmed_in_time(string surface)
    {
        var (citizen, account, profile, paper) = await PrepareAsync(surface);
        await platform.World.SetGatewayAsync(available: true, lifetimeSeconds: 2);
        JsonNode ended;
        try
        {
            var started = await citizen.StartAsync(paper, profile, account.Serials[0]);
            ended = await citizen.EndAsync(started.Text("id"));
        }
        finally
        {
            await platform.World.SetGatewayAsync(available: true);
        }

        Check(ended, "SIGNING_STATE_EXPIRED", "SIGNING_EXPIRED",
            "Hết thời gian xác nhận trên điện thoại. Hồ sơ không thay đổi, vui lòng ký lại.",
            "The confirmation ran out on the phone. The dossier is unchanged; start again.");
        await UnharmedAndSignableAsync(citizen, account, profile, paper, "signing_expired");
    }

    [Theory]
    [MemberData(nameof(StartedPlatform.Surfaces), MemberType = typeof(StartedPlatform))]
    public async Task Cancelled_and_a_late_signature_is_recorded_but_not_attached(string surface)
    {
        var (citizen, account, profile, paper) = await PrepareAsync(surface);
        var started = await citizen.StartAsync(paper, profile, account.Serials[0]);
        var ringing = await platform.World.RingsAsync(account, paper.FileName);
        await WaitsAsync(citizen, started);

        var cancelled = await citizen.CallAsync(Calls.CancelSigning, new() { ["signingId"] = started.Text("id"), ["requestId"] = Applicant.NewId() });

        Check(cancelled, "SIGNING_STATE_CANCELLED", "SIGNING_CANCELLED", "Lần ký đã được hủy.", "The signing was cancelled.");
        await platform.World.PressAsync(ringing, "confirm");
        await TestKit.Eventually.HoldsAsync(
            async () => (await platform.EventsAsync(surface, paper.DossierId)).Any(e => e.Text("type") == "late_signature_recorded"),
            "the late signature is recorded", TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);
        var again = await Refused.ByAsync(citizen.CallAsync(Calls.CancelSigning, new() { ["signingId"] = started.Text("id") }));
        again.Reason.ShouldBe("SIGNING_ENDED");
        await UnharmedAndSignableAsync(citizen, account, profile, paper, "signing_cancelled");
    }

    [Theory]
    [MemberData(nameof(StartedPlatform.Surfaces), MemberType = typeof(StartedPlatform))]
    public async Task Superseded_by_a_newer_signing_of_the_same_file(string surface)
    {
        var (citizen, account, profile, paper) = await PrepareAsync(surface);
        var first = await citizen.StartAsync(paper, profile, account.Serials[0]);
        var ringing = await platform.World.RingsAsync(account, paper.FileName);
        await WaitsAsync(citizen, first);

        var second = await citizen.StartAsync(paper, profile, account.Serials[0]);

        Check(await citizen.EndAsync(first.Text("id")), "SIGNING_STATE_CANCELLED", "SIGNING_SUPERSEDED",
            "Lần ký được thay bằng một lần ký mới hơn.", "The signing was superseded by a newer one.");
        await platform.World.PressAsync(ringing, "reject");
        await platform.World.ConfirmAsync(account, paper.FileName);
        (await citizen.EndAsync(second.Text("id"))).Text("state").ShouldBe("SIGNING_STATE_SIGNED");
        (await platform.EventsAsync(surface, paper.DossierId)).Count(e => e.Text("type") == "attachment_signed").ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(StartedPlatform.Surfaces), MemberType = typeof(StartedPlatform))]
    public async Task An_account_that_the_provider_does_not_know(string surface)
    {
        var (citizen, account, profile, paper) = await PrepareAsync(surface);
        var unknown = (await citizen.ConfigureAsync("999999999", Authority)).Text("id");

        var list = await citizen.CallAsync(Calls.ListCertificates, new() { ["profileId"] = unknown });
        list.Items("certificates").ShouldBeEmpty();
        var notice = list.Items("failures").ShouldHaveSingleItem()["notice"]!;
        notice.Text("code").ShouldBe("SIGNING_ACCOUNT_UNKNOWN");
        notice.Text("message").ShouldStartWith("Nhà cung cấp không tìm thấy tài khoản ký số này.");

        var refusal = await Refused.ByAsync(citizen.StartAsync(paper, unknown, account.Serials[0]));
        refusal.Status.ShouldBe("FAILED_PRECONDITION");
        refusal.Reason.ShouldBe("SIGNING_ACCOUNT_UNKNOWN");
        refusal.English.ShouldStartWith("The provider knows no such signing account");
        await UnharmedAndSignableAsync(citizen, account, profile, paper);
    }

    [Theory]
    [MemberData(nameof(StartedPlatform.Surfaces), MemberType = typeof(StartedPlatform))]
    public async Task The_provider_is_down_when_it_is_asked_for_certificates_or_a_signing_starts(string surface)
    {
        var (citizen, account, profile, paper) = await PrepareAsync(surface);
        await platform.World.SetGatewayAsync(available: false);
        Refusal refusal;
        try
        {
            var list = await citizen.CallAsync(Calls.ListCertificates, new() { ["profileId"] = profile });
            var notice = list.Items("failures").ShouldHaveSingleItem()["notice"]!;
            notice.Text("code").ShouldBe("SIGNING_PROVIDER_UNAVAILABLE");
            notice.Text("message").ShouldBe("Nhà cung cấp chữ ký số đang không phản hồi. Vui lòng thử lại sau.");
            notice.Text("messageEn").ShouldBe("The signature provider does not answer. Try again later.");
            refusal = await Refused.ByAsync(citizen.StartAsync(paper, profile, account.Serials[0]));
        }
        finally
        {
            await platform.World.SetGatewayAsync(available: true);
        }

        refusal.Status.ShouldBe("UNAVAILABLE");
        refusal.Reason.ShouldBe("SIGNING_PROVIDER_UNAVAILABLE");
        refusal.Vietnamese.ShouldBe("Nhà cung cấp chữ ký số đang không phản hồi. Vui lòng thử lại sau.");
        refusal.English.ShouldBe("The signature provider does not answer. Try again later.");
        await UnharmedAndSignableAsync(citizen, account, profile, paper);
    }

    [Theory]
    [MemberData(nameof(StartedPlatform.Surfaces), MemberType = typeof(StartedPlatform))]
    public async Task The_provider_goes_down_while_the_phone_rings_and_comes_back(string surface)
    {
        var (citizen, account, profile, paper) = await PrepareAsync(surface);
        var started = await citizen.StartAsync(paper, profile, account.Serials[0]);
        var ringing = await platform.World.RingsAsync(account, paper.FileName);
        await platform.World.SetGatewayAsync(available: false);
        try
        {
            await platform.World.PressAsync(ringing, "confirm");
            // Long enough for a question that is not answered.
            await Refused.ByAsync(citizen.StartAsync(await citizen.PreparePaperAsync(), profile, account.Serials[0]));
            (await citizen.CallAsync(Calls.GetSigning, new() { ["signingId"] = started.Text("id") }))
                .Text("state").ShouldBeOneOf("SIGNING_STATE_WAITING_FOR_CONFIRMATION", "SIGNING_STATE_REQUESTED");
        }
        finally
        {
            await platform.World.SetGatewayAsync(available: true);
        }

        (await citizen.EndAsync(started.Text("id"))).Text("message").ShouldBe("Ký số thành công");
        (await platform.EventsAsync(surface, paper.DossierId)).Count(e => e.Text("type") == "attachment_signed").ShouldBe(1);
    }

    [Theory]
    [InlineData("gRPC", "duc", "VNPT-CA", 0, "CERTIFICATE_REVOKED", "Chứng thư số đã bị thu hồi hoặc tạm dừng.")]
    [InlineData("REST", "duc", "VNPT-CA", 0, "CERTIFICATE_REVOKED", "Chứng thư số đã bị thu hồi hoặc tạm dừng.")]
    [InlineData("gRPC", "minh", "VNPT-CA", 1, "CERTIFICATE_EXPIRED", "Chứng thư số đã hết hạn hoặc chưa có hiệu lực.")]
    [InlineData("REST", "minh", "VNPT-CA", 1, "CERTIFICATE_EXPIRED", "Chứng thư số đã hết hạn hoặc chưa có hiệu lực.")]
    [InlineData("gRPC", "minh", "FPT-CA", -1, "CERTIFICATE_NOT_FOUND", "Không tìm thấy chứng thư số đã chọn.")]
    [InlineData("REST", "minh", "FPT-CA", -1, "CERTIFICATE_NOT_FOUND", "Không tìm thấy chứng thư số đã chọn.")]
    public async Task A_certificate_that_cannot_be_used(
        string surface, string username, string authority, int index, string code, string vietnamese)
    {
        // SmartCA lists what the national gateway keeps to itself.
        var citizen = await Applicant.LogInAsync(platform, surface, username, authority == "VNPT-CA" ? Applicant.SmartCa : Applicant.NeacSign);
        var account = citizen.Person.At(authority);
        var profile = (await citizen.ConfigureAsync(account.UserId, account.Authority)).Text("id");
        var paper = await citizen.PreparePaperAsync();
        var serial = index < 0 ? "0123456789ABCDEF" : account.Serials[index];
        var before = await citizen.GetDossierAsync(paper.DossierId);

        var list = await citizen.CallAsync(Calls.ListCertificates, new() { ["profileId"] = profile });
        if (index >= 0)
        {
            var shown = list.Items("certificates").Single(c => c.Text("serialNumber") == serial);
            ((bool)shown["usable"]!).ShouldBeFalse();
            shown.Items("notices").Select(n => n.Text("code")).ShouldContain(code);
        }

        var refusal = await Refused.ByAsync(citizen.StartAsync(paper, profile, serial));

        refusal.Status.ShouldBe("FAILED_PRECONDITION");
        refusal.Reason.ShouldBe(code);
        refusal.Vietnamese.ShouldBe(vietnamese);
        refusal.English.ShouldNotBeEmpty();
        (await citizen.GetDossierAsync(paper.DossierId)).ToJsonString().ShouldBe(before.ToJsonString());
    }

    private static async Task WaitsAsync(Applicant citizen, JsonNode signing) => await TestKit.Eventually.HoldsAsync(
        async () => (await citizen.CallAsync(Calls.GetSigning, new() { ["signingId"] = signing.Text("id") }))
            .Text("state") == "SIGNING_STATE_WAITING_FOR_CONFIRMATION",
        "the signing waits for the phone", TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);

    private static void Check(JsonNode ended, string state, string code, string vietnamese, string english)
    {
        ended.Text("state").ShouldBe(state);
        ended.Text("failureCode").ShouldBe(code);
        ended.Text("message").ShouldBe(vietnamese);
        ended.Text("messageEn").ShouldBe(english);
        ended.Items("items").ShouldAllBe(i => i.Text("signedFileName") == "");
    }

    private async Task<(Applicant Citizen, Account Account, string Profile, Paper Paper)> PrepareAsync(string surface)
    {
        var citizen = await Applicant.LogInAsync(platform, surface, "minh");
        var account = citizen.Person.At(Authority);
        var profile = (await citizen.ConfigureAsync(account.UserId, account.Authority)).Text("id");
        return (citizen, account, profile, await citizen.PreparePaperAsync());
    }

    /// <summary>The file is as it was uploaded and nothing waits for it; the next signing succeeds and is the only one in the history.</summary>
    private async Task UnharmedAndSignableAsync(Applicant citizen, Account account, string profile, Paper paper, string? told = null)
    {
        var attachment = await citizen.AttachmentAsync(paper);
        attachment.Text("fileName").ShouldBe(paper.FileName);
        attachment.Text("pendingSigningId").ShouldBe("");
        ((bool)attachment["signed"]!).ShouldBeFalse();
        attachment.Items("versions").ShouldHaveSingleItem();
        (await citizen.Api.DownloadAsync(citizen.Token, paper.Address())).SequenceEqual(Samples.SmallPdf()).ShouldBeTrue();

        (await citizen.SignAsync(paper, profile, account)).Text("message").ShouldBe("Ký số thành công");
        (await citizen.CallAsync(Calls.ListHistory, paper.Address())).Items("entries").ShouldHaveSingleItem();
        var types = (await platform.EventsAsync(citizen.Api.Name, paper.DossierId)).Select(e => e.Text("type")).ToList();
        types.Count(t => t == "attachment_signed").ShouldBe(1);
        if (told is not null) types.Count(t => t == told).ShouldBe(1);
    }
}
