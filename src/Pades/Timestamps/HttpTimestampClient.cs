using System.Buffers;
using System.Formats.Asn1;
using System.Net.Http.Headers;
using System.Numerics;
using System.Security.Cryptography;
using KonTum.Tthc.Pades.Cms;
using Org.BouncyCastle.Asn1;

namespace KonTum.Tthc.Pades.Timestamps;

/// <summary>Asks a time-stamping authority over HTTP (RFC 3161, 3.4) and checks the answer before handing it on.</summary>
/// <remarks>
/// Checked are status, imprint, nonce, signature, ESS reference and purpose of the certificate. Whether the authority is trusted is a
/// question for validation: roots are configured there.
/// </remarks>
/// <param name="http">Carries time limits, proxies and credentials; not disposed here.</param>
/// <param name="authority">Address of the authority.</param>
public sealed class HttpTimestampClient(HttpClient http, Uri authority) : ITimestampClient
{
    /// <summary>Largest answer that is read, in bytes; a token with its chain takes about 6 KB.</summary>
    public const int MaxResponseBytes = 256 * 1024;

    /// <inheritdoc />
    public async Task<byte[]> GetTokenAsync(ReadOnlyMemory<byte> digest, HashAlgorithmName algorithm, CancellationToken cancellationToken = default)
    {
        var nonce = new BigInteger(RandomNumberGenerator.GetBytes(16), isUnsigned: true);
        var answer = await SendAsync(WriteRequest(digest.Span, algorithm, nonce), cancellationToken).ConfigureAwait(false);
        try
        {
            var token = ReadGrantedToken(answer);
            CheckToken(token, digest.Span, algorithm, nonce);
            return token;
        }
        catch (Exception exception) when (exception is not (OutOfMemoryException or TimestampException))
        {
            throw new TimestampException("The answer of the time-stamping authority cannot be read.", exception);
        }
    }

    /// <summary>TimeStampReq (RFC 3161, 2.4.1), asking for the authority's certificate.</summary>
    private static byte[] WriteRequest(ReadOnlySpan<byte> digest, HashAlgorithmName algorithm, BigInteger nonce)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(Oids.OfHash(algorithm));
                    writer.WriteNull(); // several authorities refuse absent parameters
                }

                writer.WriteOctetString(digest);
            }

            writer.WriteInteger(nonce);
            writer.WriteBoolean(true); // certReq
        }

        return writer.Encode();
    }

    private async Task<byte[]> SendAsync(byte[] request, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new ByteArrayContent(request);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/timestamp-query");
            using var message = new HttpRequestMessage(HttpMethod.Post, authority) { Content = content };
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                throw new TimestampException($"The time-stamping authority answered with HTTP status {(int)response.StatusCode}.");
            if (response.Content.Headers.ContentLength > MaxResponseBytes) throw TooLarge();
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                return await ReadBoundedAsync(stream, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            throw new TimestampException("The time-stamping authority could not be reached.", exception);
        }
    }

    private static async Task<byte[]> ReadBoundedAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        while (true)
        {
            var read = await stream.ReadAsync(buffer.GetMemory(8 * 1024), cancellationToken).ConfigureAwait(false);
            if (read == 0) return buffer.WrittenSpan.ToArray();
            buffer.Advance(read);
            if (buffer.WrittenCount > MaxResponseBytes) throw TooLarge();
        }
    }

    /// <summary>TimeStampResp (RFC 3161, 2.4.2).</summary>
    private static byte[] ReadGrantedToken(byte[] answer)
    {
        var response = new AsnReader(answer, AsnEncodingRules.BER).ReadSequence();
        var info = response.ReadSequence();
        if (!info.TryReadInt32(out var status) || status is not (0 or 1)) // granted, grantedWithMods
            throw new TimestampException($"The time-stamping authority refused with PKIStatus {status}.");
        if (!response.HasData) throw new TimestampException("The time-stamping authority granted a timestamp but sent no token.");
        var token = response.ReadEncodedValue().ToArray();
        try
        {
            AsnDecoder.ReadEncodedValue(token, AsnEncodingRules.DER, out _, out _, out _);
            return token;
        }
        catch (AsnContentException)
        {
            // Some authorities send BER with indefinite lengths; inside a CMS in DER it must be DER too. The check comes after this.
            AsnDepth.Ensure(token);
            return Asn1Object.FromByteArray(token).GetEncoded(Asn1Encodable.Der);
        }
    }

    private static void CheckToken(byte[] encoded, ReadOnlySpan<byte> digest, HashAlgorithmName algorithm, BigInteger nonce)
    {
        var token = TimestampToken.Parse(encoded);
        if (token.ImprintHash != algorithm) throw new TimestampException("The timestamp is over a digest of another algorithm.");
        if (token.Nonce != nonce) throw new TimestampException("The timestamp carries another nonce: it does not answer this request.");
        var verdict = token.Verify(digest, known: []);
        if (verdict.Failure is not null) throw new TimestampException($"The timestamp is not usable: {verdict.Detail}");
        if (!TimestampToken.IsForTimeStamping(verdict.Certificate!))
            throw new TimestampException("The authority's certificate is not for time stamping alone (RFC 3161, 2.3).");
    }

    private static TimestampException TooLarge() =>
        new($"The answer of the time-stamping authority is larger than {MaxResponseBytes} bytes.");
}
