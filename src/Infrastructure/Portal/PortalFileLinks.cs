using System.Security.Cryptography;
using System.Text;
using KonTum.Tthc.Application.Exchange;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Portal;

/// <summary>
/// Addresses of files for the national portal. They say which file (MaHoSo, MaThanhPhanHoSo, TepDinhKemId) and prove with an HMAC that they
/// were made here; they have no end, because a signed file must stay reachable.
/// </summary>
internal sealed class PortalFileLinks : IPortalFileLinks
{
    /// <summary>Where the addresses begin.</summary>
    public const string Path = "/exchange/portal";

    private readonly PortalOptions _options;
    private readonly Lazy<byte[]> _key;

    public PortalFileLinks(IOptions<PortalOptions> options)
    {
        _options = options.Value;
        _key = new Lazy<byte[]>(() => Encoding.UTF8.GetBytes(PortalSecrets.Read(_options).FileKey));
    }

    /// <inheritdoc />
    public string AddressOf(string dossierCode, string componentId, Guid fileId) => _options.BaseUrl.Length == 0
        ? ""
        : $"{_options.FileBaseUrl.TrimEnd('/')}{Path}/{Uri.EscapeDataString(dossierCode)}/{Uri.EscapeDataString(componentId)}/{fileId}/{Proof(dossierCode, componentId, fileId)}";

    /// <inheritdoc />
    public bool IsOurs(string dossierCode, string componentId, Guid fileId, string proof) =>
        _options.BaseUrl.Length > 0
        && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(proof), Encoding.UTF8.GetBytes(Proof(dossierCode, componentId, fileId)));

    private string Proof(string dossierCode, string componentId, Guid fileId) => Convert.ToHexStringLower(
        HMACSHA256.HashData(_key.Value, Encoding.UTF8.GetBytes($"{dossierCode}\n{componentId}\n{fileId}")).AsSpan(0, 20));
}
