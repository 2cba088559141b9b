using System.Net.Http.Headers;
using System.Text.Json;
using KonTum.Tthc.Domain.Failures;
using Microsoft.Extensions.Logging;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace KonTum.Tthc.Infrastructure.Signing.Gateways;

/// <summary>
/// Posts JSON to a gateway and answers JSON, or fails with an entry of the catalogue. Logs name the gateway, the call and codes: no body,
/// no account and no address, because the address of a status call is the key to the signatures.
/// </summary>
internal sealed partial class GatewayClient(IHttpClientFactory clients, ILogger<GatewayClient> logger)
{
    /// <summary>Largest answer in bytes: a list of some dozen certificates with their chains takes about 200 KB.</summary>
    public const int MaxAnswerBytes = 2 * 1024 * 1024;

    /// <summary>Marks a request that may be sent again when no answer came.</summary>
    public static readonly HttpRequestOptionsKey<bool> Repeatable = new("tthc.repeatable");

    /// <summary>Name of a gateway's HTTP client.</summary>
    public static string ClientName(string gateway) => "gateway-" + gateway.ToLowerInvariant();

    /// <summary>Calls a gateway.</summary>
    /// <param name="gateway">Its name.</param>
    /// <param name="path">Path below its base address.</param>
    /// <param name="body">Written as JSON.</param>
    /// <param name="bearerToken">Token of the Authorization header; null for none.</param>
    /// <param name="call">What logs say.</param>
    /// <param name="repeatable">Whether it may be sent again without asking anyone.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="FailureException">SIGNING_PROVIDER_UNAVAILABLE: no answer; SIGNING_PROVIDER_FAILED: one that is not JSON.</exception>
    public async Task<GatewayAnswer> PostAsync(
        string gateway, string path, IReadOnlyDictionary<string, object?> body, string? bearerToken, string call, bool repeatable,
        CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName(gateway));
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Options.Set(Repeatable, repeatable);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (bearerToken is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearerToken);
        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            return await ReadAsync(gateway, call, response, cancellationToken);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            TooLarge(gateway, call);
            throw Failures.ProviderFailed.Because();
        }
        catch (Exception exception) when (
            exception is HttpRequestException or IOException or TimeoutRejectedException or BrokenCircuitException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            NoAnswer(gateway, call, exception.GetType().Name, (exception as HttpRequestException)?.HttpRequestError);
            throw Failures.ProviderUnavailable.Because();
        }
    }

    /// <summary>Writes what an answer was taken for.</summary>
    public void Judged(string gateway, string call, GatewayVerdict verdict, GatewayAnswer answer)
    {
        if (verdict is GatewayVerdict.Success or GatewayVerdict.Pending) Understood(gateway, call, verdict, answer.HttpStatus, answer.Code);
        else Refused(gateway, call, verdict, answer.HttpStatus, answer.Code);
    }

    private async Task<GatewayAnswer> ReadAsync(string gateway, string call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        // A wrong base path or a firewall answers a page of HTML, at times with 200 (facts 5.8).
        var mediaType = response.Content.Headers.ContentType?.MediaType ?? "";
        if (mediaType.EndsWith("/json", StringComparison.OrdinalIgnoreCase) || mediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase))
        {
            try
            {
                return GatewayAnswer.Parse(status, await response.Content.ReadAsByteArrayAsync(cancellationToken));
            }
            catch (JsonException)
            {
                // Judged below, by its status alone.
            }
        }

        NotJson(gateway, call, status);
        throw GatewayCodes.JudgeStatus(status) == GatewayVerdict.Unavailable
            ? Failures.ProviderUnavailable.Because()
            : Failures.ProviderFailed.Because();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Gateway {Gateway} gave no answer to {Call}: {Exception} {Error}.")]
    private partial void NoAnswer(string gateway, string call, string exception, HttpRequestError? error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Gateway {Gateway} answered {Call} with something that is not JSON, HTTP status {Status}.")]
    private partial void NotJson(string gateway, string call, int status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Gateway {Gateway} answered {Call} with more than is read.")]
    private partial void TooLarge(string gateway, string call);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Gateway {Gateway} answered {Call}: {Verdict} (HTTP status {Status}, code {Code}).")]
    private partial void Understood(string gateway, string call, GatewayVerdict verdict, int status, int? code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Gateway {Gateway} answered {Call}: {Verdict} (HTTP status {Status}, code {Code}).")]
    private partial void Refused(string gateway, string call, GatewayVerdict verdict, int status, int? code);
}

/// <summary>Takes in the whole body within the time of an attempt and up to a limit, so that neither drips nor floods get further.</summary>
/// <param name="maxBytes">Largest body.</param>
internal sealed class BoundedBodyHandler(long maxBytes) : DelegatingHandler
{
    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            await response.Content.LoadIntoBufferAsync(maxBytes, cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
