using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KonTum.Tthc.Infrastructure.Signing.Providers;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;

namespace KonTum.Tthc.Infrastructure.Portal;

/// <summary>
/// Calls the national portal: a login gives a session, which every further call carries; when the portal does not know it any more, one new
/// login follows (facts, section 4.4). Nothing of what is sent or answered is logged.
/// </summary>
internal sealed class PortalClient : IDisposable
{
    private const long LargestAnswer = 4 * 1024 * 1024;

    private readonly PortalOptions _options;
    private readonly HttpMessageInvoker _http;
    private readonly SemaphoreSlim _loggingIn = new(1);
    private string? _session;

    public PortalClient(IOptions<PortalOptions> options)
    {
        _options = options.Value;
        var attempts = new AttemptOptions(0, TimeSpan.FromSeconds(_options.TimeoutSeconds));
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>();
        HttpAttempts.AddTo(pipeline, _ => attempts);
        _http = new HttpMessageInvoker(new ResilienceHandler(pipeline.Build())
        {
            InnerHandler = new BoundedBodyHandler(LargestAnswer)
            {
                InnerHandler = new SocketsHttpHandler
                {
                    AllowAutoRedirect = false, // a redirected call would carry session and dossiers to wherever it is told
                    UseCookies = false,
                    ConnectTimeout = TimeSpan.FromSeconds(5),
                    PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                    ActivityHeadersPropagator = null,
                },
            },
        });
    }

    /// <summary>Calls a service.</summary>
    /// <param name="service">Its name.</param>
    /// <param name="fields">What it wants besides session and unit.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="HttpRequestException">No answer that can be read.</exception>
    public async Task<PortalAnswer> CallAsync(string service, Action<JsonObject> fields, CancellationToken cancellationToken)
    {
        var session = _session ?? await LogInAsync(null, cancellationToken);
        var answer = await AskAsync(session, service, fields, cancellationToken);
        if (!_options.SessionErrorCodes.Contains(answer.Code)) return answer;
        session = await LogInAsync(session, cancellationToken);
        return await AskAsync(session, service, fields, cancellationToken);
    }

    public void Dispose()
    {
        _http.Dispose();
        _loggingIn.Dispose();
    }

    private Task<PortalAnswer> AskAsync(string session, string service, Action<JsonObject> fields, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["session"] = session, ["madonvi"] = _options.UnitCode, ["service"] = service };
        fields(body);
        return PostAsync(_options.ServicePath, body, cancellationToken);
    }

    /// <param name="stale">The session that is not known any more; when another call has replaced it meanwhile, nobody logs in again.</param>
    /// <param name="cancellationToken">Stops.</param>
    private async Task<string> LogInAsync(string? stale, CancellationToken cancellationToken)
    {
        await _loggingIn.WaitAsync(cancellationToken);
        try
        {
            if (_session is { } newer && newer != stale) return newer;
            var secrets = PortalSecrets.Read(_options);
            var answer = await PostAsync(
                _options.LoginPath, new JsonObject { ["username"] = secrets.UserName, ["password"] = secrets.Password }, cancellationToken);
            if (!answer.IsOk || answer.Text("session") is not { Length: > 0 } session)
                throw new HttpRequestException("The national portal refused the login.");
            return _session = session;
        }
        finally
        {
            _loggingIn.Release();
        }
    }

    private async Task<PortalAnswer> PostAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{_options.BaseUrl.TrimEnd('/')}/{path.TrimStart('/')}"))
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode) throw new HttpRequestException($"The national portal answers {(int)response.StatusCode}.");
            return JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken)) is JsonObject root
                ? new PortalAnswer(root)
                : throw new HttpRequestException("The national portal answers something else than an object.");
        }
        catch (Exception e) when (e is JsonException or ExecutionRejectedException)
        {
            throw new HttpRequestException($"The national portal gives no answer that can be read ({e.GetType().Name}).");
        }
    }
}

/// <summary>An answer of the portal.</summary>
internal sealed record PortalAnswer(JsonObject Root)
{
    /// <summary>The <c>error_code</c> as text, whether it came as number or as text.</summary>
    public string Code => Text("error_code");

    /// <summary>Both "00" and 0 are seen.</summary>
    public bool IsOk => IsOkCode(Code);

    public static bool IsOkCode(string code) => code is "00" or "0";

    public string Text(string member) => Root[member] is JsonValue value ? value.ToString() : "";

    /// <summary>Hides the content.</summary>
    public override string ToString() => $"{nameof(PortalAnswer)}({Code})";
}
