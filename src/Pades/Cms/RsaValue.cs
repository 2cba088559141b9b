using System.Numerics;
using System.Security.Cryptography;

namespace KonTum.Tthc.Pades.Cms;

/// <summary>
/// RSA verification (RFC 8017, 8.1.2 and 8.2.2) for what .NET does not take: SHA-224, PSS with another salt or mask digest. Only public
/// values are handled, so nothing has to be hidden from a clock. BouncyCastle would ask for tens of milliseconds whether the modulus may
/// be prime.
/// </summary>
internal static class RsaValue
{
    /// <summary>As OpenSSL has it for long keys: a hostile exponent as long as the modulus would take seconds.</summary>
    private const int LongestExponentBits = 64;

    /// <summary>EMSA-PKCS1-v1_5: the one encoding that is possible is compared.</summary>
    public static bool IsPkcs1(RSAParameters key, byte[] hash, ReadOnlySpan<byte> signature, HashAlgorithmName name)
    {
        if (Open(key, signature) is not { } message) return false;
        var info = Digests.DigestInfoPrefix(name, hash.Length);
        var padding = message.Length - info.Length - hash.Length - 3;
        if (padding < 8) return false;
        byte[] expected = [0, 1, .. Enumerable.Repeat((byte)0xFF, padding), 0, .. info, .. hash];
        return message.AsSpan().SequenceEqual(expected);
    }

    /// <summary>EMSA-PSS-VERIFY, RFC 8017, 9.1.2.</summary>
    public static bool IsPss(RSAParameters key, int bits, byte[] hash, ReadOnlySpan<byte> signature, HashAlgorithmName name, HashAlgorithmName mask, int saltLength)
    {
        if (Open(key, signature) is not { } message) return false;
        var length = (bits + 6) / 8; // emLen = ceil((modBits - 1) / 8)
        var encoded = message.AsSpan(message.Length - length);
        if (message.AsSpan(0, message.Length - length).ContainsAnyExcept((byte)0)
            || saltLength < 0 || length < hash.Length + saltLength + 2 || encoded[^1] != 0xBC) return false;
        var masked = encoded[..(length - hash.Length - 1)];
        var seed = encoded[masked.Length..^1];
        var unusedBits = (8 * length) - (bits - 1);
        if (masked[0] >> (8 - unusedBits) != 0) return false;
        var data = Unmask(masked, seed, mask);
        data[0] &= (byte)(0xFF >> unusedBits);
        var zeros = data.Length - saltLength - 1;
        if (data.AsSpan(0, zeros).ContainsAnyExcept((byte)0) || data[zeros] != 1) return false;
        return Digests.Hash(name, [.. new byte[8], .. hash, .. data.AsSpan(zeros + 1)]).AsSpan().SequenceEqual(seed);
    }

    /// <summary>RSAVP1; null when the value is none of this key.</summary>
    private static byte[]? Open(RSAParameters key, ReadOnlySpan<byte> signature)
    {
        var modulus = new BigInteger(key.Modulus, isUnsigned: true, isBigEndian: true);
        var exponent = new BigInteger(key.Exponent, isUnsigned: true, isBigEndian: true);
        var value = new BigInteger(signature, isUnsigned: true, isBigEndian: true);
        if (signature.Length != key.Modulus!.Length || value >= modulus || exponent.GetBitLength() > LongestExponentBits) return null;
        var opened = BigInteger.ModPow(value, exponent, modulus).ToByteArray(isUnsigned: true, isBigEndian: true);
        return opened.Length == signature.Length ? opened : [.. new byte[signature.Length - opened.Length], .. opened];
    }

    private static byte[] Unmask(ReadOnlySpan<byte> masked, ReadOnlySpan<byte> seed, HashAlgorithmName mask)
    {
        var data = masked.ToArray();
        byte[] block = [.. seed, 0, 0, 0, 0];
        for (int counter = 0, at = 0; at < data.Length; counter++)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(block.AsSpan(seed.Length), counter);
            foreach (var part in Digests.Hash(mask, block))
            {
                if (at == data.Length) break;
                data[at++] ^= part;
            }
        }

        return data;
    }
}
