using System.Text.Json;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Infrastructure.Signing.Adapters;

namespace KonTum.Tthc.Infrastructure.Signing.Providers;

/// <summary>
/// Reads the calls of providers with the adapter of the connection that they come in for. The secret of the address is one of the
/// connection's own, so it is changed like the others without a restart.
/// </summary>
internal sealed class ConnectionCallbacks(ProviderCatalogue catalogue) : IProviderCallbacks
{
    /// <summary>Name of the secret.</summary>
    public const string SecretName = "callback_secret";

    /// <inheritdoc />
    public string? FindSecret(string connection) =>
        catalogue.FindConnection(connection)?.Connection.Secrets[SecretName] is { Length: > 0 } secret ? secret : null;

    /// <inheritdoc />
    public string? Read(string connection, JsonElement body) => catalogue.FindConnection(connection) is { } found
        ? found.Adapter.ReadCallback(new ProviderRoute("", found.Connection, 0, false), body)
        : null;
}
