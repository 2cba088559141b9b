namespace KonTum.Tthc.Application.Signing;

/// <summary>
/// One call at a time gives a signing's PIN or one-time password to the provider, on whichever node: pressed twice, it must not sign
/// twice, nor count as two wrong ones.
/// </summary>
public interface IAuthorizationTurns
{
    /// <summary>Takes the turn of a signing until it is disposed or its process dies; null when another call has it.</summary>
    Task<IAsyncDisposable?> TryTakeAsync(Guid signingId, CancellationToken cancellationToken);
}
