namespace KonTum.Tthc.Infrastructure.SigningWork;

/// <summary>What wakes the worker of this node. It stands between those who write and the worker, so that neither needs the other.</summary>
internal sealed class SigningWakes
{
    private volatile IWokenBySignings? _worker;

    /// <summary>From now on the worker is told.</summary>
    public void Connect(IWokenBySignings worker) => _worker = worker;

    /// <inheritdoc cref="IWokenBySignings.Due"/>
    public void Due(Guid? signingId) => _worker?.Due(signingId);

    /// <inheritdoc cref="IWokenBySignings.Touched"/>
    public void Touched(Guid signingId) => _worker?.Touched(signingId);

    /// <inheritdoc cref="IWokenBySignings.TryHint"/>
    public bool TryHint(string key) => _worker?.TryHint(key) ?? false;
}

/// <summary>Hears of signings; returns at once.</summary>
internal interface IWokenBySignings
{
    /// <summary>A signing was scheduled; null when several have come free.</summary>
    void Due(Guid? signingId);

    /// <summary>Someone else than a step of the worker changed a signing: it was cancelled, superseded, authorized.</summary>
    void Touched(Guid signingId);

    /// <summary>A provider has an answer for what the key names; false when this node does not hold it.</summary>
    bool TryHint(string key);
}
