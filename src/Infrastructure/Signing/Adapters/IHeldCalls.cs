using KonTum.Tthc.Application.Signing;

namespace KonTum.Tthc.Infrastructure.Signing.Adapters;

/// <summary>
/// Calls that a provider answers only after the person has touched the phone (the national gateway's blocking mode, CSC v1 "implicit").
/// They run beside the worker, hold no thread, and are looked at by polling, so that the flow of a ceremony is the same for all. What a
/// node holds goes with it: after a crash polling answers Unknown, and the ceremony ends with SIGNING_ANSWER_LOST.
/// </summary>
internal interface IHeldCalls
{
    /// <summary>Lets a call run; the key is what polling asks with. A key that is held already is not called a second time.</summary>
    /// <param name="key">Identifier of the confirmation: the transaction.</param>
    /// <param name="atMost">After this the call is given up as expired.</param>
    /// <param name="call">The call, and everything that follows from it.</param>
    void Hold(string key, TimeSpan atMost, Func<CancellationToken, Task<RemoteOutcome>> call);

    /// <summary>What has come of a call: Pending while it runs, its outcome for ten minutes after, Unknown when it is not held here.</summary>
    /// <exception cref="Domain.Failures.FailureException">The call failed like this.</exception>
    RemoteOutcome Look(string key);
}
