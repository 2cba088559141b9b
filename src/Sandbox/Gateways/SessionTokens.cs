using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>What a token stands for.</summary>
/// <param name="Gateway">The provider's gateway.</param>
/// <param name="Use">What it may be used for, for example "access".</param>
/// <param name="Owner">Whose it is.</param>
/// <param name="ExpiresAt">Seconds since 1970.</param>
/// <param name="Id">Its own identifier.</param>
internal sealed record SessionToken(string Gateway, string Use, string Owner, long ExpiresAt, string Id);

/// <summary>
/// Tokens that the providers hand out at login: JWTs under a key of the data directory (RFC 7519, HS256), so that they outlive a restart.
/// </summary>
internal sealed class SessionTokens(DataDirectory directory, TimeProvider time)
{
    private const string KeyFile = "clients/tokens.key";
    private const int KeyBytes = 32;
    private static readonly string Header = Encode("""{"alg":"HS256","typ":"JWT"}"""u8);

    private readonly Lazy<byte[]> key = new(() => ReadOrMakeKey(directory));
    private readonly ConcurrentDictionary<string, bool> used = new(StringComparer.Ordinal);

    public string Issue(string gateway, string use, string owner, TimeSpan lifetime)
    {
        var token = new SessionToken(
            gateway, use, owner, time.GetUtcNow().Add(lifetime).ToUnixTimeSeconds(), RandomNumberGenerator.GetHexString(16, lowercase: true));
        var signed = $"{Header}.{Encode(JsonSerializer.SerializeToUtf8Bytes(token, Wire.Json))}";
        return $"{signed}.{Encode(Sign(signed))}";
    }

    /// <summary>The token, when this gateway issued it for this use and its time is not up.</summary>
    public SessionToken? Read(string gateway, string use, string? text)
    {
        if (text?.LastIndexOf('.') is not ({ } dot and > 0)
            || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Encode(Sign(text[..dot]))), Encoding.ASCII.GetBytes(text[(dot + 1)..])))
            return null;
        var token = JsonSerializer.Deserialize<SessionToken>(Base64Url.DecodeFromChars(text.Split('.')[1]), Wire.Json);
        return token is not null && token.Gateway == gateway && token.Use == use && token.ExpiresAt > time.GetUtcNow().ToUnixTimeSeconds()
            ? token
            : null;
    }

    /// <summary>Takes a token that is good for one use.</summary>
    public SessionToken? Spend(string gateway, string use, string? text) =>
        Read(gateway, use, text) is { } token && used.TryAdd(token.Id, true) ? token : null;

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    private static byte[] ReadOrMakeKey(DataDirectory directory)
    {
        if (directory.Read(KeyFile) is { } text)
            return Convert.FromBase64String(text);
        var made = RandomNumberGenerator.GetBytes(KeyBytes);
        directory.Write(KeyFile, Convert.ToBase64String(made));
        return made;
    }

    private byte[] Sign(string text) => HMACSHA256.HashData(key.Value, Encoding.UTF8.GetBytes(text));
}
