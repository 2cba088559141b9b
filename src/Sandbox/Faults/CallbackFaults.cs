using KonTum.Tthc.Sandbox.Gateways;

namespace KonTum.Tthc.Sandbox.Faults;

/// <summary>Callbacks that are lost, late, doubled or out of order. Every gateway that calls back sends through here.</summary>
internal sealed class CallbackFaults(FaultRegister register, TimeProvider time)
{
    private const double UsualDelaySeconds = 2;
    private const int Copies = 3;

    /// <summary>Sends one callback, as often and in the order that is ordered.</summary>
    /// <param name="request">Whose outcome is told.</param>
    /// <param name="state">The outcome.</param>
    /// <param name="send">Sends the callback that tells this state.</param>
    /// <param name="cancellation">When the sandbox stops.</param>
    public async Task SendAsync(
        SigningRequest request, SigningState state, Func<SigningState, CancellationToken, Task> send, CancellationToken cancellation)
    {
        var subject = new FaultSubject(request.Gateway, FaultCalls.Callback, request.CaName, request.UserId);
        switch (register.Take(subject, FaultStage.Wire))
        {
            case { Fault: FaultKind.Silence }:
                return;
            case { Fault: FaultKind.Delay } delay:
                await Task.Delay(delay.SecondsOr(UsualDelaySeconds), time, cancellation);
                break;
        }

        var fault = register.Take(subject, FaultStage.Callback)?.Fault;
        for (var copy = 0; copy < (fault == FaultKind.DuplicateCallback ? Copies : 1); copy++)
            await send(state, cancellation);
        if (fault == FaultKind.OutOfOrderCallback)
            await send(SigningState.Waiting, cancellation);
    }
}
