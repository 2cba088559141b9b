using System.Formats.Asn1;
using System.Security.Cryptography;
using KonTum.Tthc.Pades.Cms;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Revocation;

/// <summary>The frame that responses and lists share: bytes, algorithm, signature (RFC 5280, 4.1; RFC 6960, 4.2.1).</summary>
/// <param name="Bytes">The encoded bytes that are signed.</param>
/// <param name="Algorithm">Encoded AlgorithmIdentifier.</param>
/// <param name="Value">The signature value.</param>
internal sealed record SignedBytes(ReadOnlyMemory<byte> Bytes, ReadOnlyMemory<byte> Algorithm, byte[] Value)
{
    /// <summary>Digest of the signature; null when the algorithm is not known.</summary>
    public HashAlgorithmName? Hash => Read()?.Hash;

    /// <summary>Whether it was signed with the key of that certificate.</summary>
    public bool IsSignedBy(X509Certificate signer) =>
        Read() is { } algorithm && algorithm.Hash != HashAlgorithmName.MD5
        && algorithm.Verify(SignerKey.Read(signer.CertificateStructure.SubjectPublicKeyInfo.GetEncoded()), Bytes.Span, Value);

    /// <summary>Whether a certificate was signed with the key of another.</summary>
    public static bool IsIssuedBy(X509Certificate certificate, X509Certificate issuer)
    {
        try
        {
            var frame = new AsnReader(certificate.GetEncoded(), AsnEncodingRules.BER).ReadSequence();
            return certificate.IssuerDN.Equivalent(issuer.SubjectDN, inOrder: true)
                && new SignedBytes(frame.ReadEncodedValue(), frame.ReadEncodedValue(), frame.ReadBitString(out _)).IsSignedBy(issuer);
        }
        catch (Exception exception) when (exception is AsnContentException or ArgumentException or IOException)
        {
            return false;
        }
    }

    /// <summary>An algorithm that names only the kind of key has no digest of its own and is not taken.</summary>
    private SignatureAlgorithm? Read()
    {
        try
        {
            return SignatureAlgorithm.Read(Algorithm, default) is { Hash.Name: not null } known ? known : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
