using System.Collections.Concurrent;
using KonTum.Tthc.Application.Signing;

namespace KonTum.Tthc.Application.Tests.World;

/// <summary>Turns of one process.</summary>
internal sealed class MemoryTurns : IAuthorizationTurns
{
    private readonly ConcurrentDictionary<Guid, Turn> _taken = new();

    public Task<IAsyncDisposable?> TryTakeAsync(Guid signingId, CancellationToken cancellationToken)
    {
        var turn = new Turn(() => _taken.TryRemove(signingId, out _));
        return Task.FromResult<IAsyncDisposable?>(_taken.TryAdd(signingId, turn) ? turn : null);
    }

    private sealed class Turn(Action give) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            give();
            return ValueTask.CompletedTask;
        }
    }
}
