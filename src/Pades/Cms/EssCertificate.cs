using System.Formats.Asn1;
using System.Security.Cryptography;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Cms;

/// <summary>The ESS attributes that name the signer's certificate inside the signed bytes (RFC 2634, 5.4; RFC 5035).</summary>
internal static class EssCertificate
{
    /// <summary>What the attributes say of a certificate.</summary>
    internal enum Answer
    {
        /// <summary>There is no such attribute.</summary>
        Absent,

        /// <summary>Every attribute that is there names this certificate.</summary>
        Matches,

        /// <summary>At least one names another certificate, or uses a digest that is not believed.</summary>
        Differs,
    }

    /// <summary>Compares the first reference of each attribute with the certificate.</summary>
    /// <exception cref="AsnContentException">Malformed.</exception>
    /// <exception cref="FormatException">An attribute is there twice or holds no reference.</exception>
    public static Answer Compare(IReadOnlyList<CmsAttribute> signedAttributes, X509Certificate certificate)
    {
        var answer = Answer.Absent;
        foreach (var type in (string[])[Oids.SigningCertificate, Oids.SigningCertificateV2])
        {
            var found = signedAttributes.Where(attribute => attribute.Type == type).ToList();
            if (found.Count == 0) continue;
            if (found.Count > 1 || found[0].Values.Count != 1) throw new FormatException("An ESS attribute must be there once with one value.");
            if (!Names(found[0].Values[0], certificate, isVersion2: type == Oids.SigningCertificateV2)) return Answer.Differs;
            answer = Answer.Matches;
        }

        return answer;
    }

    private static bool Names(ReadOnlyMemory<byte> value, X509Certificate certificate, bool isVersion2)
    {
        var references = new AsnReader(value, AsnEncodingRules.BER).ReadSequence().ReadSequence();
        if (!references.HasData) throw new FormatException("An ESS attribute names no certificate.");
        var reference = references.ReadSequence();
        HashAlgorithmName? hash = isVersion2 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1;
        if (isVersion2 && reference.PeekTag() == Asn1Tag.Sequence) hash = Oids.Hash(reference.ReadSequence().ReadObjectIdentifier());
        if (hash is not { } name || name == HashAlgorithmName.MD5) return false;
        if (!Digests.Hash(name, certificate.GetEncoded()).AsSpan().SequenceEqual(reference.ReadOctetString())) return false;
        if (!reference.HasData) return true;

        var issuerSerial = IssuerSerial.GetInstance(reference.ReadEncodedValue().ToArray());
        return issuerSerial.Serial.HasValue(certificate.SerialNumber)
            && issuerSerial.Issuer.GetNames().Any(general =>
                general.TagNo == GeneralName.DirectoryName && X509Name.GetInstance(general.Name).Equivalent(certificate.IssuerDN));
    }
}
