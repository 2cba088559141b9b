namespace KonTum.Tthc.Acceptance.Tests.Servers;

/// <summary>A sandbox of its own: the world outside the platform.</summary>
internal sealed class SandboxServer : IAsyncDisposable
{
    private readonly ServerProcess _process;

    private readonly Uri? _publicUrl;

    private SandboxServer(ServerProcess process, Uri? publicUrl, string data, string authorities)
    {
        _process = process;
        _publicUrl = publicUrl;
        Data = data;
        AuthoritiesFile = authorities;
    }

    /// <summary>Where everybody calls it.</summary>
    public Uri Url => _publicUrl ?? OwnUrl;

    /// <summary>Where it listens, also when something stands in front of it.</summary>
    public Uri OwnUrl => new(_process.Addresses[0], "/");

    /// <summary>Its data directory.</summary>
    public string Data { get; }

    /// <summary>Root and issuing authorities, PEM.</summary>
    public string AuthoritiesFile { get; }

    /// <summary>Starts one.</summary>
    /// <param name="folder">Where data and logs go.</param>
    /// <param name="publicUrl">The address that it tells, in certificates too, when something stands in front of it.</param>
    public static async Task<SandboxServer> StartAsync(string folder, Uri? publicUrl = null)
    {
        var data = Path.Combine(folder, "sandbox");
        var environment = new Dictionary<string, string> { ["Sandbox__DataDirectory"] = data };
        if (publicUrl is not null) environment["Sandbox__PublicUrl"] = publicUrl.AbsoluteUri;
        var process = await ServerProcess.StartAsync(
            ServerProcess.Assembly("Sandbox", "KonTum.Tthc.Sandbox.dll"),
            environment,
            ["--urls", "http://127.0.0.1:0"],
            ports: 1,
            Path.Combine(folder, "sandbox.log"));
        var authorities = Path.Combine(folder, "authorities.pem");
        // It answers when its keys are made.
        using var http = new HttpClient { BaseAddress = process.Addresses[0], Timeout = TimeSpan.FromMinutes(3) };
        await File.WriteAllBytesAsync(authorities, await http.GetByteArrayAsync(new Uri("pki/bundle.pem", UriKind.Relative)));
        return new SandboxServer(process, publicUrl, data, authorities);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
