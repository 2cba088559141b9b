using System.Text.Json.Nodes;

namespace KonTum.Tthc.Acceptance.Tests.Lives;

/// <summary>The life that most dossiers have: filed with a signed declaration and a converted statement, processed, returned, rated.</summary>
[Collection(LivesCollection.Name)]
public sealed class FiledAndReturned(LivesPlatform platform)
{
    private const string Statement = "y-kien-xac-nhan";

    [Theory]
    [InlineData("gRPC")]
    [InlineData("REST")]
    public async Task A_birth_is_registered(string surface)
    {
        var before = await PublicFigures.OfAsync(platform.Surface(surface), LivesPlatform.DuyTan);
        var life = await Life.BeginAsync(platform, surface);
        var citizen = life.Citizen;
        var declaration = await life.AttachAsync("tờ khai.pdf", Samples.Declaration());
        var statement = await life.AttachAsync("ý kiến.docx", Samples.Docx(), Statement);
        await ConvertAsync(life, statement);
        await life.SignAsync(declaration);
        await life.SignAsync(statement);
        await Programs.ShouldBeSignedAsync(await citizen.Api.DownloadAsync(citizen.Token, statement.Address()), "Ý kiến xác nhận");

        await life.SubmitAsync();
        await life.IsSeenAsync(Stage.Registered with { Mail = "Đã nhận hồ sơ trực tuyến …", Says = "UBND phường Duy Tân" });
        await Receipts.ShouldSayAsync(life, "GIẤY XÁC NHẬN NỘP HỒ SƠ", dueTime: false);
        await PortalFilesAsync(life, declaration);

        await life.OfficerAsync("thuha", Calls.Accept);
        await life.IsSeenAsync(Stage.Accepted with { Mail = "Hồ sơ … đã được tiếp nhận", Says = "Thời gian hẹn trả kết quả" });
        await Receipts.ShouldSayAsync(life, "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", dueTime: true);
        (await Refused.ByAsync(life.OwnerAsync(Calls.SubmitDossier))).Reason.ShouldBe("DOSSIER_NOT_DRAFT");

        await life.OfficerAsync("thuha", Calls.StartProcessing);
        var colleague = (await platform.World.PersonAsync("thanhtung")).Subject;
        var handed = await life.OfficerAsync("thuha", Calls.HandOver, new() { ["officerId"] = colleague, ["note"] = "Nhờ đồng chí xử lý" });
        handed.Text("officerId").ShouldBe(colleague);
        await life.IsSeenAsync(Stage.Processing);

        var unsealed = await Refused.ByAsync(life.OfficerAsync("thanhtung", Calls.Complete));
        unsealed.Reason.ShouldBe("RESULT_MISSING");
        var result = await life.SealAsync("thanhtung", "giay-khai-sinh");
        (await life.Citizen.GetDossierAsync(life.Id)).Items("results").ShouldBeEmpty("until it is completed, it is the agency's working paper");
        (await Refused.ByAsync(GetResultAsync(life, result))).Reason.ShouldBe("RESULT_NOT_FOUND");

        var old = life.ETag;
        await life.OfficerAsync("thanhtung", Calls.Complete, new() { ["note"] = "Đã ghi vào sổ hộ tịch" });
        await life.IsSeenAsync(Stage.Completed with { Mail = "Hồ sơ … đã có kết quả", Says = "Đã ghi vào sổ hộ tịch", Note = "Đã ghi vào sổ hộ tịch" });
        var stale = await Refused.ByAsync(life.Api.CallAsync(
            Calls.ReturnResult, await life.TokenAsync("thuha"), new() { ["dossierId"] = life.Id, ["etag"] = old, ["requestId"] = Applicant.NewId() }));
        (stale.Status, stale.Reason).ShouldBe(("ABORTED", "CHANGED_MEANWHILE"));
        stale.Metadata["change_1_type"].ShouldBe("processing_completed");

        await life.OfficerAsync("thuha", Calls.ReturnResult, new() { ["channel"] = "RETURN_CHANNEL_ONLINE" });
        await life.IsSeenAsync(Stage.Returned with { Mail = "Đã trả kết quả hồ sơ …", Says = "trực tuyến", Note = "Đã ghi vào sổ hộ tịch" });
        (await citizen.GetDossierAsync(life.Id)).Items("results").ShouldHaveSingleItem().Text("id").ShouldBe(result);
        await Programs.ShouldBeSignedAsync(await GetResultAsync(life, result), "UBND phường Duy Tân");

        await citizen.CallAsync(Calls.Rate, new() { ["dossierId"] = life.Id, ["score"] = 5, ["comment"] = "Nhanh và rõ ràng", ["requestId"] = Applicant.NewId() });
        await life.EndsAsync(
        [
            "dossier_opened citizen", "dossier_form_filled citizen", "attachment_uploaded citizen", "attachment_uploaded citizen",
            "attachment_conversion_requested citizen", "attachment_converted",
            "attachment_signing_started citizen", "attachment_signed", "attachment_signing_started citizen", "attachment_signed",
            "dossier_submitted citizen", "dossier_accepted thuha", "processing_started thuha", "dossier_handed_over thuha",
            "result_paper_added thanhtung", "result_paper_sealed", "processing_completed thanhtung", "result_returned thuha",
        ],
            portal: ["1", "2", "4", "4", "9", "10"],
            mails: ["Đã nhận hồ sơ trực tuyến …", "Hồ sơ … đã được tiếp nhận", "Hồ sơ … đã có kết quả", "Đã trả kết quả hồ sơ …"]);
        await new PublicFigures(Submitted: 1, Online: 1, Signed: 1, Ended: 1, OnTime: 1, Ratings: 1)
            .ShouldBeAddedAsync(citizen.Api, LivesPlatform.DuyTan, before);
    }

