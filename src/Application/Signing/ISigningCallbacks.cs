namespace KonTum.Tthc.Application.Signing;

/// <summary>Takes hints that a provider has an answer, from its own call or from a held call that has ended.</summary>
public interface ISigningCallbacks
{
    /// <summary>
    /// Lets the node that has the ceremony ask at once. What counts is what asking answers: a hint that is unknown, repeated or out of
    /// order does nothing.
    /// </summary>
    /// <param name="transactionOrReference">What the provider knows the confirmation by.</param>
    /// <param name="cancellationToken">Gives the hint up.</param>
    Task HintAsync(string transactionOrReference, CancellationToken cancellationToken);
}
