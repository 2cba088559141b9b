using System.Security.Cryptography;

namespace KonTum.Tthc.Infrastructure.PersonalData;

/// <summary>AES-256-GCM with a random nonce (NIST SP 800-38D, 8.2.2): nonce, ciphertext and tag in one piece.</summary>
internal static class AesSealing
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>Seals bytes together with what they belong to.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> belonging)
    {
        var sealedBytes = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(
            sealedBytes.AsSpan(0, NonceBytes), plain, sealedBytes.AsSpan(NonceBytes, plain.Length), sealedBytes.AsSpan(NonceBytes + plain.Length),
            belonging);
        return sealedBytes;
    }

    /// <summary>Opens what <see cref="Seal"/> made.</summary>
    /// <exception cref="CryptographicException">Another key, other bytes, or they belong to something else.</exception>
    public static byte[] Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> belonging)
    {
        if (sealedBytes.Length < NonceBytes + TagBytes) throw new CryptographicException("Too short.");
        var plain = new byte[sealedBytes.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(sealedBytes[..NonceBytes], sealedBytes[NonceBytes..^TagBytes], sealedBytes[^TagBytes..], plain, belonging);
        return plain;
    }
}
