using System.Security.Cryptography;
using System.Text;

namespace KonTum.Tthc.Infrastructure.Payments;

/// <summary>
/// A message to or from the payment service: named texts and a signature over all of them (docs/payments.md). The signed text is the
/// members with a value, sorted by name, percent-encoded (RFC 3986) as <c>name=value</c> and joined by <c>&amp;</c>, so that no two
/// messages read the same; the signature is HMAC-SHA512 of it in lower-case hexadecimal.
/// </summary>
internal static class GatewayMessage
{
    /// <summary>Name of the member with the signature.</summary>
    public const string Signature = "tt_sign";

    /// <summary>The message with its signature.</summary>
    public static SortedDictionary<string, string> Sign(IEnumerable<KeyValuePair<string, string>> members, ReadOnlySpan<byte> key)
    {
        var signed = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in members.Where(m => m.Value.Length > 0)) signed[name] = value;
        signed[Signature] = Convert.ToHexStringLower(Mac(signed, key));
        return signed;
    }

    /// <summary>Whether the signature is right, in a time that does not tell where it is wrong.</summary>
    public static bool IsGenuine(IReadOnlyDictionary<string, string> message, ReadOnlySpan<byte> key)
    {
        Span<byte> given = stackalloc byte[HMACSHA512.HashSizeInBytes];
        var text = message.GetValueOrDefault(Signature, "");
        var isHex = text.Length == 2 * HMACSHA512.HashSizeInBytes
            && Convert.FromHexString(text, given, out _, out _) == System.Buffers.OperationStatus.Done;
        return CryptographicOperations.FixedTimeEquals(Mac(message, key), given) && isHex;
    }

    /// <summary>The message as it stands in an address or in a form.</summary>
    public static string Encode(IEnumerable<KeyValuePair<string, string>> members) =>
        string.Join('&', members.Select(m => $"{Uri.EscapeDataString(m.Key)}={Uri.EscapeDataString(m.Value)}"));

    private static byte[] Mac(IEnumerable<KeyValuePair<string, string>> members, ReadOnlySpan<byte> key) => HMACSHA512.HashData(
        key,
        Encoding.UTF8.GetBytes(Encode(members
            .Where(m => m.Key != Signature && m.Value.Length > 0)
            .OrderBy(m => m.Key, StringComparer.Ordinal))));
}
