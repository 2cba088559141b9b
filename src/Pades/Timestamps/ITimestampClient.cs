using System.Security.Cryptography;

namespace KonTum.Tthc.Pades.Timestamps;

/// <summary>A client of a time-stamping authority (RFC 3161).</summary>
public interface ITimestampClient
{
    /// <summary>Obtains a timestamp token over a digest.</summary>
    /// <param name="digest">The digest of the bytes to be stamped.</param>
    /// <param name="algorithm">The algorithm that made it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>DER of the token (a CMS SignedData over TSTInfo), checked against digest, nonce and its own signature.</returns>
    /// <exception cref="TimestampException">No usable token.</exception>
    Task<byte[]> GetTokenAsync(ReadOnlyMemory<byte> digest, HashAlgorithmName algorithm, CancellationToken cancellationToken = default);
}

/// <summary>The time-stamping authority could not be reached or did not give a usable token.</summary>
/// <param name="message">One English sentence for developers.</param>
/// <param name="innerException">What led to it, if anything.</param>
public sealed class TimestampException(string message, Exception? innerException = null) : Exception(message, innerException);
