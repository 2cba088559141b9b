using KonTum.Tthc.Sandbox.Faults;

namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>
/// Tells callers that registered an address how a request ended, also when nobody touched the phone. What waits here goes with the process;
/// callers have to ask as well.
/// </summary>
internal sealed partial class Settlements(
    SigningRequests requests, CallbackFaults faults, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<Settlements> logger)
{
    /// <summary>Does something once a request is settled or has expired; a provider that cannot reach its caller only notes that.</summary>
    public void WhenSettled(SigningRequest request, Func<SigningRequest, SigningState, CancellationToken, Task> tell) => _ = Task.Run(async () =>
    {
        try
        {
            var cancellation = lifetime.ApplicationStopping;
            var settled = await requests.WaitAsync(request, cancellation);
            await faults.SendAsync(
                settled, settled.StateAt(time.GetUtcNow()), (state, stop) => tell(settled, state, stop), cancellation);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or System.Text.Json.JsonException)
        {
            LogNotReached(logger, error.GetType().Name);
        }
    });

    [LoggerMessage(Level = LogLevel.Warning, Message = "A callback did not reach who asked for it: {Error}.")]
    private static partial void LogNotReached(ILogger logger, string error);
}
