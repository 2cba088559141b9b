using System.Formats.Asn1;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Cms;

/// <summary>One attribute of a signer.</summary>
/// <param name="Type">Object identifier.</param>
/// <param name="Values">The encoded values.</param>
internal sealed record CmsAttribute(string Type, IReadOnlyList<ReadOnlyMemory<byte>> Values);

/// <summary>One SignerInfo (RFC 5652, 5.3).</summary>
internal sealed record CmsSigner
{
    /// <summary>Encoded issuer and serial number; null when the signer is named by key identifier.</summary>
    public (ReadOnlyMemory<byte> Issuer, ReadOnlyMemory<byte> Serial)? IssuerAndSerial { get; init; }

    /// <summary>Subject key identifier; null when the signer is named by issuer and serial number.</summary>
    public ReadOnlyMemory<byte>? KeyIdentifier { get; init; }

    /// <summary>Object identifier of the digest.</summary>
    public required string DigestAlgorithm { get; init; }

    /// <summary>Encoded AlgorithmIdentifier of the signature.</summary>
    public required ReadOnlyMemory<byte> SignatureAlgorithm { get; init; }

    /// <summary>The signed attributes as they stand in the file, with the tag [0]; null when there are none.</summary>
    public ReadOnlyMemory<byte>? SignedAttributesEncoded { get; init; }

    /// <summary>The signed attributes.</summary>
    public IReadOnlyList<CmsAttribute> SignedAttributes { get; init; } = [];

    /// <summary>The unsigned attributes.</summary>
    public IReadOnlyList<CmsAttribute> UnsignedAttributes { get; init; } = [];

    /// <summary>The signature value.</summary>
    public required byte[] Signature { get; init; }
}

