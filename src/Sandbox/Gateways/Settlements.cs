using KonTum.Tthc.Sandbox.Faults;

namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>
/// Tells callers that registered an address how a request ended, also when nobody touched the phone. What waits here goes with the process;
/// callers have to ask as well.
/// </summary>
internal sealed partial class Settlements(
    SigningRequests requests, FaultRegister faults, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<Settlements> logger)
{
    private const int SendsOfADuplicate = 3;

    /// <summary>Does something once a request is settled or has expired; a provider that cannot reach its caller only notes that.</summary>
    public void WhenSettled(SigningRequest request, Func<SigningRequest, SigningState, CancellationToken, Task> tell) => _ = Task.Run(async () =>
    {
        try
        {
            var cancellation = lifetime.ApplicationStopping;
            var settled = await requests.WaitAsync(request, cancellation);
            foreach (var state in Told(settled))
                await tell(settled, state, cancellation);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or System.Text.Json.JsonException)
        {
            LogNotReached(logger, error.GetType().Name);
        }
    });

    /// <summary>What is told, one after the other: the outcome, unless it was ordered otherwise.</summary>
    private IEnumerable<SigningState> Told(SigningRequest request)
    {
        var subject = new FaultSubject(request.Gateway, FaultCalls.Callback, request.CaName, request.UserId);
        var outcome = request.StateAt(time.GetUtcNow());
        if (faults.Take(subject, FaultStage.Wire, kind => kind == FaultKind.Silence) is not null)
            return [];
        return faults.Take(subject, FaultStage.Callback)?.Fault switch
        {
            FaultKind.DuplicateCallback => Enumerable.Repeat(outcome, SendsOfADuplicate),
            FaultKind.OutOfOrderCallback => [outcome, SigningState.Waiting],
            _ => [outcome],
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A callback did not reach who asked for it: {Error}.")]
    private static partial void LogNotReached(ILogger logger, string error);
}
