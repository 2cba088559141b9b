using System.Security.Cryptography;

namespace KonTum.Tthc.Pades.Cms;

/// <summary>Which algorithms are believed, and until when.</summary>
/// <remarks>
/// SHA-1 and RSA below 2048 bits are believed only when a trusted timestamp proves that the signature existed before
/// <see cref="WeakUntil"/>. The default, the end of 2013, is when NIST SP 800-131A withdrew both for making signatures; ETSI TS 119 312
/// lists neither. MD5 and everything older are never believed. The same rules hold for certificates below the anchor and for timestamps.
/// </remarks>
internal sealed record AlgorithmPolicy
{
    /// <summary>The rules of this library.</summary>
    public static AlgorithmPolicy Default { get; } = new();

    /// <summary>End of the time in which SHA-1 and short RSA keys were acceptable.</summary>
    public DateTimeOffset WeakUntil { get; init; } = new(2014, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Fewest bits of an RSA modulus.</summary>
    public int RsaBits { get; init; } = 2048;

    /// <summary>Fewest bits of a curve; shorter ones are never believed.</summary>
    public int CurveBits { get; init; } = 256;

    /// <summary>What is wrong with a digest at a time; null when nothing is.</summary>
    public string? Objection(HashAlgorithmName hash, DateTimeOffset at)
    {
        if (hash == HashAlgorithmName.SHA256 || hash == HashAlgorithmName.SHA384 || hash == HashAlgorithmName.SHA512) return null;
        return hash == HashAlgorithmName.SHA1 && at < WeakUntil ? null : $"The digest algorithm {hash.Name} is not accepted.";
    }

    /// <summary>What is wrong with a key at a time; null when nothing is.</summary>
    public string? Objection(SignerKey key, DateTimeOffset at) => key.Kind switch
    {
        KeyKind.Rsa when key.Bits >= RsaBits || (key.Bits >= 1024 && at < WeakUntil) => null,
        KeyKind.Ecdsa when key.Bits >= CurveBits => null,
        KeyKind.Unsupported => "The key is neither RSA nor ECDSA on a NIST curve.",
        _ => $"A key of {key.Bits} bits is not accepted.",
    };
}
