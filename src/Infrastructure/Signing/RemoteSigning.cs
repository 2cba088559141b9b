using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Infrastructure.Signing.Gateways;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Signing;

/// <summary>Leads each account to the gateway that the catalogue names for its provider and kind.</summary>
internal sealed class RemoteSigning(
    ProviderCatalogue catalogue, GatewayClient client, GatewayCredentialFiles credentials, IOptions<GatewaysOptions> options, TimeProvider time)
    : IRemoteSigning
{
    private readonly Dictionary<string, Sp769Gateway> gateways = catalogue.Traits.ToDictionary(
        t => t.Key, t => new Sp769Gateway(t.Key, t.Value, client, credentials, options, time), StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc />
    public IReadOnlyList<SignatureProvider> Providers => catalogue.Providers;

    /// <inheritdoc />
    public async Task<IReadOnlyList<RemoteCertificate>> ListCertificatesAsync(SignatureEntry entry, CancellationToken cancellationToken)
    {
        var (provider, gateway) = catalogue.Find(entry);
        return await gateways[gateway].ListCertificatesAsync(provider, entry.Account, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<string> ReserveTransactionAsync(
        SignatureEntry entry, string certificateSerialNumber, CancellationToken cancellationToken)
    {
        var (provider, gateway) = catalogue.Find(entry);
        return await gateways[gateway].ReserveTransactionAsync(provider, entry.Account, certificateSerialNumber, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<StartedRemoteSigning> StartAsync(RemoteSigningRequest request, CancellationToken cancellationToken)
    {
        var (provider, gateway) = catalogue.Find(request.Entry);
        return await gateways[gateway].StartAsync(provider, request, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<RemoteOutcome> PollAsync(
        SignatureEntry entry, string transaction, string providerReference, CancellationToken cancellationToken)
    {
        var (provider, gateway) = catalogue.Find(entry);
        return await gateways[gateway].PollAsync(provider, transaction, providerReference, cancellationToken);
    }
}
