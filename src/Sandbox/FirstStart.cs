using KonTum.Tthc.Sandbox.Authorities;
using KonTum.Tthc.Sandbox.Gateways;
using KonTum.Tthc.Sandbox.Identity;

namespace KonTum.Tthc.Sandbox;

/// <summary>
/// Makes or reads what the sandbox stands on, once the server is bound and its address is known. Requests that come in between wait.
/// </summary>
internal sealed class FirstStart(
    IServiceProvider services,
    PublicAddress address,
    DataDirectory directory,
    NationalPki pki,
    IdentityKeys keys,
    ServiceProviderAccount serviceProvider,
    SigningRequests requests,
    MySignGateway mySign,
    MisaGateway misa,
    Payments.PayMerchant merchant) : IHostedLifecycleService
{
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Ready => ready.Task;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        try
        {
            address.RefuseOtherThanLoopback();
            directory.TouchDatabase();
            await using var scope = services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<SandboxDatabase>().PrepareAsync(cancellationToken);
            serviceProvider.Prepare();
            mySign.Prepare();
            misa.Prepare();
            merchant.Prepare();
            pki.ReadOrMake();
            await requests.ReadAsync(cancellationToken);
            await Clients.RegisterAsync(scope.ServiceProvider, keys, cancellationToken);
            ready.SetResult();
        }
        catch (Exception error)
        {
            ready.SetException(error);
            throw;
        }
    }

    /// <summary>Before anything is bound; asked again afterwards, because addresses can come from elsewhere than the setting.</summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        address.RefuseOtherThanLoopback();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
