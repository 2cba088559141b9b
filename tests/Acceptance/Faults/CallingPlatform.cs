using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KonTum.Tthc.Acceptance.Tests.Recovery.Points;

namespace KonTum.Tthc.Acceptance.Tests.Faults;

/// <summary>
/// A platform that asks so seldom that only what a provider tells it can be in time. The calls of the provider go through a gate that
/// remembers them.
/// </summary>
public sealed class CallingPlatform : StartedPlatform
{
    /// <summary>Part of the address that the provider is given.</summary>
    internal const string Secret = "mot-bi-mat-chi-nha-cung-cap-biet";

    private HttpGate? _in;
    private HttpGate? _out;

    /// <summary>What the provider has called with, and what it was answered.</summary>
    internal IEnumerable<PassedCall> Told => _in!.Passed;

    /// <summary>What the provider was asked.</summary>
    internal IEnumerable<PassedCall> Asked => _out!.Passed;

    internal Uri Address(string secret = Secret) => new(_in!.Url, $"callbacks/Vnpt/{secret}");

    private string CredentialsFile => Path.Combine(Folder, "credentials.json");

    private protected override IReadOnlyList<(string Name, string Value)> Settings =>
    [
        ("Tthc__Signing__PollInterval", "00:10:00"),
        ("Tthc__Gateways__CredentialsFile", CredentialsFile),
        ("Tthc__Gateways__Vnpt__BaseUrl", new Uri(_out!.Url, "vnpt/sca/sp769").AbsoluteUri),
    ];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var gate in new[] { _in, _out })
        {
            if (gate is not null) await gate.DisposeAsync();
        }
    }

    private protected override async Task StartNodesAsync()
    {
        var credentials = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Sandbox.Data, "service-provider.json")))!;
        credentials["callback_secret"] = Secret;
        await File.WriteAllTextAsync(CredentialsFile, credentials.ToJsonString());
        _out = await OpenGateAsync(Sandbox.Url);
        await base.StartNodesAsync();
        _in = await OpenGateAsync(Api.Rest);
        using var http = new HttpClient();
        using var answer = await http.PutAsJsonAsync(
            new Uri(Sandbox.Url, "control/gateways/vnpt/callback"), new { result_url = Address().AbsoluteUri });
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<HttpGate> OpenGateAsync(Uri target)
    {
        var gate = await HttpGate.StartAsync(new Traps(), _ => null, (_, _, _, _) => false, _ => true);
        gate.Target = target;
        return gate;
    }
}
