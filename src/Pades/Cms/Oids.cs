using System.Security.Cryptography;

namespace KonTum.Tthc.Pades.Cms;

/// <summary>Object identifiers of RFC 5652, 5035, 5126, 3161, 5754, 8017, 5480, 5758, 5639 and of the NIST registry (SHA-3).</summary>
internal static class Oids
{
    public const string Data = "1.2.840.113549.1.7.1";
    public const string SignedData = "1.2.840.113549.1.7.2";
    public const string ContentType = "1.2.840.113549.1.9.3";
    public const string MessageDigest = "1.2.840.113549.1.9.4";
    public const string SigningTime = "1.2.840.113549.1.9.5";
    public const string SigningCertificate = "1.2.840.113549.1.9.16.2.12";
    public const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";
    public const string ContentTimestamp = "1.2.840.113549.1.9.16.2.20";
    public const string SignatureTimestamp = "1.2.840.113549.1.9.16.2.14";
    public const string TstInfo = "1.2.840.113549.1.9.16.1.4";
    public const string TimeStamping = "1.3.6.1.5.5.7.3.8";
    public const string ExtendedKeyUsage = "2.5.29.37";

    public const string RsaEncryption = "1.2.840.113549.1.1.1";
    public const string RsaPss = "1.2.840.113549.1.1.10";
    public const string Mgf1 = "1.2.840.113549.1.1.8";
    public const string EcPublicKey = "1.2.840.10045.2.1";

    private static readonly Dictionary<string, HashAlgorithmName> Hashes = new()
    {
        ["1.2.840.113549.2.5"] = HashAlgorithmName.MD5,
        ["1.3.14.3.2.26"] = HashAlgorithmName.SHA1,
        ["2.16.840.1.101.3.4.2.1"] = HashAlgorithmName.SHA256,
        ["2.16.840.1.101.3.4.2.2"] = HashAlgorithmName.SHA384,
        ["2.16.840.1.101.3.4.2.3"] = HashAlgorithmName.SHA512,
        ["2.16.840.1.101.3.4.2.4"] = Digests.Sha224,
        ["2.16.840.1.101.3.4.2.8"] = HashAlgorithmName.SHA3_256,
        ["2.16.840.1.101.3.4.2.9"] = HashAlgorithmName.SHA3_384,
        ["2.16.840.1.101.3.4.2.10"] = HashAlgorithmName.SHA3_512,
    };

    private static readonly Dictionary<string, HashAlgorithmName> RsaSignatures = new()
    {
        ["1.2.840.113549.1.1.4"] = HashAlgorithmName.MD5,
        ["1.2.840.113549.1.1.5"] = HashAlgorithmName.SHA1,
        ["1.3.14.3.2.29"] = HashAlgorithmName.SHA1,
        ["1.2.840.113549.1.1.11"] = HashAlgorithmName.SHA256,
        ["1.2.840.113549.1.1.12"] = HashAlgorithmName.SHA384,
        ["1.2.840.113549.1.1.13"] = HashAlgorithmName.SHA512,
        ["1.2.840.113549.1.1.14"] = Digests.Sha224,
        ["2.16.840.1.101.3.4.3.14"] = HashAlgorithmName.SHA3_256,
        ["2.16.840.1.101.3.4.3.15"] = HashAlgorithmName.SHA3_384,
        ["2.16.840.1.101.3.4.3.16"] = HashAlgorithmName.SHA3_512,
    };

    private static readonly Dictionary<string, HashAlgorithmName> EcdsaSignatures = new()
    {
        ["1.2.840.10045.4.1"] = HashAlgorithmName.SHA1,
        ["1.2.840.10045.4.3.2"] = HashAlgorithmName.SHA256,
        ["1.2.840.10045.4.3.3"] = HashAlgorithmName.SHA384,
        ["1.2.840.10045.4.3.4"] = HashAlgorithmName.SHA512,
        ["1.2.840.10045.4.3.1"] = Digests.Sha224,
        ["2.16.840.1.101.3.4.3.10"] = HashAlgorithmName.SHA3_256,
        ["2.16.840.1.101.3.4.3.11"] = HashAlgorithmName.SHA3_384,
        ["2.16.840.1.101.3.4.3.12"] = HashAlgorithmName.SHA3_512,
    };

    /// <summary>The digest with this identifier; null when it is not one we know.</summary>
    public static HashAlgorithmName? Hash(string oid) => Hashes.TryGetValue(oid, out var name) ? name : null;

    /// <summary>The digest of an RSA PKCS#1 v1.5 signature algorithm.</summary>
    public static HashAlgorithmName? RsaSignatureHash(string oid) => RsaSignatures.TryGetValue(oid, out var name) ? name : null;

    /// <summary>The digest of an ECDSA signature algorithm.</summary>
    public static HashAlgorithmName? EcdsaSignatureHash(string oid) => EcdsaSignatures.TryGetValue(oid, out var name) ? name : null;

    /// <summary>The identifier of a digest.</summary>
    /// <exception cref="ArgumentException">Not SHA-1 or SHA-2.</exception>
    public static string OfHash(HashAlgorithmName name) =>
        Hashes.FirstOrDefault(pair => pair.Value == name).Key ?? throw new ArgumentException($"The digest {name.Name} has no identifier here.");

    public static string Rsa(SignatureDigest digest) => RsaSignatures.Last(pair => pair.Value == digest.ToHashName()).Key;

    public static string Ecdsa(SignatureDigest digest) => EcdsaSignatures.Last(pair => pair.Value == digest.ToHashName()).Key;
}
