namespace KonTum.Tthc.Acceptance.Tests.Servers;

/// <summary>A sandbox of its own: the world outside the platform.</summary>
internal sealed class SandboxServer : IAsyncDisposable
{
    private readonly ServerProcess _process;

    private SandboxServer(ServerProcess process, string data, string authorities)
    {
        _process = process;
        Data = data;
        AuthoritiesFile = authorities;
    }

    public Uri Url => new(_process.Addresses[0], "/");

    /// <summary>Its data directory.</summary>
    public string Data { get; }

    /// <summary>Root and issuing authorities, PEM.</summary>
    public string AuthoritiesFile { get; }

    public static async Task<SandboxServer> StartAsync(string folder)
    {
        var data = Path.Combine(folder, "sandbox");
        var process = await ServerProcess.StartAsync(
            ServerProcess.Assembly("Sandbox", "KonTum.Tthc.Sandbox.dll"),
            new Dictionary<string, string> { ["Sandbox__DataDirectory"] = data },
            ["--urls", "http://127.0.0.1:0"],
            ports: 1,
            Path.Combine(folder, "sandbox.log"));
        var authorities = Path.Combine(folder, "authorities.pem");
        // It answers when its keys are made.
        using var http = new HttpClient { BaseAddress = process.Addresses[0], Timeout = TimeSpan.FromMinutes(3) };
        await File.WriteAllBytesAsync(authorities, await http.GetByteArrayAsync(new Uri("pki/bundle.pem", UriKind.Relative)));
        return new SandboxServer(process, data, authorities);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
