using System.Text.Json.Nodes;

namespace KonTum.Tthc.Acceptance.Tests.Lives;

/// <summary>A procedure whose fee is paid before the dossier can be submitted; the payment service tells of it more than once.</summary>
[Collection(LivesCollection.Name)]
public sealed class PaidBeforehand(LivesPlatform platform)
{
    private const string Extract = "2.000635";

    [Theory]
    [InlineData("gRPC")]
    [InlineData("REST")]
    public async Task It_is_submitted_once_the_fee_is_paid(string surface)
    {
        var life = await Life.BeginAsync(platform, surface, Extract, "Mới", new JsonObject { ["event"] = "khai-sinh" });
        await life.SignAsync(await life.AttachAsync("tờ khai.pdf", Samples.Declaration()));
        await life.OwnerAsync(Calls.SelectComponent, new() { ["componentId"] = Applicant.Component, ["selected"] = true, ["originalCount"] = 1, ["copyCount"] = 2 });
        var unpaid = await Refused.ByAsync(life.OwnerAsync(Calls.SubmitDossier));
        unpaid.Violations.ShouldHaveSingleItem().ShouldBe(("fees", "FEES_UNPAID"));

        var order = await Paying.PayAsync(platform, life, 8000);
        await Paying.NothingChangesWhenToldAgainAsync(platform, life, order);
        await life.LookAsync();
        await life.SubmitAsync();
        await life.IsSeenAsync(Stage.Registered with { Mail = "Đã nhận hồ sơ trực tuyến …" });
        var held = (await platform.World.AtPortalAsync(life.Code))!["item"]!;
        held.Items("DanhSachLePhi").Select(f => f.Text("SoTien")).ShouldBe(["8000"]);
        await life.OfficerAsync("thuha", Calls.Accept);
        await life.IsSeenAsync(Stage.Accepted with { Mail = "Hồ sơ … đã được tiếp nhận" });

        await life.EndsAsync(
        [
            "dossier_opened citizen", "dossier_form_filled citizen", "attachment_uploaded citizen", "attachment_signing_started citizen",
            "attachment_signed", "component_selected citizen", "fees_paid", "dossier_submitted citizen", "dossier_accepted thuha",
        ],
            portal: ["1", "2"],
            mails: ["Đã nhận hồ sơ trực tuyến …", "Hồ sơ … đã được tiếp nhận"]);
    }
}
