using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace KonTum.Tthc.Api.Callbacks;

/// <summary>
/// The token that a provider asks for before it calls: an end and a MAC of it under the connection's own secret, so that every node knows
/// the tokens of all others and none are kept.
/// </summary>
internal static class CallbackToken
{
    private const int EndBytes = 8;

    /// <summary>How long one holds.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public static string Make(string secret, DateTimeOffset end)
    {
        var token = new byte[EndBytes + HMACSHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt64BigEndian(token, end.ToUnixTimeSeconds());
        Mac(secret, token.AsSpan(0, EndBytes)).CopyTo(token.AsSpan(EndBytes));
        return Base64Url.EncodeToString(token);
    }

    public static bool Holds(string secret, string text, DateTimeOffset now)
    {
        Span<byte> token = stackalloc byte[EndBytes + HMACSHA256.HashSizeInBytes];
        if (text.Length > 64 || !Base64Url.TryDecodeFromChars(text, token, out var length) || length != token.Length) return false;
        return CryptographicOperations.FixedTimeEquals(Mac(secret, token[..EndBytes]), token[EndBytes..])
            && BinaryPrimitives.ReadInt64BigEndian(token) > now.ToUnixTimeSeconds();
    }

    private static byte[] Mac(string secret, ReadOnlySpan<byte> end) =>
        HMACSHA256.HashData(Encoding.UTF8.GetBytes("callback-token\n" + secret), end);
}
