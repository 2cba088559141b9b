namespace KonTum.Tthc.Acceptance.Tests.Lives;

/// <summary>Filed at the wrong ward and sent to the right one, which alone has it from then on and puts its own seal.</summary>
[Collection(LivesCollection.Name)]
public sealed class SentToAnotherAgency(LivesPlatform platform)
{
    [Theory]
    [InlineData("gRPC")]
    [InlineData("REST")]
    public async Task The_other_one_goes_on(string surface)
    {
        var (before, beforeThere) = (await FiguresAsync(LivesPlatform.DuyTan), await FiguresAsync(LivesPlatform.QuangTrung));
        var life = await Life.BeginAsync(platform, surface);
        var paper = await life.AttachAsync("tờ khai.pdf", Samples.Declaration());
        await life.SubmitAsync();
        await life.IsSeenAsync(Stage.Registered with { Mail = "Đã nhận hồ sơ trực tuyến …" });
        (await Refused.ByAsync(life.SeenByAsync("quanghuy"))).Reason.ShouldBe("DOSSIER_NOT_FOUND");

        var handed = await life.Api.CallAsync(Calls.HandOver, await life.TokenAsync("thuha"), new()
        {
            ["dossierId"] = life.Id, ["agencyCode"] = LivesPlatform.QuangTrung, ["note"] = "Cư trú tại phường Quang Trung",
            ["etag"] = life.ETag, ["requestId"] = Applicant.NewId(),
        });
        handed["agency"]!.Text("code").ShouldBe(LivesPlatform.QuangTrung);
        life.IsAt(LivesPlatform.QuangTrung, "quanghuy");
        await life.LookAsync();
        await life.IsSeenAsync(Stage.Registered);

        // For the old agency it does not exist any more, nor does anything of it.
        (await Refused.ByAsync(life.SeenByAsync("thuha"))).Reason.ShouldBe("DOSSIER_NOT_FOUND");
        var old = await life.TokenAsync("thuha");
        (await Refused.ByAsync(life.Api.DownloadAsync(old, paper.Address()))).Reason.ShouldBe("DOSSIER_NOT_FOUND");
        (await Refused.ByAsync(life.Api.CallAsync(Calls.ListHistory, old, paper.Address()))).Reason.ShouldBe("DOSSIER_NOT_FOUND");
        (await Refused.ByAsync(life.OfficerAsync("thuha", Calls.Accept))).Reason.ShouldBe("DOSSIER_NOT_FOUND");
        (await life.Api.CallAsync(Calls.ListInbox, old, new() { ["query"] = life.Code })).Items("dossiers").ShouldBeEmpty();

        await life.OfficerAsync("quanghuy", Calls.Accept);
        await life.IsSeenAsync(Stage.Accepted with { Mail = "Hồ sơ … đã được tiếp nhận", Says = "UBND phường Quang Trung đã tiếp nhận" });
        await life.OfficerAsync("quanghuy", Calls.StartProcessing);
        await life.OfficerAsync("quanghuy", Calls.SuspendProcessing, new() { ["reason"] = "Chờ xác minh" });
        await life.IsSeenAsync(Stage.Suspended with { Note = "Chờ xác minh" });
        await life.OfficerAsync("quanghuy", Calls.StartProcessing);
        await life.IsSeenAsync(Stage.Processing with { Note = "Chờ xác minh" });
        var result = await life.SealAsync("quanghuy", "giay-khai-sinh");
        await life.OfficerAsync("quanghuy", Calls.Complete);
        await life.IsSeenAsync(Stage.Completed with { Mail = "Hồ sơ … đã có kết quả", Says = "UBND phường Quang Trung" });
        await life.OfficerAsync("quanghuy", Calls.ReturnResult, new() { ["channel"] = "RETURN_CHANNEL_POST" });
        await life.IsSeenAsync(Stage.Returned with { Mail = "Đã trả kết quả hồ sơ …", Says = "qua bưu chính công ích" });
        await Programs.ShouldBeSignedAsync(
            await life.Api.ReadBytesAsync(Calls.GetResultContent, life.Citizen.Token, new() { ["dossierId"] = life.Id, ["resultId"] = result }),
            "UBND phường Quang Trung");

        await life.EndsAsync(
        [
            "dossier_opened citizen", "dossier_form_filled citizen", "attachment_uploaded citizen", "dossier_submitted citizen",
            "dossier_handed_over thuha", "dossier_accepted quanghuy", "processing_started quanghuy", "processing_suspended quanghuy",
            "processing_started quanghuy", "result_paper_added quanghuy", "result_paper_sealed", "processing_completed quanghuy",
            "result_returned quanghuy",
        ],
            portal: ["1", "1", "2", "4", "4", "4", "9", "10"],
            mails: ["Đã nhận hồ sơ trực tuyến …", "Hồ sơ … đã được tiếp nhận", "Hồ sơ … đã có kết quả", "Đã trả kết quả hồ sơ …"]);
        // It counts where it was submitted.
        await new PublicFigures(Submitted: 1, Online: 1, Signed: 0, Ended: 1, OnTime: 1, Ratings: 0)
            .ShouldBeAddedAsync(life.Api, LivesPlatform.DuyTan, before);
        (await FiguresAsync(LivesPlatform.QuangTrung)).ShouldBe(beforeThere);

        Task<PublicFigures> FiguresAsync(string agency) => PublicFigures.OfAsync(platform.Surface(surface), agency);
    }
}
