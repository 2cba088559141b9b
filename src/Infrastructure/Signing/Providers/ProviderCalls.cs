using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Infrastructure.Signing.Adapters;
using Microsoft.Extensions.Logging;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace KonTum.Tthc.Infrastructure.Signing.Providers;

/// <inheritdoc />
internal sealed partial class ProviderCalls(ProviderChannels channels, ILogger<ProviderCalls> logger) : IProviderCalls
{
    /// <summary>Largest answer in bytes: a list of some dozen certificates with their chains takes about 200 KB.</summary>
    public const int MaxAnswerBytes = 2 * 1024 * 1024;

    /// <summary>Name of the source of spans.</summary>
    public const string SourceName = "KonTum.Tthc.Providers";

    private const string NeverSentKey = "tthc.neverSent";

    private static readonly ActivitySource Source = new(SourceName);
    private static readonly JsonElement Nothing = JsonElement.Parse("{}"u8);
    private static readonly JsonDocumentOptions Bounded = new() { MaxDepth = 32 };
    private static readonly MediaTypeHeaderValue JsonType = new("application/json");
    private static readonly MediaTypeWithQualityHeaderValue AcceptJson = new("application/json");

    /// <inheritdoc />
    public async Task<ProviderAnswer> SendAsync(ProviderConnection connection, ProviderCall call, CancellationToken cancellationToken)
    {
        if (connection.BaseAddress is not { } address) throw Failures.ProviderUnavailable.Because();
        using var span = Source.StartActivity(call.Name, ActivityKind.Client);
        span?.SetTag("tthc.connection", connection.Name);
        using var request = Compose(address, call);
        request.Options.Set(ProviderChannels.CallOptions, new AttemptOptions(
            call.Repeatable ? connection.Retries : 0, call.Timeout ?? connection.AttemptTimeout, SilenceCounts: call.Timeout is null));
        try
        {
            using var response = await channels.For(connection).SendAsync(request, cancellationToken);
            span?.SetTag("http.response.status_code", (int)response.StatusCode);
            return await ReadAsync(connection, call, response, cancellationToken);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            TooLarge(connection.Name, call.Name);
            throw Failures.ProviderFailed.Because();
        }
        catch (Exception exception) when (
            exception is HttpRequestException or IOException or TimeoutRejectedException or BrokenCircuitException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            span?.SetStatus(ActivityStatusCode.Error);
            NoAnswer(connection.Name, call.Name, exception.GetType().Name, (exception as HttpRequestException)?.HttpRequestError);
            var unavailable = Failures.ProviderUnavailable.Because();
            unavailable.Data[NeverSentKey] = exception is BrokenCircuitException || exception is HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
            };
            throw unavailable;
        }
    }

    /// <summary>Whether a failure of a call was before anything of it went out.</summary>
    public static bool WasNeverSent(FailureException failure) => failure.Data[NeverSentKey] is true;

    private static HttpRequestMessage Compose(Uri address, ProviderCall call)
    {
        var method = call is { Body: null, Form: null } ? HttpMethod.Get : call.Method;
        var request = new HttpRequestMessage(method, new Uri(address, call.Path));
        if (call.Body is not null)
        {
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(call.Body));
            request.Content.Headers.ContentType = JsonType;
        }
        else if (call.Form is not null)
        {
            request.Content = new FormUrlEncodedContent(call.Form);
        }

        request.Headers.Accept.Add(AcceptJson);
        foreach (var (name, value) in call.Headers)
        {
            // Not validated: a token is what the provider made it. A line break in one is refused by the connection.
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private async Task<ProviderAnswer> ReadAsync(
        ProviderConnection connection, ProviderCall call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        // Some calls have nothing to answer (CSC: auth/revoke, sendOTP).
        if (status == 204) return new ProviderAnswer(status, Nothing);
        // A wrong base path or a firewall answers a page of HTML, at times with 200 (facts 5.8).
        var mediaType = response.Content.Headers.ContentType?.MediaType ?? "";
        if (mediaType.EndsWith("/json", StringComparison.OrdinalIgnoreCase) || mediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase))
        {
            try
            {
                var root = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken), Bounded);
                if (root.ValueKind is JsonValueKind.Object or JsonValueKind.Array) return new ProviderAnswer(status, root);
            }
            catch (JsonException)
            {
                // Judged below, by its status alone.
            }
        }

        NotJson(connection.Name, call.Name, status);
        throw status is 408 or 429 or 502 or 503 or 504
            ? Failures.ProviderUnavailable.Because()
            : Failures.ProviderFailed.Because();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Provider connection {Connection} gave no answer to {Call}: {Exception} {Error}.")]
    private partial void NoAnswer(string connection, string call, string exception, HttpRequestError? error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Provider connection {Connection} answered {Call} with something that is not JSON, HTTP status {Status}.")]
    private partial void NotJson(string connection, string call, int status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Provider connection {Connection} answered {Call} with more than is read.")]
    private partial void TooLarge(string connection, string call);
}
