using System.Net;
using System.Text.Json.Nodes;
using KonTum.Tthc.TestKit;

namespace KonTum.Tthc.Acceptance.Tests.Faults;

/// <summary>A provider that calls back, rightly, too often, and in the wrong order: it is a reason to ask, and never an answer.</summary>
public sealed class EveryCallback(CallingPlatform platform) : IClassFixture<CallingPlatform>
{
    private const string Done = "SUCCESS";
    private const string Rejected = "SIGNER_REJECTED";
    private const string Waiting = "sig_wait_for_user_confirm";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    /// <summary>The fault, the button that is pressed, the end, and what the provider calls with.</summary>
    public static TheoryData<string, string, string, string[]> Cases { get; } = new()
    {
        { "", "confirm", "SIGNING_STATE_SIGNED", [Done] },
        { "", "reject", "SIGNING_STATE_REJECTED", [Rejected] },
        { "duplicate_callback", "confirm", "SIGNING_STATE_SIGNED", [Done, Done, Done] },
        { "duplicate_callback", "reject", "SIGNING_STATE_REJECTED", [Rejected, Rejected, Rejected] },
        { "out_of_order_callback", "confirm", "SIGNING_STATE_SIGNED", [Done, Waiting] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Is_heard_at_once_and_counts_once(string fault, string button, string end, string[] told)
    {
        var (citizen, account, batch) = await PrepareAsync();
        var before = platform.Told.Count();
        if (fault.Length > 0) await platform.World.OrderFaultAsync(account, new() { ["fault"] = fault });
        try
        {
            var started = await citizen.CallAsync(Calls.StartSigning, batch.Request);
            await platform.World.PressAsync(await platform.World.RingsAsync(account, batch.Papers[0].FileName), button);

            var ended = await Batch.EndAsync(citizen, started.Text("id"));
            ended.Text("state").ShouldBe(end, ended.ToJsonString(Samples.ReadableJson));
            await Eventually.HoldsAsync(
                () => platform.Told.Count() >= before + told.Length, "all calls have come", Deadline, TestContext.Current.CancellationToken);
            var calls = platform.Told.Skip(before).ToList();
            calls.Select(c => JsonNode.Parse(c.Request)!.Text("message")).ShouldBe(told);
            calls.ShouldAllBe(c => (int)JsonNode.Parse(c.Answer)!["status_code"]! == 200);
            await CheckOnceAsync(citizen, batch, started.Text("id"), ended);
        }
        finally
        {
            await platform.World.EndFaultsAsync(account);
        }
    }

    /// <summary>Whoever has the address can say what they like: the provider is asked, and only its answer counts.</summary>
    [Fact]
    public async Task Is_not_believed()
    {
        var (citizen, account, batch) = await PrepareAsync();
        var started = await citizen.CallAsync(Calls.StartSigning, batch.Request);
        var ringing = await platform.World.RingsAsync(account, batch.Papers[0].FileName);
        var asked = platform.Asked.Single(c => c.Request.Contains(batch.Papers[0].FileName, StringComparison.Ordinal)).Request;
        var transaction = JsonNode.Parse(asked)!.Text("transaction_id");
        transaction.ShouldNotBeEmpty();

        var lie = $$"""{"status_code":4002,"message":"SIGNER_REJECTED","transaction_id":"{{transaction}}","signed_files":[]}""";
        (await CallAsync(CallingPlatform.Secret, lie)).ShouldBe(HttpStatusCode.OK);
        (await CallAsync("mot-bi-mat-khac", lie)).ShouldBe(HttpStatusCode.NotFound);
        (await CallAsync(CallingPlatform.Secret, "<html></html>")).ShouldBe(HttpStatusCode.BadRequest);
        await platform.World.PressAsync(ringing, "confirm");

        var ended = await Batch.EndAsync(citizen, started.Text("id"));
        ended.Text("state").ShouldBe("SIGNING_STATE_SIGNED", ended.ToJsonString(Samples.ReadableJson));
        await CheckOnceAsync(citizen, batch, started.Text("id"), ended);
    }

    /// <summary>One end, and what came after it has changed nothing.</summary>
    private async Task CheckOnceAsync(Applicant citizen, Batch batch, string signing, JsonNode ended)
    {
        (await citizen.CallAsync(Calls.GetSigning, new() { ["signingId"] = signing })).ToJsonString().ShouldBe(ended.ToJsonString());
        var signed = ended.Text("state") == "SIGNING_STATE_SIGNED";
        var types = (await platform.EventsAsync("gRPC", batch.DossierId)).Select(e => e.Text("type")).ToList();
        types.Count(t => t is "signing_completed" or "signing_rejected").ShouldBe(1);
        types.Count(t => t == "attachment_signed").ShouldBe(signed ? batch.Papers.Count : 0);
        foreach (var paper in batch.Papers)
        {
            var attachment = await citizen.AttachmentAsync(paper);
            attachment.Text("pendingSigningId").ShouldBe("");
            ((bool)attachment["signed"]!).ShouldBe(signed);
            attachment.Items("versions").Count.ShouldBe(signed ? 2 : 1);
        }
    }

    private async Task<HttpStatusCode> CallAsync(string secret, string body)
    {
        using var http = new HttpClient();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        // Past the gate: what is counted there comes from the provider.
        using var answer = await http.PostAsync(new Uri(platform.Api.Rest, platform.Address(secret).AbsolutePath), content);
        return answer.StatusCode;
    }

    private async Task<(Applicant Citizen, Account Account, Batch Batch)> PrepareAsync()
    {
        var citizen = await Applicant.LogInAsync(platform, "gRPC", "phuong", Applicant.SmartCa);
        var account = citizen.Person.At("VNPT-CA");
        var profile = (await citizen.ConfigureAsync(account.UserId, account.Authority)).Text("id");
        return (citizen, account, await Batch.PrepareAsync(citizen, profile, account.Serials[^1]));
    }
}
