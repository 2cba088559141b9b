using KonTum.Tthc.Sandbox.Faults;

namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>
/// VNPT's call back to the address that the service provider has registered. It carries no proof of who sends it, and calls
/// <c>signed_files</c> what the status call calls <c>signatures</c>. How often a real one is repeated is not documented; this one is
/// when it is not taken.
/// </summary>
internal sealed partial class VnptWebhook(
    SigningRequests requests,
    CallbackAddresses addresses,
    CallbackFaults faults,
    ServiceProviderAccount serviceProvider,
    IHttpClientFactory clients,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<VnptWebhook> logger)
{
    private static readonly TimeSpan[] PausesBeforeRepeats = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)];

    /// <summary>From now on outcomes are told.</summary>
    public void Listen()
    {
        requests.Started += request => InBackground(request, cancellation => TellExpiryAsync(request, cancellation));
        requests.Settled += request => InBackground(request, cancellation => TellAsync(request, request.State, cancellation));
    }

    private void InBackground(SigningRequest request, Func<CancellationToken, Task> tell)
    {
        if (request.Gateway != GatewayNames.Vnpt || addresses.Of(GatewayNames.Vnpt) is null)
            return;
        _ = Task.Run(async () =>
        {
            try
            {
                await tell(lifetime.ApplicationStopping);
            }
            catch (OperationCanceledException)
            {
                // The sandbox stops: a real provider would repeat it, and the caller asks for the status anyway.
            }
        });
    }

    private async Task TellExpiryAsync(SigningRequest request, CancellationToken cancellation)
    {
        if (request.ExpiresAt - time.GetUtcNow() is var left && left > TimeSpan.Zero)
            await Task.Delay(left, time, cancellation);
        if (request.StateAt(time.GetUtcNow()) == SigningState.Expired)
            await TellAsync(request, SigningState.Expired, cancellation);
    }

    private Task TellAsync(SigningRequest request, SigningState state, CancellationToken cancellation) =>
        faults.SendAsync(request, state, (told, stop) => SendAsync(request, told, stop), cancellation);

    private async Task SendAsync(SigningRequest request, SigningState state, CancellationToken cancellation)
    {
        if (addresses.Of(GatewayNames.Vnpt)?.ResultUrl is not { } url)
            return;
        var (code, message) = Qd769Words.Outcome(request, state);
        var body = new
        {
            sp_id = serviceProvider.SpId,
            status_code = code,
            message,
            transaction_id = request.TransactionId,
            signed_files = state == SigningState.Signed
                ? (object)SignatureEntry.Of(request)
                : request.Documents.Select(document => new { document.DocId }),
        };
        using var client = clients.CreateClient(nameof(VnptWebhook));
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var answer = await client.PostAsJsonAsync(url, body, Wire.Json, cancellation);
                if (answer.IsSuccessStatusCode)
                    return;
                LogNotTaken(logger, (int)answer.StatusCode);
            }
            catch (HttpRequestException error)
            {
                LogNotReached(logger, error.HttpRequestError);
            }

            if (attempt == PausesBeforeRepeats.Length)
                return;
            await Task.Delay(PausesBeforeRepeats[attempt], time, cancellation);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A callback was answered with {Status}.")]
    private static partial void LogNotTaken(ILogger logger, int status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A callback did not reach who asked for it: {Error}.")]
    private static partial void LogNotReached(ILogger logger, HttpRequestError error);
}
