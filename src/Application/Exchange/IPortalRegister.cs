using System.Text.Json.Nodes;

namespace KonTum.Tthc.Application.Exchange;

/// <summary>Asks the national portal what it has.</summary>
public interface IPortalRegister
{
    /// <summary>The dossier as the portal has it (TraCuuHoSo), in its own spelling; null when it does not know it.</summary>
    /// <exception cref="Domain.Failures.FailureException">PORTAL_UNAVAILABLE.</exception>
    Task<JsonObject?> FindAsync(string dossierCode, CancellationToken cancellationToken);
}