    private static async Task ConvertAsync(Life life, Paper statement)
    {
        var citizen = life.Citizen;
        await citizen.CallAsync(Calls.ConvertAttachment, WithRequestId(statement.Address()));
        JsonNode converted = null!;
        await TestKit.Eventually.HoldsAsync(
            async () => (converted = await citizen.AttachmentAsync(statement))["conversion"]!.Text("state") == "CONVERSION_STATE_DONE",
            "the DOCX is a PDF", TimeSpan.FromSeconds(120));
        converted.Items("versions").Select(v => v.Text("kind"))
            .ShouldBe(["ATTACHMENT_VERSION_KIND_ORIGINAL", "ATTACHMENT_VERSION_KIND_CONVERTED"]);
        ((int)converted["conversion"]!["pageCount"]!).ShouldBe(1);
        (await Receipts.TextOfAsync(await citizen.Api.DownloadAsync(citizen.Token, statement.Address()))).ShouldContain("Ý kiến xác nhận");
    }

    /// <summary>The address that the portal was given leads to the signed bytes.</summary>
    private async Task PortalFilesAsync(Life life, Paper paper)
    {
        var held = (await platform.World.AtPortalAsync(life.Code))!["item"]!.Items("TaiLieuNop");
        held.Select(f => f.Text("MaThanhPhanHoSo")).ShouldBe([Applicant.Component, Statement], ignoreOrder: true);
        var address = new Uri(held.Single(f => f.Text("TepDinhKemId") == paper.AttachmentId).Text("DuongDanTaiTepTin"));
        address.AbsoluteUri.ShouldStartWith(LivesPlatform.Address);
        using var http = new HttpClient();
        var taken = await http.GetByteArrayAsync(new Uri(platform.Api.Rest, address.PathAndQuery));
        var own = await life.Citizen.Api.DownloadAsync(life.Citizen.Token, paper.Address());
        taken.SequenceEqual(own).ShouldBeTrue();
    }

    private static Task<byte[]> GetResultAsync(Life life, string result) =>
        life.Api.ReadBytesAsync(Calls.GetResultContent, life.Citizen.Token, new() { ["dossierId"] = life.Id, ["resultId"] = result });

    private static JsonObject WithRequestId(JsonObject request)
    {
        request["requestId"] = Applicant.NewId();
        return request;
    }
}
