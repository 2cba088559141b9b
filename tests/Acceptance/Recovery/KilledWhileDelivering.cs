using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using KonTum.Tthc.TestKit;

namespace KonTum.Tthc.Acceptance.Tests.Recovery;

/// <summary>What leaves the platform when the process that sends dies, and when two send.</summary>
public sealed class KilledWhileDelivering(CalmPlatform platform)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Between_sending_and_recording_the_same_delivery_comes_again_and_the_receiver_can_tell()
    {
        await using var gate = await DeliveryGate.StartAsync(platform.Sandbox.Url, "webhook", "sms", "portal");
        await using var nodes = await Nodes.PrepareAsync(platform);
        var settings = await SettingsAsync(gate);
        var citizen = await nodes.StartAsync(settings);
        var (dossier, code) = await SubmitAsync(citizen, gate);
        await gate.Held;

        // All three arrived; nobody has recorded it.
        await nodes.KillFirstAsync();
        var before = gate.Arrived.ToList();
        gate.Open();
        citizen = await nodes.StartAsync(settings);
        var ended = await EndedAsync(citizen, dossier);

        ended.ShouldAllBe(d => d.Text("state") == "DELIVERY_STATE_DELIVERED", string.Join('\n', ended.Select(d => d.ToJsonString())));
        ended.Select(d => d.Text("channel")["DELIVERY_CHANNEL_".Length..]).ShouldBe(["PORTAL_DOSSIER", "SMS", "WEBHOOK"], ignoreOrder: true);
        ended.ShouldAllBe(d => (int)d["attempts"]! == 2);
        foreach (var way in (string[])["webhook", "sms", "portal"])
        {
            var held = before.Where(a => a.Way == way && IsAbout(a, dossier, code, ended)).ShouldHaveSingleItem($"{way} before the death");
            var all = gate.Arrived.Where(a => a.Way == way && a.Id == held.Id).ToList();
            all.Count.ShouldBe(2, way);
            if (way == "portal") ItemOf(all[1]).ShouldBe(ItemOf(all[0])); // the session differs
            else all[1].Body.ShouldBe(all[0].Body);
        }

        // The receivers took it once: the phone shows one SMS, the portal one dossier with one status.
        var sms = ended.Single(d => d.Text("channel").EndsWith("SMS", StringComparison.Ordinal)).Text("id");
        (await platform.World.MessagesAsync()).Where(m => m.Text("id") == sms).ShouldHaveSingleItem().Text("text").ShouldContain(code);
        (await platform.World.AtPortalAsync(code))!.Items("statuses").Select(s => (string)s!).Distinct().ShouldBe(["1"]);
    }

    [Fact]
    public async Task Two_nodes_send_each_once()
    {
        await using var gate = await DeliveryGate.StartAsync(platform.Sandbox.Url);
        await using var nodes = await Nodes.PrepareAsync(platform);
        var settings = await SettingsAsync(gate);
        Applicant[] citizens = [await nodes.StartAsync(settings), await nodes.StartAsync(settings)];
        var (dossier, code) = await SubmitAsync(citizens[0], gate);
        var drafts = await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
        {
            // Signings that are begun and cancelled, on both nodes: some changes each.
            var citizen = citizens[i % 2];
            var account = citizen.Person.At("MISA-CA");
            var profile = (await citizen.ConfigureAsync(account.UserId, account.Authority)).Text("id");
            var paper = await citizen.PreparePaperAsync();
            var started = await citizen.StartAsync(paper, profile, account.Serials[0]);
            await platform.World.RingsAsync(account, paper.FileName);
            await citizen.CallAsync(Calls.CancelSigning, new() { ["signingId"] = started.Text("id"), ["requestId"] = Applicant.NewId() });
            return paper.DossierId;
        }));

        var ended = new List<JsonNode>();
        foreach (var id in drafts.Append(dossier)) ended.AddRange(await EndedAsync(citizens[1], id));
        ended.Count.ShouldBeGreaterThan(10);
        ended.ShouldAllBe(d => d.Text("state") == "DELIVERY_STATE_DELIVERED" && (int)d["attempts"]! == 1);
        gate.Arrived.Where(a => a.Way is "webhook" or "sms").Select(a => a.Id).ShouldBe(
            ended.Where(d => d.Text("channel") is "DELIVERY_CHANNEL_WEBHOOK" or "DELIVERY_CHANNEL_SMS").Select(d => d.Text("id")), ignoreOrder: true);
        gate.Arrived.Count(a => a.Way == "portal" && a.Id == code).ShouldBe(1);
    }

    /// <summary>A signed, submitted dossier of a citizen whose webhook is the gate's; the webhook is registered when only the submission is left.</summary>
    private static async Task<(string Dossier, string Code)> SubmitAsync(Applicant citizen, DeliveryGate gate)
    {
        var (account, profile, paper) = await KilledProcess.PrepareAsync(citizen);
        await citizen.FillAsync(paper.DossierId);
        (await citizen.SignAsync(paper, profile, account)).Text("state").ShouldBe("SIGNING_STATE_SIGNED");
        await citizen.CallAsync(Calls.CreateWebhook, new() { ["url"] = new Uri(gate.Url, "hook").AbsoluteUri, ["requestId"] = Applicant.NewId() });
        var submitted = await citizen.CallAsync(Calls.SubmitDossier, new() { ["dossierId"] = paper.DossierId, ["requestId"] = Applicant.NewId() });
        return (paper.DossierId, submitted.Text("code"));
    }

    private async Task<IReadOnlyList<JsonNode>> EndedAsync(Applicant citizen, string dossier)
    {
        var administrator = await platform.World.LogInAsync("quantri");
        return await Eventually.ValueAsync(
            async () => (await citizen.Api.CallAsync(Calls.ListDeliveries, administrator, new() { ["dossierId"] = dossier })).Items("deliveries").ToList()
                is { Count: > 0 } all && all.All(d => d.Text("state") != "DELIVERY_STATE_WAITING") ? all : null,
            "everything about the dossier has ended", Patience);
    }

    private static bool IsAbout(Arrival arrival, string dossier, string code, IReadOnlyList<JsonNode> deliveries) => arrival.Way == "portal"
        ? arrival.Id == code
        : deliveries.Any(d => d.Text("id") == arrival.Id && d.Text("dossierId") == dossier);

    private static string ItemOf(Arrival arrival) => JsonNode.Parse(arrival.Body)!["data"]!.ToJsonString();

    private async Task<(string Name, string Value)[]> SettingsAsync(DeliveryGate gate)
    {
        // Each test has a database of its own, so the same codes; the sandbox is one.
        await platform.World.ForgetPortalAsync();
        var password = await platform.World.PasswordAsync();
        var secrets = Path.Combine(platform.Folder, $"exchange-{Applicant.NewId()}.json");
        await File.WriteAllTextAsync(secrets, JsonSerializer.Serialize(
            new { username = "kontum", password, token = password, file_key = RandomNumberGenerator.GetHexString(48, lowercase: true) }));
        return
        [
            ("Tthc__Portal__BaseUrl", new Uri(gate.Url, "portal").AbsoluteUri),
            ("Tthc__Portal__Credentials", "file:" + secrets),
            ("Tthc__Portal__UnitCode", "000.00.00.H34"),
            ("Tthc__Portal__FileBaseUrl", "https://dichvucong.kontum.example.vn"),
            ("Tthc__Portal__TimeoutSeconds", "5"), // how long a dead node's deliveries are left alone follows from it
            ("Tthc__Sms__Url", new Uri(gate.Url, "sms/messages").AbsoluteUri),
            ("Tthc__Sms__Credentials", "file:" + secrets),
            ("Tthc__Sms__Sender", "DVC-KONTUM"),
            ("Tthc__Sms__TimeoutSeconds", "5"),
            ("Tthc__Webhooks__AllowedHosts", "127.0.0.1"),
            ("Tthc__Webhooks__TimeoutSeconds", "5"),
        ];
    }
}
