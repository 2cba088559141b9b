using KonTum.Tthc.Pades.Cms;

namespace KonTum.Tthc.Pades.Validation.Judgement;

/// <summary>Keys and algorithms as people write them.</summary>
internal static class KeyText
{
    /// <summary>As <c>RSA-2048</c>, <c>ECDSA P-256</c>, <c>ECDSA brainpoolP256r1</c>.</summary>
    public static string Of(SignerKey key) => key.Kind switch
    {
        KeyKind.Rsa => $"RSA-{key.Bits}",
        KeyKind.Ecdsa when key.Curve!.StartsWith("1.3.36.", StringComparison.Ordinal) =>
            $"ECDSA brainpoolP{key.Bits}{(int.Parse(key.Curve[(key.Curve.LastIndexOf('.') + 1)..], System.Globalization.CultureInfo.InvariantCulture) % 2 == 1 ? "r1" : "t1")}",
        KeyKind.Ecdsa => $"ECDSA P-{key.Bits}",
        _ => "unknown kind",
    };

    /// <summary>As <c>RSA-2048 PKCS#1 v1.5</c>, <c>RSA-3072 PSS</c> or <c>ECDSA P-256</c>.</summary>
    public static string Of(SignerKey key, SignatureAlgorithm algorithm) =>
        key.Kind == KeyKind.Rsa ? $"{Of(key)} {(algorithm.PssMask is null ? "PKCS#1 v1.5" : "PSS")}" : Of(key);
}
