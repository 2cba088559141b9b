using System.Text.Json.Nodes;

namespace KonTum.Tthc.Acceptance.Tests.Lives;

/// <summary>Asked for more before it is accepted, and again while it is processed.</summary>
[Collection(LivesCollection.Name)]
public sealed class SupplementedTwice(LivesPlatform platform)
{
    private const string Certificate = "giay-chung-sinh";

    [Theory]
    [InlineData("gRPC")]
    [InlineData("REST")]
    public async Task It_goes_on_where_it_was(string surface)
    {
        var before = await PublicFigures.OfAsync(platform.Surface(surface), LivesPlatform.DuyTan);
        var life = await Life.BeginAsync(platform, surface);
        await life.AttachAsync("tờ khai.pdf", Samples.Declaration());
        await life.SubmitAsync();
        await life.IsSeenAsync(Stage.Registered with { Mail = "Đã nhận hồ sơ trực tuyến …" });

        await life.OfficerAsync("thuha", Calls.RequestSupplement, Asking(
            "Hồ sơ chưa đủ", (Certificate, "", "Nộp giấy chứng sinh"), ("", "form.address", "Ghi rõ số nhà")));
        var asked = Stage.SupplementRequested with { Mail = "Yêu cầu bổ sung hồ sơ …", Says = "Nộp giấy chứng sinh", Note = "Hồ sơ chưa đủ" };
        await life.IsSeenAsync(asked);

        // Half of it is not enough, and what was not asked for stays as it is.
        var paper = await life.AttachAsync("chứng sinh.pdf", Samples.Declaration(), Certificate);
        var half = await Refused.ByAsync(life.OwnerAsync(Calls.SupplementDossier));
        half.Reason.ShouldBe("SUPPLEMENT_INCOMPLETE");
        half.Fields.ShouldBe(["form.address"]);
        (await Refused.ByAsync(life.AttachAsync("khác.pdf", Samples.SmallPdf()))).Reason.ShouldBe("NOT_ASKED_FOR");
        await life.OwnerAsync(Calls.UpdateDossier, new() { ["form"] = new JsonObject { ["address"] = "12A Đường Nghiệm Thu" }, ["updateMask"] = "address" });
        var items = (await life.Citizen.GetDossierAsync(life.Id))["supplement"]!.Items("items");
        items.ShouldAllBe(i => (bool)i["answered"]!);
        await life.SignAsync(paper);
        await life.OwnerAsync(Calls.SupplementDossier, new() { ["note"] = "Gửi giấy tờ còn thiếu" });
        await life.IsSeenAsync(Stage.Supplemented with { Note = "Gửi giấy tờ còn thiếu" });

        var accepted = await life.OfficerAsync("thuha", Calls.Accept);
        await life.IsSeenAsync(Stage.Accepted with { Mail = "Hồ sơ … đã được tiếp nhận", Note = "Gửi giấy tờ còn thiếu" });
        await life.OfficerAsync("thuha", Calls.StartProcessing);
        await life.IsSeenAsync(Stage.Processing with { Note = "Gửi giấy tờ còn thiếu" });

        await life.OfficerAsync("thuha", Calls.RequestSupplement, Asking("", ("", "form.content", "Ghi tên người được khai sinh")));
        await life.IsSeenAsync(Stage.SupplementRequested with { Mail = "Yêu cầu bổ sung hồ sơ …", Says = "Ghi tên người được khai sinh" });
        (await Refused.ByAsync(life.OfficerAsync("thuha", Calls.Complete))).Reason.ShouldBe("DOSSIER_STATE_NOT_ALLOWED");
        await life.OwnerAsync(Calls.UpdateDossier, new()
        {
            ["form"] = new JsonObject { ["content"] = "Đăng ký khai sinh cho con Trần Bảo An" }, ["updateMask"] = "content",
        });
        var back = await life.OwnerAsync(Calls.SupplementDossier);
        Due(back).ShouldBeGreaterThanOrEqualTo(Due(accepted), "the time stood still");
        await life.IsSeenAsync(Stage.Processing);

        var result = await life.SealAsync("thuha", "giay-khai-sinh");
        await life.OfficerAsync("thuha", Calls.Complete);
        await life.IsSeenAsync(Stage.Completed with { Mail = "Hồ sơ … đã có kết quả" });
        await life.OfficerAsync("thuha", Calls.ReturnResult, new() { ["channel"] = "RETURN_CHANNEL_COUNTER" });
        await life.IsSeenAsync(Stage.Returned with { Mail = "Đã trả kết quả hồ sơ …", Says = "tại quầy" });
        result.ShouldNotBeEmpty();

        await life.EndsAsync(
        [
            "dossier_opened citizen", "dossier_form_filled citizen", "attachment_uploaded citizen", "dossier_submitted citizen",
            "supplement_requested thuha", "attachment_uploaded citizen", "dossier_form_filled citizen",
            "attachment_signing_started citizen", "attachment_signed", "dossier_supplemented citizen",
            "dossier_accepted thuha", "processing_started thuha",
            "supplement_requested thuha", "dossier_form_filled citizen", "dossier_supplemented citizen",
            "result_paper_added thuha", "result_paper_sealed", "processing_completed thuha", "result_returned thuha",
        ],
            portal: ["1", "5", "1", "2", "4", "5", "4", "9", "10"],
            mails:
            [
                "Đã nhận hồ sơ trực tuyến …", "Yêu cầu bổ sung hồ sơ …", "Hồ sơ … đã được tiếp nhận", "Yêu cầu bổ sung hồ sơ …",
                "Hồ sơ … đã có kết quả", "Đã trả kết quả hồ sơ …",
            ]);
        await new PublicFigures(Submitted: 1, Online: 1, Signed: 1, Ended: 1, OnTime: 1, Ratings: 0)
            .ShouldBeAddedAsync(life.Api, LivesPlatform.DuyTan, before);
    }

    private static DateTimeOffset Due(JsonNode dossier) => DateTimeOffset.Parse(dossier.Text("dueTime"), null);

    private static JsonObject Asking(string note, params (string Component, string Field, string Note)[] items) => new()
    {
        ["note"] = note,
        ["items"] = new JsonArray([.. items.Select(i => new JsonObject { ["componentId"] = i.Component, ["field"] = i.Field, ["note"] = i.Note })]),
    };
}
