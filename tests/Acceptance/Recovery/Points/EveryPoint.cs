using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using KonTum.Tthc.TestKit;

namespace KonTum.Tthc.Acceptance.Tests.Recovery.Points;

/// <summary>
/// kill -9 of a node at each named point of a ceremony, while another node lives. The ceremony ends once, each signed file is valid,
/// nothing is signed twice and nothing is lost. <c>TTHC_KILL_ROUNDS</c> repeats all points so many times; <c>TTHC_KILL_POINT</c> picks those
/// that have this in their name.
/// </summary>
public sealed class EveryPoint(KilledNodes nodes, ITestOutputHelper output) : IClassFixture<KilledNodes>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);
    private static readonly string[] Ends = ["signing_completed", "signing_rejected", "signing_expired", "signing_failed", "signing_cancelled"];

    public static TheoryData<string, int> Points
    {
        get
        {
            var rounds = int.TryParse(Environment.GetEnvironmentVariable("TTHC_KILL_ROUNDS"), CultureInfo.InvariantCulture, out var asked) ? asked : 1;
            var part = Environment.GetEnvironmentVariable("TTHC_KILL_POINT") ?? "";
            var data = new TheoryData<string, int>();
            foreach (var round in Enumerable.Range(1, rounds))
            {
                foreach (var point in KillPoint.All.Select(p => p.ToString()).Where(p => p.Contains(part, StringComparison.Ordinal)))
                    data.Add(point, round);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Points))]
    public async Task A_node_dies_and_the_ceremony_ends_once(string name, int round)
    {
        var point = KillPoint.All.Single(p => p.ToString() == name);
        var watch = Stopwatch.StartNew();
        var (killed, outcome) = ("", "not reached");
        try
        {
            (killed, outcome) = await RunAsync(point);
        }
        catch (Exception e)
        {
            outcome = $"round {round}: {e.Message.Split('\n')[0]}";
            throw;
        }
        finally
        {
            nodes.Traps.Set = null;
            nodes.Note(point, killed, watch.Elapsed, outcome);
            output.WriteLine($"{point} (it takes with it: {point.Lost}): {outcome} ({watch.Elapsed.TotalSeconds:0.0} s)");
        }
    }

    private async Task<(string Killed, string Outcome)> RunAsync(KillPoint point)
    {
        foreach (var dead in nodes.Nodes.Where(n => !n.IsRunning)) await nodes.StartAsync(dead);
        var first = nodes.Nodes[0];
        var citizen = await nodes.CitizenAsync(first);
        var account = citizen.Person.At("MISA-CA");
        var profile = await nodes.ProfileAsync(citizen, account);
        var batch = await Batch.PrepareAsync(citizen, profile, account.Serials[0]);

        nodes.Traps.EndedBy = "";
        var trap = new Trap(point);
        nodes.Traps.Set = trap;
        using var hangUp = new CancellationTokenSource();
        var phone = batch.ConfirmAsync(nodes.World, account, point.PhoneWaits ? trap.Sprung : Task.CompletedTask, hangUp.Token);
        GuardedNode victim;
        try
        {
            victim = await SurviveAsync(trap, citizen, account, batch);
        }
        finally
        {
            await hangUp.CancelAsync();
        }

        CheckPhone(await phone, batch.Papers);
        foreach (var paper in batch.Papers) (await nodes.World.FindOnPhoneAsync(account, paper.FileName)).ShouldBeNull();
        return (victim.Name, "signed");
    }

    /// <summary>From the citizen's call to the time when both nodes live again; answers the one that had died.</summary>
    private async Task<GuardedNode> SurviveAsync(Trap trap, Applicant citizen, Account account, Batch batch)
    {
        var started = await TryAsync(citizen.CallAsync(Calls.StartSigning, batch.Request));
        var victim = await trap.Sprung.WaitAsync(Deadline);
        var survivor = nodes.Nodes.Single(n => n != victim);
        victim.IsRunning.ShouldBeFalse();
        survivor.IsRunning.ShouldBeTrue();

        // Nobody helps the other node; the citizen only asks again with the same id.
        var there = await nodes.CitizenAsync(survivor);
        var again = await there.CallAsync(Calls.StartSigning, batch.Request);
        if (started is not null) again.ToJsonString().ShouldBe(started.ToJsonString());
        var id = again.Text("id");
        var ended = await Batch.EndAsync(there, id);
        ended.Text("state").ShouldBe("SIGNING_STATE_SIGNED", ended.ToJsonString());

        var back = nodes.StartAsync(victim);
        await Task.WhenAll(batch.Papers.Select(p => SignedAsync(there, p, account)));
        await Eventually.HoldsAsync(
            async () => !await nodes.IsScheduledAsync(id), "nothing is left in the schedule", Deadline, TestContext.Current.CancellationToken);
        await back;

        // The one that came back sees the same, does nothing more, and gives the same first answer.
        var home = await nodes.CitizenAsync(victim);
        (await home.CallAsync(Calls.StartSigning, batch.Request)).ToJsonString().ShouldBe(again.ToJsonString());
        (await home.CallAsync(Calls.GetSigning, new() { ["signingId"] = id })).ToJsonString().ShouldBe(ended.ToJsonString());
        CheckEvents(await nodes.EventsAsync(victim, batch.DossierId), batch.Papers);
        return victim;
    }

    /// <summary>The answer; null when the node died over it.</summary>
    private static async Task<JsonNode?> TryAsync(Task<JsonNode> call)
    {
        try
        {
            return await call;
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>One signed version that everybody finds valid.</summary>
    private static async Task SignedAsync(Applicant citizen, Paper paper, Account account)
    {
        var attachment = await citizen.AttachmentAsync(paper);
        attachment.Text("pendingSigningId").ShouldBe("");
        attachment.Items("versions").Select(v => v.Text("kind"))
            .ShouldBe(["ATTACHMENT_VERSION_KIND_ORIGINAL", "ATTACHMENT_VERSION_KIND_SIGNED"]);
        var entry = (await citizen.CallAsync(Calls.ListHistory, paper.Address())).Items("entries").ShouldHaveSingleItem();
        entry.Text("certificateSerialNumber").ShouldBe(account.Serials[0]);

        var report = await citizen.CallAsync(Calls.Validate, paper.Address());
        var result = report.Items("signatures").ShouldHaveSingleItem();
        result.Text("indication").ShouldBe("INDICATION_TOTAL_PASSED", report.ToJsonString());
        // The proofs of validity come after the signature.
        result.Text("level").ShouldBe("B-LT");
        result.Text("modifications").ShouldBe("MODIFICATIONS_PERMITTED");
        var signed = await citizen.Api.DownloadAsync(citizen.Token, paper.Address());
        Convert.ToHexStringLower(SHA256.HashData(signed)).ShouldBe(report.Text("sha256"));
        await Programs.ShouldBeSignedAsync(signed, $"Người ký: {citizen.Person.Name}");
    }

    /// <summary>One end, one signed version for each attachment, every step at most once, and every blob that is named is there.</summary>
    private void CheckEvents(IReadOnlyList<JsonNode> events, IReadOnlyList<Paper> papers)
    {
        var types = events.Select(e => e.Text("type")).ToList();
        types.Where(Ends.Contains).ShouldBe(["signing_completed"], string.Join(", ", types));
        types.Where(t => t.StartsWith("signing_", StringComparison.Ordinal)).ShouldBeUnique();
        var signed = events.Where(e => e.Text("type") == "attachment_signed").Select(e => e["data"]!.Text("attachmentId"));
        signed.ShouldBe(papers.Select(p => p.AttachmentId), ignoreOrder: true);
        foreach (var stream in events.GroupBy(e => e.Text("streamId")))
            stream.Select(e => int.Parse(e.Text("version"), CultureInfo.InvariantCulture)).ShouldBe(Enumerable.Range(1, stream.Count()));

        var blobs = events.SelectMany(e => Blobs(e["data"]!)).ToHashSet(StringComparer.Ordinal);
        blobs.Count.ShouldBe(8, "for each file the original, what was prepared, its state, and what was signed");
        foreach (var blob in blobs)
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(nodes.Blob(blob)))).ShouldBe(blob);
    }

    private static IEnumerable<string> Blobs(JsonNode node) => node switch
    {
        JsonArray array => array.OfType<JsonNode>().SelectMany(Blobs),
        JsonObject fields => fields.SelectMany(f => f.Value switch
        {
            JsonValue value when f.Key.EndsWith("sha256", StringComparison.OrdinalIgnoreCase) && value.GetValueKind() == JsonValueKind.String =>
                [(string)value!],
            null => [],
            var deeper => Blobs(deeper),
        }),
        _ => [],
    };

    /// <summary>The person was asked once, for both files; no digest was signed twice.</summary>
    private void CheckPhone(IReadOnlyList<JsonNode> confirmed, IReadOnlyList<Paper> papers)
    {
        var documents = confirmed.SelectMany(c => c.Items("documents")).ToList();
        documents.Select(d => d.Text("doc_id")).ShouldBe(papers.Select(p => p.FileName), ignoreOrder: true);
        documents.Select(d => d.Text("digest")).ShouldBeUnique();
        var accepted = nodes.SignCalls
            .Where(c => papers.Any(p => c.Request.Contains(p.FileName, StringComparison.Ordinal)))
            .Where(c => (int?)JsonNode.Parse(c.Answer)!["status_code"] == 200)
            .Select(c => JsonNode.Parse(c.Request)!.Text("transaction_id"))
            .ToList();
        accepted.ShouldHaveSingleItem();
    }
}
