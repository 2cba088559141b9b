using System.Security.Cryptography;

namespace KonTum.Tthc.Pades.Cms;

/// <summary>The digests under the names of the other standards.</summary>
internal static class DigestNames
{
    /// <summary>Name as .NET knows it.</summary>
    public static HashAlgorithmName ToHashName(this SignatureDigest digest) => digest switch
    {
        SignatureDigest.Sha256 => HashAlgorithmName.SHA256,
        SignatureDigest.Sha384 => HashAlgorithmName.SHA384,
        SignatureDigest.Sha512 => HashAlgorithmName.SHA512,
        _ => throw new ArgumentOutOfRangeException(nameof(digest)),
    };

    /// <summary>Length in bytes.</summary>
    public static int Length(this SignatureDigest digest) => digest switch
    {
        SignatureDigest.Sha256 => 32,
        SignatureDigest.Sha384 => 48,
        SignatureDigest.Sha512 => 64,
        _ => throw new ArgumentOutOfRangeException(nameof(digest)),
    };

    /// <summary>Digest of some bytes.</summary>
    public static byte[] Hash(this SignatureDigest digest, ReadOnlySpan<byte> bytes) => CryptographicOperations.HashData(digest.ToHashName(), bytes);
}
