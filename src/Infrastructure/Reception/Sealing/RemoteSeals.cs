using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Infrastructure.Signing.Adapters;
using KonTum.Tthc.Infrastructure.Signing.Providers;

namespace KonTum.Tthc.Infrastructure.Reception.Sealing;

/// <summary>The seals that are held by providers, reached through the gateways of the catalogue that people's signatures are reached by.</summary>
internal sealed class RemoteSeals(ProviderCatalogue catalogue)
{
    /// <summary>Whether a failure means that the provider is away, so that it is only a matter of time.</summary>
    public static bool IsAway(FailureException failure) => failure.Failure == Failures.ProviderUnavailable;

    /// <summary>Reads the certificate.</summary>
    /// <exception cref="FailureException">What the provider says; SIGNING_PROVIDER_UNAVAILABLE when it is away or switched off.</exception>
    public Task<RemoteSealKey> ReadAsync(RemoteKey key, CancellationToken cancellationToken)
    {
        var (connection, adapter) = Find(key);
        return adapter.ReadSealAsync(connection, key.Credential, cancellationToken);
    }

    /// <summary>Signs one digest.</summary>
    /// <exception cref="FailureException">What the provider says.</exception>
    public async Task<byte[]> SignAsync(RemoteKey key, RemoteSealKey seal, byte[] digest, CancellationToken cancellationToken)
    {
        var (connection, adapter) = Find(key);
        try
        {
            return await adapter.SealAsync(connection, seal, key.Pin, digest, cancellationToken);
        }
        catch (FailureException refusal) when (
            refusal.Failure == Failures.PinWrong || refusal.Failure == Failures.OtpWrong || refusal.Failure == Failures.CredentialLocked)
        {
            key.PinRefused = true;
            throw;
        }
    }

    private (ProviderConnection Connection, ISealAdapter Adapter) Find(RemoteKey key) => catalogue.FindConnection(key.Gateway) switch
    {
        // A gateway without an address is switched off: it comes back.
        null => throw Failures.ProviderUnavailable.Because(),
        { Adapter: ISealAdapter adapter } found => (found.Connection, adapter),
        _ => throw Failures.ProviderRefusesPlatform.Because(),
    };
}
