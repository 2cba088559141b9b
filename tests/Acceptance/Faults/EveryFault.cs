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
        var end = "something else";
        var (citizen, account, profile) = await CitizenAsync(fault.Kind);
        var batch = await Batch.PrepareAsync(citizen, profile, account.Serials[^1]);
        using var hangUp = new CancellationTokenSource();
        var ended = new TaskCompletionSource();
        var phone = batch.ConfirmAsync(platform.World, account, fault.PhoneRests ? ended.Task : Task.CompletedTask, hangUp.Token);
        try
        {
            foreach (var order in fault.Orders) await platform.World.OrderFaultAsync(account, order.Json());
            if (fault.End.Refused) CheckRefusal(fault.End, await Refused.ByAsync(citizen.CallAsync(Calls.StartSigning, batch.Request)));
            else await CheckEndAsync(fault, citizen, batch);
            ended.SetResult();
            await CheckDossierAsync(fault, citizen, batch, account);
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

    private async Task CheckEndAsync(FaultCase fault, Applicant citizen, Batch batch)
    {
        var started = await citizen.CallAsync(Calls.StartSigning, batch.Request);
        var ended = await Batch.EndAsync(citizen, started.Text("id"));

        ended.Text("state").ShouldBe("SIGNING_STATE_" + fault.End.State, ended.ToJsonString(Samples.ReadableJson));
        ended.Text("failureCode").ShouldBe(fault.End.Code);
        ended.Text("message").ShouldBe(fault.End.Vietnamese);
        ended.Text("messageEn").ShouldBe(fault.End.English);
        ended.Items("items").Count(i => i.Text("signedFileName").Length > 0).ShouldBe(SignedBy(fault.End));
        if (fault.Recorded.Length == 0) return;
        await Eventually.HoldsAsync(
            async () => (await platform.EventsAsync("gRPC", batch.DossierId)).Any(e => e.Text("type") == fault.Recorded),
            fault.Recorded, Deadline, TestContext.Current.CancellationToken);
    }

    private static int SignedBy(Outcome end) => end == Outcome.Signed ? 2 : end == Outcome.Partly ? 1 : 0;

    /// <summary>What is signed is signed once; what is not is as it was uploaded, nothing waits for it, and the next signing succeeds.</summary>
    private async Task CheckDossierAsync(FaultCase fault, Applicant citizen, Batch batch, Account account)
    {
        var left = 0;
        foreach (var (paper, file) in batch.Papers.Zip(batch.Files))
        {
            var attachment = await citizen.AttachmentAsync(paper);
            attachment.Text("pendingSigningId").ShouldBe("");
            if ((bool)attachment["signed"]!) continue;
            left++;
            attachment.Text("fileName").ShouldBe(paper.FileName);
            attachment.Items("versions").ShouldHaveSingleItem();
            (await citizen.Api.DownloadAsync(citizen.Token, paper.Address())).SequenceEqual(file).ShouldBeTrue();
        }

        left.ShouldBe(2 - SignedBy(fault.End));
        if (left == 2)
        {
            await platform.World.EndFaultsAsync(account);
            var again = await StartAgainAsync(citizen, batch.Again());
            (await Batch.EndAsync(citizen, again.Text("id"))).Text("state").ShouldBe("SIGNING_STATE_SIGNED");
        }

        foreach (var paper in batch.Papers.Take(left == 1 ? 0 : 2))
        {
            var report = await citizen.CallAsync(Calls.Validate, paper.Address());
            report.Items("signatures").ShouldHaveSingleItem().Text("indication").ShouldBe("INDICATION_TOTAL_PASSED");
        }

        var types = (await platform.EventsAsync("gRPC", batch.DossierId)).Select(e => e.Text("type")).ToList();
        types.Count(t => t == "attachment_signed").ShouldBe(left == 1 ? 1 : 2);
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
