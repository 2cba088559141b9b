using System.Net.Http.Json;
using System.Text.Json;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Infrastructure.Tests.Signing;
using KonTum.Tthc.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(SandboxWorld))]

namespace KonTum.Tthc.Infrastructure.Tests.Signing;

/// <summary>The sandbox, running, and the adapters at it. Tests that revoke or switch something off take a world of their own.</summary>
public sealed class SandboxWorld : IAsyncLifetime
{
    private readonly string directory = Directory.CreateTempSubdirectory("tthc-world-").FullName;
    private readonly WebApplication app;
    private readonly Lazy<AdapterHost> host;

    public SandboxWorld()
    {
        app = SandboxHost.Build(
            ["--urls", "http://127.0.0.1:0", "--Sandbox:DataDirectory", Path.Combine(directory, "sandbox")],
            builder => builder.Logging.ClearProviders());
        host = new Lazy<AdapterHost>(() => CreateHost());
    }

    /// <summary>Nguyễn Thị Phượng's account at VNPT: one certificate.</summary>
    public const string PhuongAtVnpt = "233041875";

    public AdapterHost Host => host.Value;

    public HttpClient Http { get; } = new();

    public string Url => app.Urls.Single().TrimEnd('/');

    public string CredentialsFile => Path.Combine(directory, "sandbox", "service-provider.json");

    public string RootsFile => Path.Combine(directory, "roots.pem");

    public async ValueTask InitializeAsync()
    {
        await app.StartAsync();
        await File.WriteAllTextAsync(RootsFile, await Http.GetStringAsync(Url + "/pki/bundle.pem"));
    }

    public AdapterHost CreateHost(params (string Name, string? Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Tthc:Gateways:Vnpt:BaseUrl"] = Url + "/vnpt/sca/sp769",
            ["Tthc:Gateways:Neac:BaseUrl"] = Url + "/neac",
            ["Tthc:Gateways:CredentialsFile"] = CredentialsFile,
            ["Tthc:Timestamps:Url"] = Url + "/tsa",
            ["Tthc:Trust:RootsFile"] = RootsFile,
            ["Tthc:Revocation:AllowedHosts"] = "127.0.0.1",
            ["Tthc:Revocation:KeepSeconds"] = "0", // what a test revokes is revoked at once
        };
        foreach (var (name, value) in settings) all[name] = value;
        return AdapterHost.Create(all);
    }

    /// <summary>Presses a button on the phone for the request with a description.</summary>
    public async Task PressAsync(string account, string description, string button)
    {
        var waiting = await Http.GetFromJsonAsync<JsonElement>($"{Url}/phone/api/requests?user_id={account}");
        var request = waiting.GetProperty("requests").EnumerateArray().Single(r => r.GetProperty("description").GetString() == description);
        using var pressed = await Http.PostAsync($"{Url}/phone/api/requests/{request.GetProperty("id").GetString()}:{button}", null);
        pressed.EnsureSuccessStatusCode();
    }

    public async Task SetGatewayAsync(string gateway, bool available, int lifetimeSeconds)
    {
        using var set = await Http.PutAsJsonAsync(
            $"{Url}/control/gateways/{gateway}", new { available, confirmation_lifetime_seconds = lifetimeSeconds });
        set.EnsureSuccessStatusCode();
    }

    public async Task RevokeAsync(string serialNumber)
    {
        using var revoked = await Http.PostAsync($"{Url}/control/certificates/{serialNumber.ToLowerInvariant()}:revoke", null);
        revoked.EnsureSuccessStatusCode();
    }

    /// <summary>The only certificate of an account.</summary>
    public async Task<RemoteCertificate> CertificateOfAsync(SignatureEntry account) =>
        (await Host.Get<IRemoteSigning>().ListCertificatesAsync(account, TestContext.Current.CancellationToken)).Single();

    public async ValueTask DisposeAsync()
    {
        if (host.IsValueCreated) await host.Value.DisposeAsync();
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }
}
