using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;

namespace KonTum.Tthc.Pades.Signing;

/// <summary>What the seed values of a field ask of the signer's certificate (ISO 32000-2, 12.7.5.5, table 238).</summary>
internal sealed class SeedCertificate(PdfDocument document, PdfDictionary constraints)
{
    private const string PoliciesExtension = "2.5.29.32";

    /// <summary>In the order of the bits of X.509; a string of table 238 has one character for each.</summary>
    private static readonly X509KeyUsageFlags[] s_usages =
    [
        X509KeyUsageFlags.DigitalSignature, X509KeyUsageFlags.NonRepudiation, X509KeyUsageFlags.KeyEncipherment, X509KeyUsageFlags.DataEncipherment,
        X509KeyUsageFlags.KeyAgreement, X509KeyUsageFlags.KeyCertSign, X509KeyUsageFlags.CrlSign, X509KeyUsageFlags.EncipherOnly, X509KeyUsageFlags.DecipherOnly,
    ];

    private readonly long _flags = (long)(document.Number(constraints["Ff"]) ?? 0);

    /// <exception cref="PdfRefusedException"><see cref="PdfRefusal.SeedValueForbids"/>.</exception>
    public void Check(IReadOnlyList<byte[]> chain)
    {
        if (_flags == 0)
            return;
        using var signer = Read(chain[0]);
        if (Requires(1) && Items("Subject") is { } subjects && !Certificates(subjects).Any(s => s.AsSpan().SequenceEqual(chain[0])))
            throw Forbidden("another certificate", "Subject");
        if (Requires(2) && Items("Issuer") is { } issuers && !Certificates(issuers).Any(i => IsIssuer(i, signer, chain)))
            throw Forbidden("another issuer", "Issuer");
        if (Requires(3) && Items("OID") is { } policies && !Policies(signer).Overlaps(policies.Select(Text).OfType<string>()))
            throw Forbidden("a certificate policy", "OID");
        if (Requires(4) && Items("SubjectDN") is { } names && !names.Any(n => IsSubject(document.Dictionary(n), signer)))
            throw Forbidden("another subject", "SubjectDN");
        if (Requires(6) && Items("KeyUsage") is { } usages && !usages.Any(u => IsUsage(Text(u), signer)))
            throw Forbidden("another key usage", "KeyUsage");
        // Bit 7, /URL, says where a certificate can be had; that is no property of one. Bit 5 is reserved.
        if (_flags >> 7 > 0)
            throw Forbidden("something that is not known here", "Ff");
    }

    private static PdfRefusedException Forbidden(string what, string key) =>
        SeedValue.Forbidden($"The field requires {what} of the signer (/SV /Cert /{key}).");

    private static X509Certificate2 Read(byte[] der)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(der);
        }
        catch (CryptographicException e)
        {
            throw new ArgumentException("The certificate of the signer cannot be read.", e);
        }
    }

    private bool Requires(int bit) => (_flags >> (bit - 1) & 1) != 0;

    private IReadOnlyList<PdfObject>? Items(string key) => document.Array(constraints[key])?.Items;

    private IEnumerable<byte[]> Certificates(IReadOnlyList<PdfObject> items) => items.Select(i => document.Resolve(i)).OfType<PdfString>().Select(s => s.Value);

    private string? Text(PdfObject? value) => (document.Resolve(value) as PdfString)?.AsText();

    /// <summary>In the chain that was given, or, where the chain leaves its root out, by name.</summary>
    private static bool IsIssuer(byte[] issuer, X509Certificate2 signer, IReadOnlyList<byte[]> chain)
    {
        if (chain.Skip(1).Any(c => c.AsSpan().SequenceEqual(issuer)))
            return true;
        try
        {
            using var wanted = X509CertificateLoader.LoadCertificate(issuer);
            using var last = Read(chain[^1]);
            return wanted.SubjectName.RawData.AsSpan().SequenceEqual(signer.IssuerName.RawData)
                || wanted.SubjectName.RawData.AsSpan().SequenceEqual(last.IssuerName.RawData);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static HashSet<string> Policies(X509Certificate2 signer)
    {
        try
        {
            return signer.Extensions[PoliciesExtension] is { } extension
                ? [.. CertificatePolicies.GetInstance(Asn1Object.FromByteArray(extension.RawData)).GetPolicyInformation().Select(p => p.PolicyIdentifier.Id)]
                : [];
        }
        catch (Exception e) when (e is ArgumentException or IOException or InvalidCastException)
        {
            return [];
        }
    }

    /// <summary>Every attribute that the dictionary names must stand in the subject with that value; names are like /CN or OIDs.</summary>
    private bool IsSubject(PdfDictionary? wanted, X509Certificate2 signer)
    {
        if (wanted is null)
            return false;
        var subject = X509Name.GetInstance(Asn1Object.FromByteArray(signer.SubjectName.RawData));
        return wanted.Entries.All(entry =>
            Attribute(entry.Key) is { } oid && Text(entry.Value) is { } value && subject.GetValueList(oid).Contains(value));
    }

    private static DerObjectIdentifier? Attribute(string key) =>
        X509Name.DefaultLookup.TryGetValue(key.ToLowerInvariant(), out var known) ? known
        : DerObjectIdentifier.TryFromID(key, out var oid) ? oid : null;

    /// <summary>Characters: 1 must be set, 0 must not, X is free; what is missing at the end is free.</summary>
    private static bool IsUsage(string? pattern, X509Certificate2 signer)
    {
        if (pattern is null || pattern.Length > s_usages.Length)
            return false;
        var usage = signer.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault()?.KeyUsages;
        return usage is { } set && Enumerable.Range(0, pattern.Length).All(i => pattern[i] switch
        {
            '1' => (set & s_usages[i]) != 0,
            '0' => (set & s_usages[i]) == 0,
            _ => true,
        });
    }
}
