using System.Security.Cryptography;
using System.Text;

namespace KonTum.Tthc.Pades.Revocation;

/// <summary>Some authorities serve text where RFC 5280 asks for DER.</summary>
internal static class PemText
{
    /// <summary>The bytes inside the first block of PEM; the input itself when it is none.</summary>
    public static byte[] Unwrap(byte[] data)
    {
        if (!data.AsSpan().TrimStart(" \r\n\t"u8).StartsWith("-----BEGIN "u8)) return data;
        var text = Encoding.Latin1.GetString(data);
        return PemEncoding.TryFind(text, out var fields) ? Convert.FromBase64String(text[fields.Base64Data]) : data;
    }
}
