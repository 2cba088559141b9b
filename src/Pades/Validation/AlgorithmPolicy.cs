using System.Security.Cryptography;
using KonTum.Tthc.Pades.Cms;

namespace KonTum.Tthc.Pades;

/// <summary>Which algorithms are believed, and until when. What no rule names is never believed.</summary>
/// <remarks>
/// <para>An algorithm past its end is still believed for what a trusted timestamp proves to have existed before. The same rules hold for
/// signatures, certificates below the anchor, timestamps, OCSP responses and CRLs.</para>
/// <para>The default takes the earlier of the dates of ETSI TS 119 312 and NIST SP 800-131A Rev. 2, with one exception: the European
/// recommendation to leave RSA below 3000 bits at the end of 2025 is not followed, since NIST SP 800-57 Part 1 accepts 2048 bits (112 bits
/// of strength) until the end of 2030 and nearly every certificate in use has such a key.</para>
/// </remarks>
public sealed record AlgorithmPolicy
{
    /// <summary>SP 800-131A: SHA-1, RSA below 2048 and curves below 224 bits must not make signatures after 2013.</summary>
    private static readonly DateTimeOffset s_end2013 = new(2014, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>TS 119 312: curves below 256 bits.</summary>
    private static readonly DateTimeOffset s_end2015 = new(2016, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>TS 119 312 with the SOG-IS list that it refers to: SHA-224.</summary>
    private static readonly DateTimeOffset s_end2025 = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>SP 800-57 Part 1 Rev. 5, table 4: 112 bits of strength.</summary>
    private static readonly DateTimeOffset s_end2030 = new(2031, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The rules of this library.</summary>
    public static AlgorithmPolicy Default { get; } = new();

    /// <summary>The digests. MD5 has no rule: collisions were made before signed PDF was common.</summary>
    public IReadOnlyList<DigestRule> Digests { get; init; } =
    [
        new("SHA-1", s_end2013),
        new("SHA-224", s_end2025),
        new("SHA-256", null),
        new("SHA-384", null),
        new("SHA-512", null),
        new("SHA3-256", null),
        new("SHA3-384", null),
        new("SHA3-512", null),
    ];

    /// <summary>The keys; of the rules of a family that a key fulfils, the one that lasts longest counts. RSA below 1024 bits never.</summary>
    public IReadOnlyList<KeyRule> Keys { get; init; } =
    [
        new(KeyFamily.Rsa, 1024, s_end2013),
        new(KeyFamily.Rsa, 2048, s_end2030),
        new(KeyFamily.Rsa, 3000, null),
        new(KeyFamily.Ecdsa, 192, s_end2013),
        new(KeyFamily.Ecdsa, 224, s_end2015),
        new(KeyFamily.Ecdsa, 256, null),
    ];

    /// <summary>The first moment at which a digest is not believed any more: the least value for never, the greatest for no end.</summary>
    internal DateTimeOffset EndOf(HashAlgorithmName digest) =>
        Cms.Digests.Text(digest) is var name && Digests.FirstOrDefault(rule => rule.Name == name) is { } rule
            ? rule.Until ?? DateTimeOffset.MaxValue
            : DateTimeOffset.MinValue;

    /// <summary>The same of a key.</summary>
    internal DateTimeOffset EndOf(SignerKey key)
    {
        KeyFamily? family = key.Kind switch { KeyKind.Rsa => KeyFamily.Rsa, KeyKind.Ecdsa => KeyFamily.Ecdsa, _ => null };
        return Keys.Where(rule => rule.Family == family && key.Bits >= rule.FewestBits)
            .Select(rule => rule.Until ?? DateTimeOffset.MaxValue)
            .DefaultIfEmpty(DateTimeOffset.MinValue).Max();
    }
}

/// <summary>Until when a digest is believed.</summary>
/// <param name="Name">Name as the standards write it: <c>SHA-256</c>, <c>SHA3-256</c>.</param>
/// <param name="Until">The first moment at which it is not; null for no end.</param>
public sealed record DigestRule(string Name, DateTimeOffset? Until);

/// <summary>Kinds of keys.</summary>
public enum KeyFamily
{
    /// <summary>RSA with PKCS#1 v1.5 or PSS.</summary>
    Rsa,

    /// <summary>ECDSA on a NIST or Brainpool curve.</summary>
    Ecdsa,
}

/// <summary>Until when keys of a length are believed.</summary>
/// <param name="Family">Kind of key.</param>
/// <param name="FewestBits">Bits of the modulus or of the curve's field.</param>
/// <param name="Until">The first moment at which they are not; null for no end.</param>
public sealed record KeyRule(KeyFamily Family, int FewestBits, DateTimeOffset? Until);
