namespace KonTum.Tthc.Application.Signing;

/// <summary>Tells callers on any node that a signing has changed, at once.</summary>
public interface ISigningChanges
{
    /// <summary>Begins to listen; changes from now on are not missed. Read the signing after this call, not before.</summary>
    ISigningWatch Watch(Guid signingId);

    /// <summary>Ends when this node goes down: whoever waits answers with what there is, so that the caller asks another node.</summary>
    CancellationToken Closing => CancellationToken.None;
}

/// <summary>Listens to one signing.</summary>
public interface ISigningWatch : IDisposable
{
    /// <summary>
    /// Returns after a change since the last call (or since listening began), or after the time; either way the caller reads again. A
    /// lost connection to the database counts as a change.
    /// </summary>
    Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken);
}
