using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.SignatureProfiles;

namespace KonTum.Tthc.Infrastructure.Signing.Adapters.Token;

/// <summary>
/// USB token and SIM: nobody is called. The platform prepares the digests, and a program on the person's machine brings certificate and
/// signatures; until then the ceremony waits like any other.
/// </summary>
internal sealed class TokenAdapter : IProviderAdapter
{
    /// <inheritdoc />
    public string Name => "token";

    /// <inheritdoc />
    public bool SignsByItself => true;

    /// <inheritdoc />
    public void CheckTraits(ProviderConnection connection) => connection.TraitsOf<NoTraits>();

    /// <inheritdoc />
    public Task<IReadOnlyList<RemoteCertificate>> ListCertificatesAsync(
        ProviderRoute route, string personId, SignatureEntry entry, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<RemoteCertificate>>([]);

    /// <inheritdoc />
    public Task<string> ReserveTransactionAsync(
        ProviderRoute route, SignatureEntry entry, string certificateSerialNumber, CancellationToken cancellationToken) =>
        Task.FromResult(Guid.NewGuid().ToString("D"));

    /// <inheritdoc />
    public Task<StartedRemoteSigning> StartAsync(ProviderRoute route, RemoteSigningRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new StartedRemoteSigning("", route.Connection.Lifetime));

    /// <inheritdoc />
    public Task<RemoteOutcome> PollAsync(ProviderRoute route, RemoteCeremony ceremony, CancellationToken cancellationToken) =>
        Task.FromResult<RemoteOutcome>(new RemoteOutcome.Pending());

    /// <summary>A token has none.</summary>
    private sealed record NoTraits;
}
