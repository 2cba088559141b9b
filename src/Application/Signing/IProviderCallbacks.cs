using System.Text.Json;

namespace KonTum.Tthc.Application.Signing;

/// <summary>Understands the calls that providers make when they have an answer. What they say is a hint to ask, never an answer.</summary>
public interface IProviderCallbacks
{
    /// <summary>
    /// The secret that the address of a connection's callbacks carries, because most providers sign nothing; null when the connection
    /// takes no callbacks, or is switched off.
    /// </summary>
    string? FindSecret(string connection);

    /// <summary>Which confirmation a call speaks of: its transaction or the provider's reference; null when it names none.</summary>
    string? Read(string connection, JsonElement body);
}
