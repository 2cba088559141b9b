using System.Formats.Asn1;
using System.Security.Cryptography;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Cms;

/// <summary>Whether a signer's value is a signature of the content; belief in the certificate is decided elsewhere.</summary>
/// <param name="Failure">Null when everything verifies.</param>
/// <param name="Detail">An English sentence on the failure.</param>
internal sealed record SignerVerdict(SubIndication? Failure, string? Detail)
{
    /// <summary>The signer's certificate, when found.</summary>
    public X509Certificate? Certificate { get; init; }

    /// <summary>What the ESS attributes say.</summary>
    public EssCertificate.Answer Ess { get; init; }

    /// <summary>Message digest and signature value verify.</summary>
    public bool IsIntact { get; init; }

    /// <summary>How the value was made; null when that is not known.</summary>
    public SignatureAlgorithm? Algorithm { get; init; }

    /// <summary>Digests in use, for the algorithm rules.</summary>
    public IReadOnlyList<HashAlgorithmName> Hashes { get; init; } = [];
}

/// <summary>Cryptographic verification of one SignerInfo (RFC 5652, 5.6; ETSI EN 319 102-1, 5.2.3 and 5.2.7).</summary>
internal static class SignerCheck
{
    /// <summary>Verifies the signer.</summary>
    /// <param name="document">The CMS.</param>
    /// <param name="signer">Its signer.</param>
    /// <param name="digest">The signer's digest algorithm.</param>
    /// <param name="contentDigest">Digest of the content by that algorithm.</param>
    /// <param name="known">Certificates from elsewhere that may be the signer's.</param>
    public static SignerVerdict Verify(
        CmsDocument document, CmsSigner signer, HashAlgorithmName digest, byte[] contentDigest, IReadOnlyList<X509Certificate> known)
    {
        if (signer.SignedAttributesEncoded is not null)
        {
            if (Single(signer, Oids.ContentType) is not { } type || ReadOid(type) != document.ContentType)
                return new(SubIndication.FormatFailure, "The content-type attribute is missing, repeated or names another type.");
            if (Single(signer, Oids.MessageDigest) is not { } imprint)
                return new(SubIndication.FormatFailure, "The message-digest attribute is missing or repeated.");
            if (!AsnDecoder.ReadOctetString(imprint.Span, AsnEncodingRules.BER, out _).AsSpan().SequenceEqual(contentDigest))
                return new(SubIndication.HashFailure, "The digest of the signed bytes differs from the message-digest attribute.")
                {
                    Certificate = Find(document, signer, known),
                };
        }
        else if (document.ContentType != Oids.Data)
        {
            // RFC 5652, 5.3: attributes are mandatory for any content but id-data.
            return new(SubIndication.FormatFailure, "The signed attributes are missing.");
        }

        if (Find(document, signer, known) is not { } certificate)
            return new(SubIndication.NoSigningCertificateFound, "The signer's certificate is not in the CMS.");
        var key = CertificateView.Of(certificate).Key;
        var ess = EssCertificate.Compare(signer.SignedAttributes, certificate);
        if (SignatureAlgorithm.Read(signer.SignatureAlgorithm, digest) is not { } algorithm || key.Kind == KeyKind.Unsupported)
            return new(SubIndication.CryptoConstraintsFailure, "The signature algorithm or the kind of key is not known.")
            {
                Certificate = certificate,
                Ess = ess,
            };

        // Some signers name another digest in the signature algorithm than they used; what counts is digestAlgorithm, as elsewhere.
        if (algorithm.PssMask is null) algorithm = algorithm with { Hash = digest };
        var verdict = new SignerVerdict(null, null)
        {
            Certificate = certificate,
            Ess = ess,
            Algorithm = algorithm,
            IsIntact = VerifyValue(signer, algorithm, key, contentDigest),
            Hashes = algorithm.PssMask is { } mask ? [digest, algorithm.Hash, mask] : [digest],
        };
        if (ess == EssCertificate.Answer.Differs)
            return verdict with { Failure = SubIndication.NoSigningCertificateFound, Detail = "The ESS attribute names another certificate." };
        return verdict.IsIntact ? verdict : verdict with
        {
            Failure = SubIndication.SigCryptoFailure,
            Detail = "The signature value does not verify with the signer's key.",
        };
    }

    /// <summary>The value of an attribute that must be there once with one value; null when it is not so.</summary>
    public static ReadOnlyMemory<byte>? Single(CmsSigner signer, string type)
    {
        var found = signer.SignedAttributes.Where(attribute => attribute.Type == type).ToList();
        return found.Count == 1 && found[0].Values.Count == 1 ? found[0].Values[0] : default(ReadOnlyMemory<byte>?);
    }

    private static bool VerifyValue(CmsSigner signer, SignatureAlgorithm algorithm, SignerKey key, byte[] contentDigest)
    {
        if (signer.SignedAttributesEncoded is not { } encoded)
            return algorithm.PssMask is null && algorithm.VerifyHash(key, contentDigest, signer.Signature);

        // The signature is over the DER encoding with the tag SET OF (RFC 5652, 5.4). Most files carry DER already; some hold BER or a
        // wrong order, and then either the bytes as they stand or their DER form were signed.
        var asFound = encoded.ToArray();
        asFound[0] = 0x31;
        return algorithm.Verify(key, asFound, signer.Signature)
            || algorithm.Verify(key, Asn1Object.FromByteArray(asFound).GetEncoded(Asn1Encodable.Der), signer.Signature);
    }

    private static X509Certificate? Find(CmsDocument document, CmsSigner signer, IReadOnlyList<X509Certificate> known) =>
        document.Certificates.Concat(known).FirstOrDefault(certificate => signer.IssuerAndSerial is { } id
            ? id.Serial.Span.SequenceEqual(certificate.CertificateStructure.SerialNumber.GetEncoded())
                && X509Name.GetInstance(Asn1Object.FromByteArray(id.Issuer.ToArray())).Equivalent(certificate.IssuerDN)
            : SubjectKeyIdentifierOf(certificate) is { } found && found.AsSpan().SequenceEqual(signer.KeyIdentifier!.Value.Span));

    private static byte[]? SubjectKeyIdentifierOf(X509Certificate certificate) =>
        certificate.GetExtension(X509Extensions.SubjectKeyIdentifier) is { } extension
            ? Asn1OctetString.GetInstance(extension.GetParsedValue()).GetOctets()
            : null;

    private static string ReadOid(ReadOnlyMemory<byte> value) => AsnDecoder.ReadObjectIdentifier(value.Span, AsnEncodingRules.BER, out _);
}
