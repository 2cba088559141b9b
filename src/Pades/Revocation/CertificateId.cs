using System.Formats.Asn1;
using System.Security.Cryptography;
using KonTum.Tthc.Pades.Cms;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Revocation;

/// <summary>CertID (RFC 6960, 4.1.1): a certificate by digests of its issuer's name and key, and its serial number.</summary>
/// <param name="Hash">The digest.</param>
/// <param name="NameHash">Of the encoded name of the issuer.</param>
/// <param name="IssuerKeyHash">Of the issuer's key: the bits of its SubjectPublicKeyInfo.</param>
/// <param name="Serial">Content bytes of the serial number.</param>
internal sealed record CertificateId(HashAlgorithmName Hash, byte[] NameHash, byte[] IssuerKeyHash, byte[] Serial)
{
    /// <summary>Null when the digest is none of those that are known. SHA-1 is no weakness here: nobody gains by a collision of names.</summary>
    /// <exception cref="AsnContentException">Malformed.</exception>
    public static CertificateId? Read(AsnReader sequence)
    {
        var hash = Oids.Hash(sequence.ReadSequence().ReadObjectIdentifier());
        var (name, key, serial) = (sequence.ReadOctetString(), sequence.ReadOctetString(), sequence.ReadIntegerBytes().ToArray());
        return hash is { } known && known != HashAlgorithmName.MD5 ? new(known, name, key, serial) : null;
    }

    /// <summary>The CertID of a certificate.</summary>
    public static CertificateId Of(X509Certificate certificate, X509Certificate issuer, HashAlgorithmName hash) => new(
        hash,
        Digests.Hash(hash, CertificateParts.Read(certificate.GetEncoded()).Issuer.Span),
        KeyHash(issuer, hash),
        certificate.SerialNumber.ToByteArray());

    public static byte[] KeyHash(X509Certificate certificate, HashAlgorithmName hash) =>
        Digests.Hash(hash, certificate.CertificateStructure.SubjectPublicKeyInfo.PublicKey.GetBytes());

    public bool IsOf(X509Certificate certificate, X509Certificate issuer)
    {
        if (!Serial.AsSpan().SequenceEqual(certificate.SerialNumber.ToByteArray())) return false;
        var wanted = Of(certificate, issuer, Hash);
        return NameHash.AsSpan().SequenceEqual(wanted.NameHash) && IssuerKeyHash.AsSpan().SequenceEqual(wanted.IssuerKeyHash);
    }

    public void Write(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Oids.OfHash(Hash));
                writer.WriteNull();
            }

            writer.WriteOctetString(NameHash);
            writer.WriteOctetString(IssuerKeyHash);
            writer.WriteInteger(Serial);
        }
    }
}
