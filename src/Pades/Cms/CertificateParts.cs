using System.Formats.Asn1;

namespace KonTum.Tthc.Pades.Cms;

/// <summary>The encoded parts of a certificate (RFC 5280, 4.1) that must be copied byte for byte.</summary>
/// <param name="SerialNumber">Encoded INTEGER.</param>
/// <param name="Issuer">Encoded Name.</param>
/// <param name="PublicKeyInfo">Encoded SubjectPublicKeyInfo.</param>
internal readonly record struct CertificateParts(
    ReadOnlyMemory<byte> SerialNumber, ReadOnlyMemory<byte> Issuer, ReadOnlyMemory<byte> PublicKeyInfo)
{
    /// <summary>Reads the parts.</summary>
    /// <exception cref="ArgumentException">Not a certificate.</exception>
    public static CertificateParts Read(ReadOnlyMemory<byte> der)
    {
        try
        {
            var tbs = new AsnReader(der, AsnEncodingRules.BER).ReadSequence().ReadSequence();
            if (tbs.PeekTag() == new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true)) tbs.ReadEncodedValue(); // version
            var serial = tbs.ReadEncodedValue();
            tbs.ReadEncodedValue(); // signature algorithm
            var issuer = tbs.ReadEncodedValue();
            tbs.ReadEncodedValue(); // validity
            tbs.ReadEncodedValue(); // subject
            return new(serial, issuer, tbs.ReadEncodedValue());
        }
        catch (AsnContentException exception)
        {
            throw new ArgumentException("The certificate cannot be read.", exception);
        }
    }
}
