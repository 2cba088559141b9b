using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Infrastructure.Signing.Certificates;

namespace KonTum.Tthc.Infrastructure.Signing.Adapters.Csc;

/// <summary>How a credential is authorized.</summary>
internal enum CscAuthorizationMode
{
    /// <summary>On the phone.</summary>
    Phone,

    /// <summary>With what the person types here.</summary>
    Typed,

    /// <summary>On a page of the service.</summary>
    Page,
}

/// <summary>
/// What credentials/info says and a ceremony needs again. It is written into the provider reference, so that polling and authorizing
/// do not depend on which node asks, and on what the service says later.
/// </summary>
internal sealed record CscCredential
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault,
    };

    /// <summary>How it is authorized.</summary>
    public CscAuthorizationMode Mode { get; init; }

    /// <summary>What the PIN is called where it is an object of version 2; empty when none is wanted.</summary>
    public string Pin { get; init; } = "";

    /// <summary>The same for the one-time password.</summary>
    public string Otp { get; init; } = "";

    /// <summary>The same for the phone.</summary>
    public string Phone { get; init; } = "";

    /// <summary>OID for signAlgo.</summary>
    public string Algorithm { get; init; } = "";

    /// <summary>Version 2: the handle of an authorization that the phone has not answered.</summary>
    public string Handle { get; init; } = "";

    /// <summary>Reads a reference.</summary>
    public static CscCredential? Read(string reference)
    {
        try
        {
            return reference.Length == 0 ? null : JsonSerializer.Deserialize<CscCredential>(reference, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the reference.</summary>
    public string Write() => JsonSerializer.Serialize(this, Json);
}

/// <summary>What both versions say the same way about a credential.</summary>
internal static class CscCredentialReading
{
    private const string RsaOid = "1.2.840.113549.1.1.1";
    private const string RsaSha256Oid = "1.2.840.113549.1.1.11";
    private const string EcdsaSha256Oid = "1.2.840.10045.4.3.2";

    /// <summary>The certificate of a credential; null when it cannot be read.</summary>
    public static RemoteCertificate? Certificate(JsonElement info, string credentialId)
    {
        var cert = CscAnswer.Member(info, "cert");
        var chain = CscAnswer.Texts(cert, "certificates").Select(Decode).OfType<byte[]>().ToList();
        if (chain.Count == 0) return null;
        try
        {
            using var parsed = X509CertificateLoader.LoadCertificate(chain[0]);
            return new RemoteCertificate(CertificateReading.SerialNumber(parsed), chain, Use(info), IsActive(info, cert), credentialId)
            {
                MaxDocuments = Multisign(info),
            };
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Most signatures of one authorization; one when the service does not say.</summary>
    public static int Multisign(JsonElement info) =>
        int.TryParse(CscAnswer.Text(info, "multisign"), NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most > 0 ? most : 1;

    /// <summary>
    /// The algorithm for a certificate's key, over SHA-256: RSA with PKCS #1 v1.5, or ECDSA. Where the service lists the plain key
    /// algorithm only, RSA is asked for by that name, with the hash algorithm beside it.
    /// </summary>
    public static string Algorithm(JsonElement info, byte[] certificate)
    {
        using var parsed = X509CertificateLoader.LoadCertificate(certificate);
        using var curve = parsed.GetECDsaPublicKey();
        if (curve is not null) return EcdsaSha256Oid;
        var offered = CscAnswer.Texts(CscAnswer.Member(info, "key"), "algo");
        return offered.Contains(RsaSha256Oid) || !offered.Contains(RsaOid) ? RsaSha256Oid : RsaOid;
    }

    /// <summary>A certificate that has run out tells so itself.</summary>
    private static bool IsActive(JsonElement info, JsonElement cert) =>
        CscAnswer.Text(CscAnswer.Member(info, "key"), "status") is "" or "enabled"
        && CscAnswer.Text(cert, "status") is "" or "valid" or "expired";

    /// <summary>Version 2 can tell a seal ("eu_eidas_qeseal"); version 1 cannot.</summary>
    private static CertificateUse Use(JsonElement info) => CscAnswer.Text(info, "signatureQualifier") switch
    {
        "" => CertificateUse.Unknown,
        var qualifier when qualifier.Contains("seal", StringComparison.OrdinalIgnoreCase) => CertificateUse.Seal,
        _ => CertificateUse.Personal,
    };

    private static byte[]? Decode(string text)
    {
        var bytes = new byte[text.Length];
        return text.Length > 0 && Convert.TryFromBase64String(text, bytes, out var length) && length > 0 ? bytes[..length] : null;
    }
}
