using System.Net;
using System.Text.Json;

namespace KonTum.Tthc.Cli.Platform;

/// <summary>
/// Connects the platform to what the sandbox plays: a file in the form of the provider catalogue, which the platform reads again when it
/// changes. Interfaces that the sandbox does not have are left out.
/// </summary>
internal sealed class DemonstrationProviders(HttpClient http, Uri sandbox, string data)
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly Dictionary<string, object> _gateways = new(StringComparer.Ordinal);
    private readonly List<object> _providers = [];

    /// <summary>Writes the file and answers its path.</summary>
    public async Task<string> WriteAsync(CancellationToken cancellationToken)
    {
        var account = Path.Combine(data, "sandbox", "service-provider.json");
        await ConnectAsync("NeacBlocking", "neac-blocking", "sign_v2/get_certificate", account, ("BkavCA", null, "Remote"), cancellationToken);
        await ConnectAsync("MySign", "mysign", "vtss/service/ras/v1/login", Client("mysign"), ("Viettel-CA", null, "Remote"), cancellationToken);
        await ConnectAsync("Misa", "misa", "api/auth/api/v1/auth/login-api", Client("misa"), ("MISA-CA", null, "Remote"), cancellationToken);
        await ConnectAsync("Csc1", "csc1", "csc/v1/info", account, ("CSC-DEMO-1", "Dịch vụ ký số CSC v1 trình diễn", "Remote"), cancellationToken);
        await ConnectAsync("Csc2", "csc2", "csc/v2/info", account, ("CSC-DEMO-2", "Dịch vụ ký số CSC v2 trình diễn", "Remote"), cancellationToken);
        _providers.Add(new { code = "VNPT-CA", gateways = new Dictionary<string, string> { ["Token"] = "Token" } });

        var path = Path.Combine(data, "providers.json");
        await File.WriteAllTextAsync(path + ".new", JsonSerializer.Serialize(new { gateways = _gateways, providers = _providers }, Indented), cancellationToken);
        File.Move(path + ".new", path, overwrite: true);
        return path;
    }

    private string Client(string gateway) => Path.Combine(data, "sandbox", "clients", $"{gateway}.json");

    private async Task ConnectAsync(
        string gateway, string face, string call, string credentials, (string Code, string? Name, string Kind) provider, CancellationToken cancellationToken)
    {
        using var empty = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri(sandbox, $"{face}/{call}"), empty, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound || !File.Exists(credentials)) return;
        _gateways[gateway] = new { baseUrl = new Uri(sandbox, face).AbsoluteUri, credentialsFile = credentials };
        var gateways = new Dictionary<string, string> { [provider.Kind] = gateway };
        _providers.Add(provider.Name is null ? new { code = provider.Code, gateways } : new { code = provider.Code, name = provider.Name, gateways });
    }
}
