using KonTum.Tthc.Application.Signing;

namespace KonTum.Tthc.Application.Tests.World;

/// <summary>Everything may have changed at any moment: whoever waits looks again a few milliseconds later.</summary>
internal sealed class RestlessChanges : ISigningChanges
{
    public ISigningWatch Watch(Guid signingId) => new Restless();

    private sealed class Restless : ISigningWatch
    {
        public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) =>
            Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);

        public void Dispose()
        {
        }
    }
}
