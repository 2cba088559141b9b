namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>
/// Waits until a request is settled, for calls that block until the phone was touched and for providers that call back. What waits goes
/// with the process: a caller of a blocking call sees the connection break, as with a real provider.
/// </summary>
internal sealed partial class Settlements(
    SigningRequests requests, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<Settlements> logger)
{
    /// <summary>Real time, also where a test moves the clock: the clock says whether a request has expired, not how often to look.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>The request once it waits no longer, and how it stands.</summary>
    public async Task<(SigningRequest Request, SigningState State)> WaitAsync(Guid id, CancellationToken cancellation)
    {
        while (true)
        {
            var request = await requests.FindAsync(id, cancellation)
                ?? throw new InvalidOperationException("The request is gone while it is waited for.");
            if (request.StateAt(time.GetUtcNow()) is not SigningState.Waiting and var state)
                return (request, state);
            await Task.Delay(Interval, cancellation);
        }
    }

    /// <summary>Does something once a request is settled; a provider that cannot reach its caller only notes that.</summary>
    public void WhenSettled(Guid id, Func<SigningRequest, SigningState, CancellationToken, Task> then) => _ = Task.Run(async () =>
    {
        try
        {
            var (request, state) = await WaitAsync(id, lifetime.ApplicationStopping);
            await then(request, state, lifetime.ApplicationStopping);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            LogNotReached(logger, error.GetType().Name);
        }
    });

    [LoggerMessage(Level = LogLevel.Warning, Message = "A callback did not reach who asked for it: {Error}.")]
    private static partial void LogNotReached(ILogger logger, string error);
}
