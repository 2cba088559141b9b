using System.Formats.Asn1;
using KonTum.Tthc.Pades.Cms;

namespace KonTum.Tthc.Pades.Revocation;

/// <summary>
/// Certificates and revocation information inside a CMS: its own fields (RFC 5652, 10.2; RFC 5940), the attribute of older PDF signatures
/// (ISO 32000-2, 12.8.3.3.2), the CAdES values (ETSI EN 319 122-1, A.1), and the same of the timestamps in its unsigned attributes.
/// </summary>
internal static class CmsMaterial
{
    private const string AdobeRevocation = "1.2.840.113583.1.1.8";
    private const string CertificateValues = "1.2.840.113549.1.9.16.2.23";
    private const string RevocationValues = "1.2.840.113549.1.9.16.2.24";
    private const string OcspInfo = "1.3.6.1.5.5.7.16.2"; // id-ri-ocsp-response
    private const int MostItems = 1000;
    private const int MostTimestamps = 16;

    /// <summary>Never throws for what a CMS holds.</summary>
    public static ValidationMaterial Read(CmsDocument cms)
    {
        var material = new ValidationMaterial();
        Read(cms, material, depth: 0);
        return material;
    }

    private static void Read(CmsDocument cms, ValidationMaterial material, int depth)
    {
        foreach (var certificate in cms.Certificates) material.AddCertificate(certificate.GetEncoded(), MaterialOrigin.Signature);
        foreach (var info in cms.RevocationInfo) Try(() => ReadInfo(info, material));
        foreach (var signer in cms.Signers)
        {
            foreach (var (attribute, value) in signer.SignedAttributes.Concat(signer.UnsignedAttributes).SelectMany(a => a.Values.Select(v => (a.Type, v))).Take(MostItems))
            {
                switch (attribute)
                {
                    case AdobeRevocation:
                        Try(() => ReadLists(value, material, isBasic: false));
                        break;
                    case RevocationValues:
                        Try(() => ReadLists(value, material, isBasic: true));
                        break;
                    case CertificateValues:
                        Try(() => ReadEach(new AsnReader(value, AsnEncodingRules.BER).ReadSequence(), c => material.AddCertificate(c, MaterialOrigin.Signature)));
                        break;
                }
            }

            if (depth > 0) continue;
            foreach (var token in signer.UnsignedAttributes.Where(a => a.Type == Oids.SignatureTimestamp).SelectMany(a => a.Values).Take(MostTimestamps))
                Try(() => Read(CmsDocument.Parse(token), material, depth + 1));
        }
    }

    /// <summary>RevocationInfoChoice: a list, or [1] another format with its identifier.</summary>
    private static void ReadInfo(ReadOnlyMemory<byte> info, ValidationMaterial material)
    {
        var reader = new AsnReader(info, AsnEncodingRules.BER);
        if (reader.PeekTag() == Asn1Tag.Sequence)
        {
            material.AddCrl(info, MaterialOrigin.Signature);
            return;
        }

        var other = reader.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 1, isConstructed: true));
        if (other.ReadObjectIdentifier() == OcspInfo) material.AddOcsp(other.ReadEncodedValue(), MaterialOrigin.Signature);
    }

    /// <summary>Both attributes: [0] lists, [1] responses, [2] others; CAdES keeps the responses without their outer frame.</summary>
    private static void ReadLists(ReadOnlyMemory<byte> value, ValidationMaterial material, bool isBasic)
    {
        var all = new AsnReader(value, AsnEncodingRules.BER).ReadSequence();
        while (all.HasData)
        {
            var tag = all.PeekTag();
            var holder = all.ReadSequence(tag);
            if (tag.TagValue > 1) continue;
            ReadEach(holder.ReadSequence(), item =>
            {
                if (tag.TagValue == 0) material.AddCrl(item, MaterialOrigin.Signature);
                else material.AddOcsp(isBasic ? OcspResponse.Wrap(item.Span) : item, MaterialOrigin.Signature);
            });
        }
    }

    private static void ReadEach(AsnReader items, Action<ReadOnlyMemory<byte>> take)
    {
        for (var count = 0; items.HasData && count < MostItems; count++) take(items.ReadEncodedValue());
    }

    private static void Try(Action read)
    {
        try
        {
            read();
        }
        catch (Exception exception) when (exception is AsnContentException or FormatException or ArgumentException or InvalidOperationException)
        {
            // An attribute that cannot be read says nothing; the others still do.
        }
    }
}
