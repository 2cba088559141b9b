using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Pades.Timestamps;
using Polly;

namespace KonTum.Tthc.Infrastructure.Signing;

/// <summary>Configuration section <c>Tthc:Timestamps</c>.</summary>
internal sealed class TimestampOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Tthc:Timestamps";

    /// <summary>Name of the HTTP client.</summary>
    public const string ClientName = "timestamps";

    /// <summary>Address of the time-stamping authority (RFC 3161).</summary>
    public string? Url { get; set; }

    /// <summary>How long one attempt may take, in seconds.</summary>
    public double AttemptTimeoutSeconds { get; set; } = 10;
}

/// <summary>
/// Obtains one timestamp, keeps its time, and takes it only from an authority that leads to a configured root: timestamps travel over
/// plain HTTP, and one that nobody believes would spoil a signature that cannot be made again without the person.
/// </summary>
internal sealed class TrustedTimestamps(ITimestampClient inner, ICertificateInspector inspector) : ITimestampClient
{
    /// <summary>Time of the last token; null before.</summary>
    public DateTimeOffset? Time { get; private set; }

    /// <inheritdoc />
    public async Task<byte[]> GetTokenAsync(
        ReadOnlyMemory<byte> digest, HashAlgorithmName algorithm, CancellationToken cancellationToken = default)
    {
        byte[] encoded;
        try
        {
            encoded = await inner.GetTokenAsync(digest, algorithm, cancellationToken);
        }
        catch (ExecutionRejectedException exception)
        {
            throw new TimestampException("The time-stamping authority did not answer in time.", exception);
        }

        if (!Rfc3161TimestampToken.TryDecode(encoded, out var token, out _)) throw new TimestampException("The token cannot be read.");
        var included = token.AsSignedCms().Certificates;
        if (!token.VerifySignatureForHash(digest.Span, algorithm, out var signer, included))
            throw new TimestampException("The token is not signed over the digest.");
        if (!inspector.Inspect([signer!.RawData, .. included.Cast<X509Certificate2>().Select(c => c.RawData)]).Trusted)
            throw new TimestampException("The time-stamping authority does not lead to a configured root.");
        Time = token.TokenInfo.Timestamp;
        return encoded;
    }
}
