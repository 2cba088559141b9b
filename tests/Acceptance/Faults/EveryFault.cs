using System.Text.Json.Nodes;
using KonTum.Tthc.TestKit;

namespace KonTum.Tthc.Acceptance.Tests.Faults;

/// <summary>
/// Each fault of the world outside: how the signing ends, what the citizen reads in two languages, and that the dossier is either signed
/// or as it was and free again.
/// </summary>
public sealed class EveryFault(FaultyPlatform platform) : IClassFixture<FaultyPlatform>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    public static TheoryData<string> Cases { get; } = [.. FaultCase.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Ends_as_it_must_and_says_so(string name)
    {
        var fault = FaultCase.All.Single(c => c.Name == name);
        var (end, first) = ("something else", "");
        var (citizen, account, profile) = await CitizenAsync(fault.Kind);
        var batch = await Batch.PrepareAsync(citizen, profile, account.Serials[^1]);
        using var hangUp = new CancellationTokenSource();
        var ended = new TaskCompletionSource();
        var phone = batch.ConfirmAsync(platform.World, account, fault.PhoneRests ? ended.Task : Task.CompletedTask, hangUp.Token);
        try
        {
            foreach (var order in fault.Orders) await platform.World.OrderFaultAsync(account, order.Json());
            if (fault.End.Refused) CheckRefusal(fault.End, await Refused.ByAsync(citizen.CallAsync(Calls.StartSigning, batch.Request)));
            else first = await CheckEndAsync(fault, citizen, batch);
            ended.SetResult();
            await CheckDossierAsync(fault, citizen, batch, account, first);
            end = $"{fault.End.State}{(fault.End.Refused ? " (refused)" : "")} {fault.End.Code}: {fault.End.Vietnamese}";
        }
        finally
        {
            platform.Note(name, end);
            await platform.World.EndFaultsAsync(account);
            await hangUp.CancelAsync();
            await phone;
        }
    }

    private static void CheckRefusal(Outcome expected, Refusal refusal)
    {
        refusal.Reason.ShouldBe(expected.Code);
        refusal.Vietnamese.ShouldBe(expected.Vietnamese);
        refusal.English.ShouldBe(expected.English);
    }

    /// <summary>Answers the signing.</summary>
    private async Task<string> CheckEndAsync(FaultCase fault, Applicant citizen, Batch batch)
    {
        var started = await citizen.CallAsync(Calls.StartSigning, batch.Request);
        var ended = await Batch.EndAsync(citizen, started.Text("id"));

        ended.Text("state").ShouldBe("SIGNING_STATE_" + fault.End.State, ended.ToJsonString(Samples.ReadableJson));
        ended.Text("failureCode").ShouldBe(fault.End.Code);
        ended.Text("message").ShouldBe(fault.End.Vietnamese);
        ended.Text("messageEn").ShouldBe(fault.End.English);
        ended.Items("items").Count(i => i.Text("signedFileName").Length > 0).ShouldBe(SignedBy(fault.End));
        if (fault.End == Outcome.Partly) CheckItems(ended.Items("items"));
        if (fault.Recorded.Length == 0) return started.Text("id");
        await Eventually.HoldsAsync(
            async () => (await platform.EventsAsync("gRPC", batch.DossierId)).Any(e => e.Text("type") == fault.Recorded),
            fault.Recorded, Deadline, TestContext.Current.CancellationToken);
        return started.Text("id");
    }

    /// <summary>Each file says how it went with it.</summary>
    private static void CheckItems(IEnumerable<JsonNode> items) => items
        .Select(i => (i.Text("state"), i.Text("failureCode"), i.Text("message"), i.Text("messageEn")))
        .ShouldBe(
        [
            ("SIGNING_ITEM_STATE_SIGNED", "", "", ""),
            ("SIGNING_ITEM_STATE_NOT_SIGNED", "SIGNATURE_MISSING",
                "Nhà cung cấp không trả về chữ ký cho tệp này.", "The provider returned no signature for this file."),
        ]);

    private static int SignedBy(Outcome end) => end == Outcome.Signed ? 2 : end == Outcome.Partly ? 1 : 0;

    /// <summary>What is signed is signed once; what is not is as it was uploaded, nothing waits for it, and the next signing succeeds.</summary>
    private async Task CheckDossierAsync(FaultCase fault, Applicant citizen, Batch batch, Account account, string first)
    {
        var left = new List<string>();
        foreach (var (paper, file) in batch.Papers.Zip(batch.Files))
        {
            var attachment = await citizen.AttachmentAsync(paper);
            attachment.Text("pendingSigningId").ShouldBe("");
            if ((bool)attachment["signed"]!) continue;
            left.Add(paper.AttachmentId);
            attachment.Text("fileName").ShouldBe(paper.FileName);
            attachment.Items("versions").ShouldHaveSingleItem();
            (await citizen.Api.DownloadAsync(citizen.Token, paper.Address())).SequenceEqual(file).ShouldBeTrue();
        }

        left.Count.ShouldBe(2 - SignedBy(fault.End));
        await platform.World.EndFaultsAsync(account);
        if (left.Count == 1) await ResumeAsync(citizen, first, left[0]);
        if (left.Count == 2)
        {
            var again = await StartAgainAsync(citizen, batch.Again());
            (await Batch.EndAsync(citizen, again.Text("id"))).Text("state").ShouldBe("SIGNING_STATE_SIGNED");
        }

        foreach (var paper in batch.Papers)
        {
            var report = await citizen.CallAsync(Calls.Validate, paper.Address());
            report.Items("signatures").ShouldHaveSingleItem().Text("indication").ShouldBe("INDICATION_TOTAL_PASSED");
        }

        var signed = (await platform.EventsAsync("gRPC", batch.DossierId)).Where(e => e.Text("type") == "attachment_signed");
        signed.Select(e => e["data"]!.Text("attachmentId")).ShouldBe(batch.Papers.Select(p => p.AttachmentId), ignoreOrder: true);
    }

    /// <summary>The rest is signed with a confirmation of its own, however often it is asked for.</summary>
    private static async Task ResumeAsync(Applicant citizen, string first, string attachment)
    {
        var request = new JsonObject { ["signingId"] = first, ["requestId"] = Applicant.NewId() };
        var resumed = await citizen.CallAsync(Calls.ResumeSigning, request);
        resumed.Text("resumedSigningId").ShouldBe(first);
        resumed.Items("items").ShouldHaveSingleItem().Text("attachmentId").ShouldBe(attachment);
        (await citizen.CallAsync(Calls.ResumeSigning, request)).ToJsonString().ShouldBe(resumed.ToJsonString());
        var ended = await Batch.EndAsync(citizen, resumed.Text("id"));
        ended.Text("state").ShouldBe("SIGNING_STATE_SIGNED", ended.ToJsonString(Samples.ReadableJson));
        request["requestId"] = Applicant.NewId();
        (await Refused.ByAsync(citizen.CallAsync(Calls.ResumeSigning, request))).Reason.ShouldBe("SIGNING_NOTHING_TO_RESUME");
    }

    /// <summary>After long silences a provider is left alone for a while; then it is asked again.</summary>
    private static Task<JsonNode> StartAgainAsync(Applicant citizen, Batch batch) => Eventually.ValueAsync(
        async () =>
        {
            try
            {
                return await citizen.CallAsync(Calls.StartSigning, batch.Request);
            }
            catch (RefusedException e) when (e.Refusal.Reason == "SIGNING_PROVIDER_UNAVAILABLE")
            {
                return null;
            }
        },
        "the provider is asked again", Deadline, TestContext.Current.CancellationToken);

    private async Task<(Applicant Citizen, Account Account, string Profile)> CitizenAsync(string kind)
    {
        var citizen = await Applicant.LogInAsync(platform, "gRPC", kind == Applicant.SmartCa ? "phuong" : "hanh", kind);
        var account = citizen.Person.At(kind == Applicant.SmartCa ? "VNPT-CA" : "BkavCA");
        return (citizen, account, (await citizen.ConfigureAsync(account.UserId, account.Authority)).Text("id"));
    }
}
