using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.SignatureProfiles;

namespace KonTum.Tthc.Infrastructure.Signing.Providers;

/// <summary>Leads each account to the adapter and the connection that the catalogue names for its provider and kind.</summary>
internal sealed class RemoteSigning(ProviderCatalogue catalogue) : IRemoteSigning
{
    /// <inheritdoc />
    public IReadOnlyList<SignatureProvider> Providers => catalogue.Current.Offered;

    /// <inheritdoc />
    public SigningTraits TraitsOf(SignatureEntry entry)
    {
        var (_, route, adapter) = catalogue.Find(entry);
        return new SigningTraits(
            route.Connection.MaxDocuments, route.Connection.Lifetime, route.Connection.Pace, adapter.SignsByItself);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<RemoteCertificate>> ListCertificatesAsync(
        string personId, SignatureEntry entry, CancellationToken cancellationToken)
    {
        var (_, route, adapter) = catalogue.Find(entry);
        return await adapter.ListCertificatesAsync(route, personId, entry, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<string> ReserveTransactionAsync(
        SignatureEntry entry, string certificateSerialNumber, CancellationToken cancellationToken)
    {
        var (_, route, adapter) = catalogue.Find(entry);
        return await adapter.ReserveTransactionAsync(route, entry, certificateSerialNumber, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<StartedRemoteSigning> StartAsync(RemoteSigningRequest request, CancellationToken cancellationToken)
    {
        var (_, route, adapter) = catalogue.FindUnderWay(request.Entry);
        return await adapter.StartAsync(route, request, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<RemoteOutcome> PollAsync(RemoteCeremony ceremony, CancellationToken cancellationToken)
    {
        var (_, route, adapter) = catalogue.FindUnderWay(ceremony.Request.Entry);
        return await adapter.PollAsync(route, ceremony, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<RemoteOutcome> AuthorizeAsync(
        RemoteCeremony ceremony, SigningAuthorization authorization, CancellationToken cancellationToken)
    {
        var (_, route, adapter) = catalogue.FindUnderWay(ceremony.Request.Entry);
        return await adapter.AuthorizeAsync(route, ceremony, authorization, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<AccountConnection> ConnectAccountAsync(
        string personId, SignatureEntry entry, AccountLogin login, CancellationToken cancellationToken)
    {
        var (_, route, adapter) = catalogue.Find(entry);
        return await adapter.ConnectAccountAsync(route, personId, entry, login, cancellationToken);
    }

    /// <inheritdoc />
    public ProviderLogo? FindLogo(string providerCode) => catalogue.FindProvider(providerCode)?.Logo;
}
