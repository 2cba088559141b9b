using System.Formats.Asn1;
using KonTum.Tthc.Pades.Cms;

namespace KonTum.Tthc.Pades.LongTerm;

/// <summary>Puts a signature timestamp (RFC 3161, appendix A) into a CMS that exists: everything else keeps its bytes.</summary>
internal static class CmsTimestamp
{
    private static readonly Asn1Tag s_context0 = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag s_context1 = new(TagClass.ContextSpecific, 1, isConstructed: true);

    /// <param name="contents">A CMS with one signer; zeros behind it are padding.</param>
    /// <param name="token">DER of the token.</param>
    /// <returns>The CMS without padding.</returns>
    public static byte[] Add(ReadOnlyMemory<byte> contents, byte[] token)
    {
        var options = new AsnReaderOptions { SkipSetSortOrderVerification = true };
        var info = new AsnReader(contents, AsnEncodingRules.BER, options).ReadSequence();
        // BER with definite lengths: DER would put the parts of a set that others wrote into another order.
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            Copy(info, writer); // contentType
            var data = info.ReadSequence(s_context0).ReadSequence();
            using (writer.PushSequence(s_context0))
            using (writer.PushSequence())
            {
                for (var i = 0; i < 3; i++) Copy(data, writer); // version, digestAlgorithms, encapContentInfo
                while (data.PeekTag().TagClass == TagClass.ContextSpecific) Copy(data, writer); // certificates, crls
                using (writer.PushSetOf())
                {
                    WriteSigner(data.ReadSetOf().ReadSequence(), writer, token);
                }
            }
        }

        return writer.Encode();
    }

    private static void WriteSigner(AsnReader signer, AsnWriter writer, byte[] token)
    {
        using (writer.PushSequence())
        {
            // [0] comes before the signature value, [1] behind it.
            while (signer.HasData && signer.PeekTag() != s_context1) Copy(signer, writer);
            using (writer.PushSetOf(s_context1))
            {
                if (signer.HasData)
                {
                    var attributes = signer.ReadSetOf(s_context1);
                    while (attributes.HasData) Copy(attributes, writer);
                }

                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(Oids.SignatureTimestamp);
                    using (writer.PushSetOf())
                    {
                        writer.WriteEncodedValue(token);
                    }
                }
            }
        }
    }

    private static void Copy(AsnReader from, AsnWriter to) => to.WriteEncodedValue(from.ReadEncodedValue().Span);
}
