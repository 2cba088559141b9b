namespace KonTum.Tthc.Pades.Revocation;

/// <summary>
/// Calls a client on behalf of one file: at most so many calls and so much time for all of them, no address twice, and a failure is a
/// note, not an end.
/// </summary>
internal sealed class DataFetcher(IValidationDataClient? client, DataLimits limits, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly List<string> _notes = [];
    private long _started;
    private int _calls;

    public bool IsOnline => client is not null;

    /// <summary>English sentences on what could not be fetched.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Calls unless the same was asked before or a limit is reached; null when nothing was had.</summary>
    public async Task<T?> FetchAsync<T>(string key, Uri address, Func<IValidationDataClient, Uri, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
        where T : class
    {
        if (client is null || !_asked.Add($"{key} {address.AbsoluteUri}")) return null;
        if (_calls == 0) _started = _time.GetTimestamp();
        var left = limits.TotalTime - _time.GetElapsedTime(_started);
        if (++_calls > limits.MostCalls || left <= TimeSpan.Zero)
        {
            _notes.Add("Further validation data was not fetched: the limit for one file is reached.");
            return null;
        }

        using var clock = new CancellationTokenSource(left, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, clock.Token);
        try
        {
            return await call(client, address, both.Token).ConfigureAwait(false);
        }
        catch (ValidationDataException exception)
        {
            _notes.Add($"{address.Host}: {exception.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _notes.Add($"{address.Host}: the time for fetching validation data is over.");
        }

        return null;
    }
}
