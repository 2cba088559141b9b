using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KonTum.Tthc.Cli.Platform;

/// <summary>
/// Connects the platform to what the sandbox plays: a file in the form of the provider catalogue, which the platform reads again when it
/// changes. Interfaces that the sandbox does not have are left out.
/// </summary>
internal sealed class DemonstrationProviders(HttpClient http, Uri sandbox, string data)
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The sandbox's interfaces that call back, and the gateway that each is for.</summary>
    private static readonly (string Face, string Gateway)[] CallBack = [("vnpt", "Vnpt"), ("mysign", "MySign"), ("misa", "Misa")];

    private readonly Dictionary<string, object> _gateways = new(StringComparer.Ordinal);
    private readonly List<object> _providers = [];

    // Addresses with a secret are all that tells a provider's call from another's (docs/providers.md); a new one at each start.
    private readonly string _secret = RandomNumberGenerator.GetHexString(48, lowercase: true);

    /// <summary>Writes the file and answers its path.</summary>
    public async Task<string> WriteAsync(CancellationToken cancellationToken)
    {
        var account = Path.Combine(data, "sandbox", "service-provider.json");
        _gateways["Vnpt"] = new { credentialsFile = WithCallbackSecret("vnpt", account) };
        // Where a portal would take the person back; the demonstration reads the code from the address and opens no page there.
        var page = new { redirectUri = new Uri(sandbox, "phone").AbsoluteUri };
        await ConnectAsync("NeacBlocking", "neac-blocking", "sign_v2/get_certificate", account, ("BkavCA", null, "Remote"), cancellationToken);
        await ConnectAsync("MySign", "mysign", "vtss/service/ras/v1/login", Client("mysign"), ("Viettel-CA", null, "Remote"), cancellationToken, new { async = 3 });
        await ConnectAsync("Misa", "misa", "api/auth/api/v1/auth/login-api", Client("misa"), ("MISA-CA", null, "Remote"), cancellationToken);
        await ConnectAsync("Csc1", "csc1", "csc/v1/info", account, ("CSC-DEMO-1", "Dịch vụ ký số CSC v1 trình diễn", "Remote"), cancellationToken, page);
        await ConnectAsync("Csc2", "csc2", "csc/v2/info", account, ("CSC-DEMO-2", "Dịch vụ ký số CSC v2 trình diễn", "Remote"), cancellationToken, page);
        _providers.Add(new { code = "VNPT-CA", gateways = new Dictionary<string, string> { ["Token"] = "Token" } });

        var path = Path.Combine(data, "providers.json");
        await File.WriteAllTextAsync(path + ".new", JsonSerializer.Serialize(new { gateways = _gateways, providers = _providers }, Indented), cancellationToken);
        File.Move(path + ".new", path, overwrite: true);
        return path;
    }

    /// <summary>Tells the sandbox where the platform takes its calls.</summary>
    public async Task RegisterCallbacksAsync(Uri api, CancellationToken cancellationToken)
    {
        // The payment service signs its calls, so its address holds no secret.
        var payments = new { result_url = new Uri(api, "callbacks/payments").AbsoluteUri };
        using var told = await http.PutAsJsonAsync(new Uri(sandbox, "control/gateways/payments/callback"), payments, cancellationToken);
        told.EnsureSuccessStatusCode();

        foreach (var (face, gateway) in CallBack)
        {
            if (!_gateways.ContainsKey(gateway)) continue;
            var address = new Uri(api, $"callbacks/{gateway}/{_secret}").AbsoluteUri;
            // MySign asks us for a token first (facts 2.1); the others make one call.
            object callback = face == "mysign"
                ? new { result_url = address + "/result", auth_url = address + "/auth", client_id = gateway, client_secret = _secret }
                : new { result_url = address };
            using var answer = await http.PutAsJsonAsync(new Uri(sandbox, $"control/gateways/{face}/callback"), callback, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
    }

    private string Client(string gateway) => Path.Combine(data, "sandbox", "clients", $"{gateway}.json");

    /// <summary>The provider's secrets and the one that stands in the address it calls, in a file that only its owner reads.</summary>
    private string WithCallbackSecret(string name, string credentials)
    {
        var secrets = JsonNode.Parse(File.ReadAllText(credentials))!.AsObject();
        secrets["callback_secret"] = _secret;
        var path = Path.Combine(data, "credentials", $"{name}.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, options);
        file.Write(secrets.ToJsonString());
        return path;
    }

    private async Task ConnectAsync(
        string gateway, string face, string call, string credentials, (string Code, string? Name, string Kind) provider,
        CancellationToken cancellationToken, object? traits = null)
    {
        using var empty = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri(sandbox, $"{face}/{call}"), empty, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound || !File.Exists(credentials)) return;
        var (baseUrl, credentialsFile) = (new Uri(sandbox, face).AbsoluteUri, WithCallbackSecret(face, credentials));
        _gateways[gateway] = traits is null ? new { baseUrl, credentialsFile } : new { baseUrl, credentialsFile, traits };
        var gateways = new Dictionary<string, string> { [provider.Kind] = gateway };
        _providers.Add(provider.Name is null ? new { code = provider.Code, gateways } : new { code = provider.Code, name = provider.Name, gateways });
    }
}
