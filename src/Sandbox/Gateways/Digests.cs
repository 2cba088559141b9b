using System.Security.Cryptography;

namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>SHA-256 digests as callers write them. Each method answers null for anything else.</summary>
internal static class Digests
{
    public static byte[]? FromLowerCaseHex(string text) =>
        text.Length == 2 * SHA256.HashSizeInBytes && text.All(c => c is >= '0' and <= '9' or >= 'a' and <= 'f')
            ? Convert.FromHexString(text)
            : null;

    public static byte[]? FromHexOrBase64(string text)
    {
        if (text.Length == 2 * SHA256.HashSizeInBytes && text.All(char.IsAsciiHexDigit))
            return Convert.FromHexString(text);
        var bytes = new byte[SHA256.HashSizeInBytes];
        return Convert.TryFromBase64String(text, bytes, out var length) && length == bytes.Length ? bytes : null;
    }
}
