using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
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
    public async Task<IReadOnlyList<RemoteCertificate>> ListCertificatesAsync(
        string personId, SignatureEntry entry, CancellationToken cancellationToken)
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
    public SigningTraits TraitsOf(SignatureEntry entry)
    {
        var traits = catalogue.Traits[catalogue.Find(entry).Gateway];
        return new SigningTraits(
            traits.MaxDocuments, TimeSpan.FromSeconds(traits.LifetimeSeconds), new PollPace(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10)));
    }

    /// <inheritdoc />
    public async Task<RemoteOutcome> PollAsync(RemoteCeremony ceremony, CancellationToken cancellationToken)
    {
        var (provider, gateway) = catalogue.Find(ceremony.Request.Entry);
        return await gateways[gateway].PollAsync(provider, ceremony.Request.Transaction, ceremony.ProviderReference, cancellationToken);
    }

    /// <inheritdoc />
    public Task<RemoteOutcome> AuthorizeAsync(RemoteCeremony ceremony, SigningAuthorization authorization, CancellationToken cancellationToken) =>
        throw Failures.AuthorizationNotAsked.Because();

    /// <inheritdoc />
    public Task<AccountConnection> ConnectAccountAsync(
        string personId, SignatureEntry entry, AccountLogin login, CancellationToken cancellationToken) =>
        throw Failures.AccountNeedsNoLogin.Because();

    /// <inheritdoc />
    public ProviderLogo? FindLogo(string providerCode) => null;
}