/// <summary>A CMS SignedData (RFC 5652, 5.1) as found, in BER or DER.</summary>
/// <param name="ContentType">Object identifier of the content.</param>
/// <param name="Content">The encapsulated content; null when it is detached.</param>
/// <param name="Certificates">The certificates that can be read.</param>
/// <param name="Signers">The signers.</param>
internal sealed record CmsDocument(
    string ContentType, byte[]? Content, IReadOnlyList<X509Certificate> Certificates, IReadOnlyList<CmsSigner> Signers)
{
    private const int LargestBytes = 32 * 1024 * 1024;
    private const int MostCertificates = 128;
    private const int MostRevocationInfo = 256;
    private static readonly Asn1Tag Context0 = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag Context1 = new(TagClass.ContextSpecific, 1, isConstructed: true);

    /// <summary>The encoded RevocationInfoChoices of the crls field (RFC 5652, 10.2.1), unread.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> RevocationInfo { get; init; } = [];

    /// <summary>Reads the bytes of a <c>/Contents</c> string; zeros behind the encoding are padding.</summary>
    /// <exception cref="FormatException">Not a SignedData, or hostile.</exception>
    public static CmsDocument Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > LargestBytes) throw new FormatException("The CMS is larger than 32 MiB.");
        try
        {
            AsnDecoder.ReadEncodedValue(bytes.Span, AsnEncodingRules.BER, out _, out _, out var consumed);
            if (bytes.Span[consumed..].ContainsAnyExcept((byte)0)) throw new FormatException("Bytes other than zero follow the CMS.");
            AsnDepth.Ensure(bytes.Span[..consumed]);
            var info = new AsnReader(bytes[..consumed], AsnEncodingRules.BER, new AsnReaderOptions { SkipSetSortOrderVerification = true })
                .ReadSequence();
            if (info.ReadObjectIdentifier() != Oids.SignedData) throw new FormatException("The CMS is not a SignedData.");
            return ReadSignedData(info.ReadSequence(Context0).ReadSequence());
        }
        catch (AsnContentException exception)
        {
            throw new FormatException("The CMS cannot be parsed.", exception);
        }
    }

    private static CmsDocument ReadSignedData(AsnReader data)
    {
        data.ReadIntegerBytes(); // version: real files carry every value from 0 to 5
        data.ReadEncodedValue(); // digestAlgorithms: only a hint
        var encapsulated = data.ReadSequence();
        var contentType = encapsulated.ReadObjectIdentifier();
        var content = encapsulated.HasData ? ReadContent(encapsulated.ReadSequence(Context0)) : null;
        var certificates = new List<X509Certificate>();
        if (data.HasData && data.PeekTag() == Context0) ReadCertificates(data.ReadSetOf(Context0), certificates);
        var revocation = new List<ReadOnlyMemory<byte>>();
        if (data.HasData && data.PeekTag() == Context1)
        {
            var choices = data.ReadSetOf(Context1);
            while (choices.HasData && revocation.Count < MostRevocationInfo) revocation.Add(choices.ReadEncodedValue());
        }

        var signers = new List<CmsSigner>();
        var infos = data.ReadSetOf();
        while (infos.HasData)
        {
            signers.Add(ReadSigner(infos.ReadSequence()));
            if (signers.Count > 1) break; // one more than allowed is enough to know
        }

        return new(contentType, content, certificates, signers) { RevocationInfo = revocation };
    }

    /// <summary>An OCTET STRING; PKCS#7 1.5 allowed any type, whose contents octets were then signed.</summary>
    private static byte[] ReadContent(AsnReader holder) =>
        holder.PeekTag().HasSameClassAndValue(Asn1Tag.PrimitiveOctetString)
            ? holder.ReadOctetString()
            : throw new FormatException("The encapsulated content is not an OCTET STRING.");

    private static void ReadCertificates(AsnReader set, List<X509Certificate> certificates)
    {
        while (set.HasData && certificates.Count < MostCertificates)
        {
            var encoded = set.ReadEncodedValue();
            if (encoded.Span[0] != 0x30) continue; // attribute certificates and other choices
            try
            {
                certificates.Add(new X509Certificate(encoded.ToArray()));
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // A certificate that cannot be read cannot be the signer's or an issuer's; the others still count.
            }
        }
    }

    private static CmsSigner ReadSigner(AsnReader info)
    {
        info.ReadIntegerBytes();
        (ReadOnlyMemory<byte>, ReadOnlyMemory<byte>)? issuerAndSerial = null;
        ReadOnlyMemory<byte>? keyIdentifier = null;
        if (info.PeekTag() == Asn1Tag.Sequence)
        {
            var id = info.ReadSequence();
            issuerAndSerial = (id.ReadEncodedValue(), id.ReadEncodedValue());
        }
        else
        {
            keyIdentifier = info.ReadOctetString(new Asn1Tag(TagClass.ContextSpecific, 0));
        }

        var digest = info.ReadSequence().ReadObjectIdentifier();
        ReadOnlyMemory<byte>? encoded = info.PeekTag() == Context0 ? info.PeekEncodedValue() : default(ReadOnlyMemory<byte>?);
        var signed = encoded is null ? [] : ReadAttributes(info.ReadSetOf(Context0));
        var algorithm = info.ReadEncodedValue();
        var signature = info.ReadOctetString();
        var unsigned = info.HasData && info.PeekTag() == Context1 ? ReadAttributes(info.ReadSetOf(Context1)) : [];
        return new CmsSigner
        {
            IssuerAndSerial = issuerAndSerial,
            KeyIdentifier = keyIdentifier,
            DigestAlgorithm = digest,
            SignedAttributesEncoded = encoded,
            SignedAttributes = signed,
            SignatureAlgorithm = algorithm,
            Signature = signature,
            UnsignedAttributes = unsigned,
        };
    }

    private static List<CmsAttribute> ReadAttributes(AsnReader set)
    {
        var attributes = new List<CmsAttribute>();
        while (set.HasData)
        {
            var attribute = set.ReadSequence();
            var type = attribute.ReadObjectIdentifier();
            var values = new List<ReadOnlyMemory<byte>>();
            var holder = attribute.ReadSetOf();
            while (holder.HasData) values.Add(holder.ReadEncodedValue());
            attributes.Add(new(type, values));
        }

        return attributes;
    }
}
