using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(KonTum.Tthc.Sandbox.Tests.FirstStartTemplate))]

namespace KonTum.Tthc.Sandbox.Tests;

/// <summary>A data directory made by one real first start; the others copy it, because making forty keys takes seconds.</summary>
public sealed class FirstStartTemplate : IAsyncLifetime
{
    private readonly string directory = RunningSandbox.NewDirectory();

    public async ValueTask InitializeAsync()
    {
        await using var sandbox = await RunningSandbox.StartAsync(directory);
        sandbox.KeepsDirectory = true;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>A sandbox of its own, on its own port, with a clock that only the test moves.</summary>
    public async Task<RunningSandbox> StartAsync(params string[] settings)
    {
        var copy = RunningSandbox.NewDirectory();
        foreach (var file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(directory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return await RunningSandbox.StartAsync(copy, settings);
    }
}

/// <summary>A sandbox that really listens, and a client that talks to it over HTTP.</summary>
public sealed class RunningSandbox : IAsyncDisposable
{
    public const string Password = "chi-dung-de-trinh-dien";
    private readonly WebApplication app;

    private RunningSandbox(WebApplication app, string directory, TestClock time)
    {
        this.app = app;
        DataDirectory = directory;
        Time = time;
        Url = app.Urls.First();
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(Url) };
        var credentials = JsonNode.Parse(File.ReadAllText(Path.Combine(directory, "service-provider.json")))!;
        SpId = (string)credentials["sp_id"]!;
        SpPassword = (string)credentials["sp_password"]!;
        BearerToken = (string)credentials["bearer_token"]!;
    }

    public string DataDirectory { get; }

    public TestClock Time { get; }

    public string Url { get; }

    public HttpClient Client { get; }

    public string SpId { get; }

    public string SpPassword { get; }

    public string BearerToken { get; }

    public bool KeepsDirectory { get; set; }

    public static string NewDirectory() =>
        Path.Combine(Path.GetTempPath(), $"kontum-sandbox-{Guid.NewGuid():N}");

    public static async Task<RunningSandbox> StartAsync(string directory, params string[] settings)
    {
        // A whole second, so that "exactly when it expires" can be hit.
        var time = new TestClock(DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds()));
        return await StartAsync(directory, time, settings);
    }

    public static async Task<RunningSandbox> StartAsync(string directory, TestClock time, params string[] settings)
    {
        string[] args = ["--urls", "http://127.0.0.1:0", $"--Sandbox:DataDirectory={directory}", .. settings];
        var app = SandboxHost.Build(args, builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton<TimeProvider>(time);
        });
        await app.StartAsync();
        return new RunningSandbox(app, directory, time);
    }

    /// <summary>Stops, and starts again on the same data at the same moment of the same clock.</summary>
    public async Task<RunningSandbox> RestartAsync()
    {
        KeepsDirectory = true;
        await DisposeAsync();
        return await StartAsync(DataDirectory, Time);
    }

    public async Task<(int Http, JsonNode Body)> PostAsync(string path, object body, string? bearer = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        using var response = await Client.SendAsync(request);
        return ((int)response.StatusCode, await ReadAsync(response));
    }

    /// <summary>Orders a fault; the answer lists all that are ordered.</summary>
    public async Task OrderAsync(object fault)
    {
        using var response = await Client.PutAsJsonAsync("/control/faults", fault);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
    }

    /// <summary>Done when somebody in the sandbox waits for the clock (again).</summary>
    public Task WaitingForTimeAsync() => Time.WaitedForAsync();

    public async Task<JsonNode> GetAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        response.EnsureSuccessStatusCode();
        return await ReadAsync(response);
    }

    public async Task<(int Http, JsonNode Body)> TapAsync(string id, string verb)
    {
        using var response = await Client.PostAsync($"/phone/api/requests/{id}:{verb}", null);
        return ((int)response.StatusCode, await ReadAsync(response));
    }

    public async Task<(int Http, JsonNode Body)> TokenAsync(params (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var response = await Client.PostAsync("/connect/token", content);
        return ((int)response.StatusCode, await ReadAsync(response));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (!KeepsDirectory)
            Directory.Delete(DataDirectory, recursive: true);
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        try
        {
            return JsonNode.Parse(text) ?? throw new JsonException("null");
        }
        catch (JsonException error)
        {
            throw new InvalidOperationException($"HTTP {(int)response.StatusCode} is not JSON: {text}", error);
        }
    }
}
