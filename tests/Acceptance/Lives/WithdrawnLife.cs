using System.Security.Cryptography;

namespace KonTum.Tthc.Acceptance.Tests.Lives;

/// <summary>A dossier filed with a paper of an earlier one, taken from the store with its signature, and withdrawn.</summary>
[Collection(LivesCollection.Name)]
public sealed class WithdrawnLife(LivesPlatform platform)
{
    private const string Reason = "Gia đình nộp lại sau";

    [Theory]
    [InlineData("gRPC")]
    [InlineData("REST")]
    public async Task A_paper_is_used_again_and_the_dossier_is_withdrawn(string surface)
    {
        var before = await PublicFigures.OfAsync(platform.Surface(surface), LivesPlatform.DuyTan);
        var earlier = await Life.BeginAsync(platform, surface);
        var citizen = earlier.Citizen;
        var paper = await earlier.AttachAsync("tờ khai dùng lại.pdf", Samples.Declaration());
        await earlier.SignAsync(paper);
        await earlier.SubmitAsync();
        var signed = await citizen.Api.DownloadAsync(citizen.Token, paper.Address());

        var life = await Life.BeginAsync(platform, surface);
        var stored = await citizen.CallAsync(Calls.ListStored, new() { ["query"] = paper.FileName[..^4], ["signed"] = true });
        var document = stored.Items("documents").ShouldHaveSingleItem();
        document.Text("id").ShouldBe(paper.AttachmentId);
        document.Text("dossierCode").ShouldBe(earlier.Code);
        var attached = await citizen.CallAsync(Calls.AttachStored, new()
        {
            ["dossierId"] = life.Id, ["componentId"] = Applicant.Component, ["documentId"] = document.Text("id"), ["etag"] = life.ETag,
            ["requestId"] = Applicant.NewId(),
        });
        attached.Text("storedDocumentId").ShouldBe(paper.AttachmentId);
        ((bool)attached["signed"]!).ShouldBeTrue();
        var again = new Paper(life.Id, attached.Text("id"), attached.Text("fileName"));
        await life.LookAsync();
        await life.SubmitAsync();
        await life.IsSeenAsync(Stage.Registered with { Mail = "Đã nhận hồ sơ trực tuyến …" });

        // The officer sees the same bytes, who signed them in the earlier dossier, and that the signature holds.
        var officer = await life.TokenAsync("thuha");
        var taken = await life.Api.DownloadAsync(officer, again.Address());
        taken.SequenceEqual(signed).ShouldBeTrue();
        var history = await life.Api.CallAsync(Calls.ListHistory, officer, again.Address());
        var entry = history.Items("entries").ShouldHaveSingleItem();
        entry.Text("signer").ShouldBe(citizen.Person.Name);
        entry.Text("provider").ShouldBe(life.Account.Authority);
        var report = await life.Api.CallAsync(Calls.Validate, officer, again.Address());
        report.Text("sha256").ShouldBe(Convert.ToHexStringLower(SHA256.HashData(signed)));
        report.Items("signatures").ShouldHaveSingleItem().Text("indication").ShouldBe("INDICATION_TOTAL_PASSED");

        await life.OfficerAsync("thuha", Calls.Accept);
        await life.IsSeenAsync(Stage.Accepted with { Mail = "Hồ sơ … đã được tiếp nhận" });
        (await Refused.ByAsync(life.OwnerAsync(Calls.WithdrawDossier))).Fields.ShouldBe(["reason"]);
        await life.OwnerAsync(Calls.WithdrawDossier, new() { ["reason"] = Reason });
        await life.IsSeenAsync(Stage.Withdrawn with { IsDue = true, Mail = "Đã rút hồ sơ …", Says = "đã được rút theo yêu cầu", Note = Reason });
        (await Refused.ByAsync(life.OfficerAsync("thuha", Calls.StartProcessing))).Metadata["state"].ShouldBe("WITHDRAWN");

        await life.EndsAsync(
        [
            "dossier_opened citizen", "dossier_form_filled citizen", "stored_document_attached citizen", "dossier_submitted citizen",
            "dossier_accepted thuha", "dossier_withdrawn citizen",
        ],
            portal: ["1", "2", "7"],
            mails: ["Đã nhận hồ sơ trực tuyến …", "Hồ sơ … đã được tiếp nhận", "Đã rút hồ sơ …"]);
        // Two dossiers; nothing was signed for the second one.
        await new PublicFigures(Submitted: 2, Online: 2, Signed: 1, Ended: 1, OnTime: 0, Ratings: 0)
            .ShouldBeAddedAsync(life.Api, LivesPlatform.DuyTan, before);
    }
}
