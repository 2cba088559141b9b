namespace KonTum.Tthc.Acceptance.Tests.Servers;

/// <summary>One node of the Api.</summary>
internal sealed class ApiNode : IAsyncDisposable
{
    private readonly ServerProcess _process;

    private ApiNode(ServerProcess process, Uri rest, Uri grpc)
    {
        _process = process;
        Rest = rest;
        Grpc = grpc;
    }

    public Uri Rest { get; }

    public Uri Grpc { get; }

    public int ProcessId => _process.Id;

    public string Log => File.ReadAllText(_process.LogFile);

    /// <summary>Starts a node.</summary>
    /// <param name="folder">Where data (shared by the nodes of a database) and logs go.</param>
    /// <param name="name">Of the log file.</param>
    /// <param name="database">Connection string.</param>
    /// <param name="sandbox">The world outside.</param>
    /// <param name="gateway">Base address of the national gateway, where it is not the sandbox's own.</param>
    /// <param name="more">Further settings.</param>
    public static async Task<ApiNode> StartAsync(
        string folder, string name, string database, SandboxServer sandbox, Uri? gateway = null, IEnumerable<(string Name, string Value)>? more = null)
    {
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__Tthc"] = database,
            ["Tthc__DataDirectory"] = Path.Combine(folder, "api"),
            ["Tthc__Identity__Authority"] = sandbox.Url.AbsoluteUri,
            ["Tthc__Identity__Audience"] = "kontum-tthc",
            ["Tthc__Gateways__Vnpt__BaseUrl"] = new Uri(sandbox.Url, "vnpt/sca/sp769").AbsoluteUri,
            ["Tthc__Gateways__Neac__BaseUrl"] = (gateway ?? new Uri(sandbox.Url, "neac")).AbsoluteUri,
            ["Tthc__Gateways__CredentialsFile"] = Path.Combine(sandbox.Data, "service-provider.json"),
            ["Tthc__Timestamps__Url"] = new Uri(sandbox.Url, "tsa").AbsoluteUri,
            ["Tthc__Trust__RootsFile"] = sandbox.AuthoritiesFile,
            ["Tthc__Revocation__AllowedHosts"] = "127.0.0.1",
            ["Tthc__Revocation__KeepSeconds"] = "0", // what a test revokes is revoked at once
            ["Tthc__Storage__ApplySchema"] = "true",
            // Patience that fits a test; the order of things stays the same.
            ["Tthc__Signing__PollInterval"] = "00:00:00.2",
            ["Tthc__Signing__RetryDelay"] = "00:00:00.5",
            ["Tthc__Signing__LateInterval"] = "00:00:01",
            ["Kestrel__Endpoints__Rest__Url"] = "http://127.0.0.1:0",
            ["Kestrel__Endpoints__Rest__Protocols"] = "Http1",
            ["Kestrel__Endpoints__Grpc__Url"] = "http://127.0.0.1:0",
            ["Kestrel__Endpoints__Grpc__Protocols"] = "Http2",
        };
        foreach (var (setting, value) in more ?? []) settings[setting] = value;
        var process = await ServerProcess.StartAsync(
            ServerProcess.Assembly("Api", "KonTum.Tthc.Api.dll"), settings, [], ports: 2, Path.Combine(folder, name + ".log"));

        var rest = await WhichSpeaksHttp1Async(process.Addresses);
        return new ApiNode(process, rest, process.Addresses.Single(a => a != rest));
    }

    public Task KillAsync() => _process.KillAsync();

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task<Uri> WhichSpeaksHttp1Async(IReadOnlyList<Uri> addresses)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        foreach (var address in addresses)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(address, "/health"));
                if (answer.IsSuccessStatusCode) return address;
            }
            catch (HttpRequestException)
            {
                // An HTTP/2 port hangs up on HTTP/1.
            }
        }

        throw new InvalidOperationException("No address answers GET /health.");
    }
}
