using System.Text.Json.Nodes;
using KonTum.Tthc.Application.Exchange;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Infrastructure.Portal;

/// <summary>
/// What the portal says it has. The question carries the code of one dossier; the answer is its item as it was sent, alone or as the only
/// one of a list (both are read, because no published specification says which).
/// </summary>
internal sealed class PortalRegister(PortalClient portal) : IPortalRegister
{
    /// <inheritdoc />
    public async Task<JsonObject?> FindAsync(string dossierCode, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await portal.CallAsync("TraCuuHoSo", body => body["MaHoSo"] = dossierCode, cancellationToken);
            if (!answer.IsOk) throw Failures.PortalUnavailable.Because();
            return answer.Root["data"] switch
            {
                JsonObject one when one.Count > 0 => one,
                JsonArray list => list.OfType<JsonObject>().FirstOrDefault(i => i["MaHoSo"]?.ToString() == dossierCode),
                _ => null,
            };
        }
        catch (HttpRequestException)
        {
            throw Failures.PortalUnavailable.Because();
        }
    }
}
