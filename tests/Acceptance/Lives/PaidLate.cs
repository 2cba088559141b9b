using System.Text.Json.Nodes;

namespace KonTum.Tthc.Acceptance.Tests.Lives;

/// <summary>Submitted without paying; the officer asks for it and for one fee more, the citizen pays, and it goes on by itself.</summary>
[Collection(LivesCollection.Name)]
public sealed class PaidLate(LivesPlatform platform)
{
    private const string MaritalStatus = "1.004873";

    [Theory]
    [InlineData("gRPC")]
    [InlineData("REST")]
    public async Task It_goes_on_when_everything_is_paid(string surface)
    {
        var before = await PublicFigures.OfAsync(platform.Surface(surface), LivesPlatform.DuyTan);
        var life = await Life.BeginAsync(
            platform, surface, MaritalStatus, "Mới", new JsonObject { ["purpose"] = "khac", ["other_purpose"] = "Bổ túc hồ sơ vay vốn" });
        await life.SignAsync(await life.AttachAsync("tờ khai.pdf", Samples.Declaration()));
        var fees = await life.Citizen.CallAsync(Calls.GetFees, new() { ["dossierId"] = life.Id });
        (fees.Text("totalAmount"), fees.Text("dueAmount"), (bool)fees["mustBePaidBeforeSubmission"]!).ShouldBe(("7500", "7500", false));
        await life.SubmitAsync();
        await life.IsSeenAsync(Stage.Registered with { Mail = "Đã nhận hồ sơ trực tuyến …" });
        await life.OfficerAsync("thuha", Calls.Accept);
        var processing = await life.OfficerAsync("thuha", Calls.StartProcessing);
        await life.IsSeenAsync(Stage.Processing with { Mail = "Hồ sơ … đã được tiếp nhận" });

        await life.OfficerAsync("thuha", Calls.RequestPayment, new() { ["amount"] = 20000, ["reason"] = "Phí xác minh" });
        await life.IsSeenAsync(Stage.PaymentRequested with
        {
            Mail = "Yêu cầu nộp phí, lệ phí hồ sơ …", Says = "Số tiền: 27.500 đồng", Note = "Phí xác minh",
        });
        var order = await Paying.PayAsync(platform, life, 27500);
        await Paying.GoesOnAsync(life);
        await life.LookAsync();
        var back = await life.Citizen.GetDossierAsync(life.Id);
        DateTimeOffset.Parse(back.Text("dueTime"), null)
            .ShouldBeGreaterThanOrEqualTo(DateTimeOffset.Parse(processing.Text("dueTime"), null), "the time stood still");
        await life.IsSeenAsync(Stage.Processing with { Note = "Phí xác minh" });
        await Paying.NothingChangesWhenToldAgainAsync(platform, life, order);

        var result = await life.SealAsync("thuha", "giay-xac-nhan");
        await life.OfficerAsync("thuha", Calls.Complete);
        await life.IsSeenAsync(Stage.Completed with { Mail = "Hồ sơ … đã có kết quả" });
        await life.OfficerAsync("thuha", Calls.ReturnResult);
        await life.IsSeenAsync(Stage.Returned with { Mail = "Đã trả kết quả hồ sơ …" });
        result.ShouldNotBeEmpty();

        await life.EndsAsync(
        [
            "dossier_opened citizen", "dossier_form_filled citizen", "attachment_uploaded citizen", "attachment_signing_started citizen",
            "attachment_signed", "dossier_submitted citizen", "dossier_accepted thuha", "processing_started thuha",
            "payment_requested thuha", "fees_paid", "payment_request_settled",
            "result_paper_added thuha", "result_paper_sealed", "processing_completed thuha", "result_returned thuha",
        ],
            portal: ["1", "2", "4", "6", "4", "9", "10"],
            mails:
            [
                "Đã nhận hồ sơ trực tuyến …", "Hồ sơ … đã được tiếp nhận", "Yêu cầu nộp phí, lệ phí hồ sơ …", "Hồ sơ … đã có kết quả",
                "Đã trả kết quả hồ sơ …",
            ]);
        await new PublicFigures(Submitted: 1, Online: 1, Signed: 1, Ended: 1, OnTime: 1, Ratings: 0)
            .ShouldBeAddedAsync(life.Api, LivesPlatform.DuyTan, before);
    }
}
