using Xunit;

namespace KonTum.Tthc.Pades.Tests.Pki;

/// <summary>Tests that need one world of authorities which answer on the loopback interface.</summary>
public abstract class AuthorityTests : IAsyncLifetime
{
    private protected AuthorityServer _server = null!;
    private protected TestWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await AuthorityServer.StartAsync();
        _world = _server.Add();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
