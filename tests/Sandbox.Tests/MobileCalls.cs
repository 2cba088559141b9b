using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using static KonTum.Tthc.Sandbox.Tests.GatewayCalls;

namespace KonTum.Tthc.Sandbox.Tests;

/// <summary>The calls of an application that signs through MySign or MISA eSign, as their documents write them.</summary>
internal static class MobileCalls
{
    public const string MySign = "/mysign/vtss/service";
    public const string MisaLogin = "/misa/api/auth/api/v1/auth";
    public const string MisaServices = "/misa/external/esrm/service";

    /// <summary>At MISA: two factors wanted.</summary>
    public const string PhuongsNumber = "062190004417";

    /// <summary>At MISA: an expired, a usable and a locked certificate; no second factor.</summary>
    public const string Hanh = "062195006402";

    /// <summary>A tax code at MySign.</summary>
    public const string MinhsCompany = "6100215876";

    /// <summary>Names as they stand in the code: MISA mixes camel case and Pascal case.</summary>
    private static readonly System.Text.Json.JsonSerializerOptions AsWritten = new();

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    public static JsonNode Client(this RunningSandbox sandbox, string gateway) =>
        JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(sandbox.DataDirectory, "clients", gateway + ".json")))!;

    public static JsonObject MySignBody(this RunningSandbox sandbox, string? userId, params (string Name, JsonNode? Value)[] more)
    {
        var client = sandbox.Client("mysign");
        var body = new JsonObject { ["client_id"] = (string)client["client_id"]!, ["client_secret"] = (string)client["client_secret"]! };
        if (userId is not null)
            (body["profile_id"], body["user_id"]) = ("adss:ras:profile:001", userId);
        foreach (var (name, value) in more)
            body[name] = value;
        return body;
    }

    public static async Task<string> MySignTokenAsync(this RunningSandbox sandbox, string userId)
    {
        var (http, body) = await sandbox.PostAsync($"{MySign}/ras/v1/login", sandbox.MySignBody(userId));
        http.ShouldBe(200, body.ToJsonString());
        return (string)body["access_token"]!;
    }

    public static async Task<JsonArray> MySignCertificatesAsync(this RunningSandbox sandbox, string userId, string token)
    {
        var (http, body) = await sandbox.PostAsync($"{MySign}/certificates/info", sandbox.MySignBody(
            userId, ("certificates", "chain"), ("certInfo", true), ("authInfo", true)), token);
        http.ShouldBe(200, body.ToJsonString());
        return body.AsArray();
    }

    /// <summary>A signHash body for two documents.</summary>
    public static JsonObject MySignOrder(this RunningSandbox sandbox, string credentialId, int async = 1) => sandbox.MySignBody(
        null,
        ("credentialID", credentialId),
        ("numSignatures", 2),
        ("description", Base64("Ky ho so dang ky khai sinh")),
        ("documents", new JsonArray(
            new JsonObject { ["document_id"] = "d-1", ["document_name"] = Base64("To khai") },
            new JsonObject { ["document_id"] = "d-2", ["document_name"] = Base64("Giay chung sinh") })),
        ("hash", new JsonArray(Convert.ToBase64String(Digest("a")), Convert.ToBase64String(Digest("b")))),
        ("hashAlgo", "2.16.840.1.101.3.4.2.1"),
        ("signAlgo", "1.2.840.113549.1.1.1"),
        ("async", async));

    /// <summary>The oldest request that waits for an account, once there are as many as that.</summary>
    public static async Task<string> WaitingIdAsync(this RunningSandbox sandbox, string userId, int count = 1) =>
        await UntilAsync(async () =>
        {
            var waiting = (await sandbox.GetAsync($"/phone/api/requests?user_id={userId}"))["requests"]!.AsArray();
            return waiting.Count >= count ? (string)waiting[0]!["id"]! : null;
        });

    public static async Task<T> UntilAsync<T>(Func<Task<T?>> probe) where T : class
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            if (await probe() is { } found)
                return found;
            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>A call with MISA's headers; without a body it is a GET.</summary>
    public static async Task<(int Http, JsonNode Body)> MisaAsync(
        this RunningSandbox sandbox, string path, object? body = null, string? token = null, string? clientKey = null)
    {
        var client = sandbox.Client("misa");
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path);
        if (body is not null)
            request.Content = JsonContent.Create(body, options: AsWritten);
        request.Headers.Add("x-clientId", (string)client["client_id"]!);
        request.Headers.Add("x-clientKey", clientKey ?? (string)client["client_key"]!);
        if (token is not null)
            request.Headers.Add("AuthorizationRM", "Bearer " + token);
        using var response = await sandbox.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!);
    }

    public static async Task<JsonNode> MisaLoginAsync(this RunningSandbox sandbox, string userName)
    {
        var (http, body) = await sandbox.MisaAsync($"{MisaLogin}/login-api", new { userName, password = RunningSandbox.Password });
        http.ShouldBe(200, body.ToJsonString());
        return body;
    }

    public static object MisaOrder(string userId, string alias, params (string Id, string Name, string Digest)[] documents) => new
    {
        DataToBeDisplayed = "<p>Ký hồ sơ đăng ký khai sinh</p>",
        UserId = userId,
        CertAlias = alias,
        Documents = documents.Select(d => new { DocumentId = d.Id, FileToSign = Convert.ToBase64String(Digest(d.Digest)), DocumentName = d.Name }),
    };
}

/// <summary>Takes what a provider calls back, on this machine.</summary>
internal sealed class CallbackReceiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<(string Path, string? Authorization, JsonNode Body)> calls = new();

    private CallbackReceiver(WebApplication app) => this.app = app;

    public string Url => app.Urls.Single();

    public static async Task<CallbackReceiver> StartAsync(Func<string, object> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new CallbackReceiver(app);
        app.Run(async context =>
        {
            var body = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
            receiver.calls.Enqueue((context.Request.Path, context.Request.Headers.Authorization, body));
            await context.Response.WriteAsJsonAsync(answer(context.Request.Path), context.RequestAborted);
        });
        await app.StartAsync();
        return receiver;
    }

    public async Task<(string Path, string? Authorization, JsonNode Body)> NextAsync()
    {
        (string Path, string? Authorization, JsonNode Body) call = default;
        await MobileCalls.UntilAsync(() => Task.FromResult(calls.TryDequeue(out call) ? "" : null));
        return call;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
