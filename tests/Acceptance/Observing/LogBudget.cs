using System.Text.RegularExpressions;
using System.Text.Json.Nodes;
using KonTum.Tthc.Acceptance.Tests.Recovery;
using KonTum.Tthc.TestKit;

namespace KonTum.Tthc.Acceptance.Tests.Observing;

/// <summary>What one ceremony writes at the most verbose level, and what it must never write.</summary>
public sealed partial class LogBudget(CalmPlatform platform)
{
    private const int Most = 200;

    /// <summary>As many as in five minutes: every 2 s for a minute, then up to 10 s apart.</summary>
    private const int Questions = 57;

    [Fact]
    public async Task A_ceremony_of_five_minutes_writes_two_hundred_lines_at_most_and_no_secret()
    {
        await using var gate = await GatewayGate.StartAsync(new Uri(platform.Sandbox.Url, "neac"), holdAnswer: false);
        gate.Open();
        await using var nodes = await Nodes.PrepareAsync(platform, gate.Url);
        var citizen = await nodes.StartAsync(("Logging__LogLevel__Default", "Trace"));
        var (account, profile, paper) = await KilledProcess.PrepareAsync(citizen);
        var before = nodes.ReadLog().Count;
        before.ShouldBeGreaterThan(0, "it writes at all");

        var started = await citizen.StartAsync(paper, profile, account.Serials[0]);
        var end = citizen.EndAsync(started.Text("id"));
        var ringing = await platform.World.RingsAsync(account, paper.FileName);
        var asked = gate.Calls;
        await Eventually.HoldsAsync(() => gate.Calls >= asked + Questions, "the provider is asked as often as in five minutes", TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);
        await platform.World.PressAsync(ringing, "confirm");
        (await end).Text("state").ShouldBe("SIGNING_STATE_SIGNED");

        var log = nodes.ReadLog();
        var lines = log.Skip(before).ToList();
        var categories = lines
            .GroupBy(l => l.StartsWith('{') ? JsonNode.Parse(l)!.Text("Category") : "(not JSON)")
            .OrderByDescending(g => g.Count())
            .Select(g => $"{g.Count(),5} {g.Key}");
        TestContext.Current.TestOutputHelper!.WriteLine($"{lines.Count} lines, {gate.Calls} calls of the provider\n{string.Join('\n', categories)}");
        lines.Count.ShouldBeLessThanOrEqualTo(Most, string.Join('\n', categories));

        var credentials = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(platform.Sandbox.Data, "service-provider.json"), TestContext.Current.CancellationToken))!;
        gate.Transactions.ShouldNotBeEmpty();
        string[] secrets =
        [
            citizen.Person.IdentityNumber, account.UserId, citizen.Person.Phone, citizen.Person.Name, paper.FileName, citizen.Token,
            credentials.Text("sp_password"), .. gate.Transactions,
        ];
        // The lines are JSON, in which a Vietnamese letter may be written as its number.
        var text = EscapedLetter().Replace(string.Join('\n', log), m => ((char)Convert.ToInt32(m.Groups[1].Value, 16)).ToString());
        foreach (var secret in secrets.Where(s => s.Length > 0)) text.ShouldNotContain(secret, Case.Insensitive);
    }

    [GeneratedRegex(@"\\u([0-9A-Fa-f]{4})")]
    private static partial Regex EscapedLetter();
}
