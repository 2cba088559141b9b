using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using KonTum.Tthc.Pades.Cms;
using Org.BouncyCastle.Cms;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Validation;

/// <summary>
/// Universal forgery, signature wrapping and CMS tricks: the signature dictionary or what it carries is not what the format asks for.
/// Class "Signature dictionary and CMS" of docs/pdf-changes.md.
/// </summary>
public sealed class SpoofingTests
{
    public const string Class = "Signature dictionary and CMS";

    /// <summary>Dictionaries of which nothing is signed; with each of the signed file's CMS as the value.</summary>
    [Theory]
    [InlineData("", "/Contents<CMS>")]
    [InlineData("/ByteRange null", "/Contents<CMS>")]
    [InlineData("/ByteRange[]", "/Contents<CMS>")]
    [InlineData("/ByteRange[null null null null]", "/Contents<CMS>")]
    [InlineData("/ByteRange[0 0 0 0]", "/Contents<CMS>")]
    [InlineData("/ByteRange[0 -1 -1 -1]", "/Contents<CMS>")]
    [InlineData("/ByteRange[/a /b /c /d]", "/Contents<CMS>")]
    [InlineData("/ByteRange[0 10]", "/Contents<CMS>")]
    [InlineData("/ByteRange[0.0 10.0 20.0 30.0]", "/Contents<CMS>")]
    [InlineData("/ByteRange[0 10 10 10 20 30]", "/Contents<CMS>")]
    [InlineData("/ByteRange[0 99999999999999999999 0 1]", "/Contents<CMS>")]
    [InlineData("/ByteRange 4 0 R", "/Contents<CMS>")]
    [InlineData("/ByteRange[RANGE]", "")]
    [InlineData("/ByteRange[RANGE]", "/Contents null")]
    [InlineData("/ByteRange[RANGE]", "/Contents<>")]
    [InlineData("/ByteRange[RANGE]", "/Contents<0>")]
    [InlineData("/ByteRange[RANGE]", "/Contents<00>")]
    [InlineData("/ByteRange[RANGE]", "/Contents()")]
    [InlineData("/ByteRange[RANGE]", "/Contents 4 0 R")]
    [InlineData("/ByteRange[RANGE]", "/Contents[<CMS>]")]
    [InlineData("/ByteRange[RANGE]", "/Contents<CMS>/Contents<00>")]
    public async Task A_dictionary_without_a_signature_is_broken(string range, string contents)
    {
        var signed = Contract.Create(XrefKind.Table).Sign();
        var (hex, genuine) = (Hex(signed.Bytes), Range(signed.Bytes));
        var plain = Contract.Create(XrefKind.Table);
        var value = $"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached{range}{contents}>>"
            .Replace("RANGE", genuine, StringComparison.Ordinal).Replace("CMS", hex, StringComparison.Ordinal);

        var forged = plain.Update(plain.With(Contract.EmptyField, $"/V {plain.Next} 0 R"), (plain.Next, value));

        (await Signer.ValidateAsync(forged.Bytes)).ShouldHaveSingleItem().Integrity.ShouldBe(Integrity.Broken);
    }

    /// <summary>Everything is signed, but a second reader may see another value, or none.</summary>
    [Theory]
    [InlineData("/ByteRange[0 1 2 3]")]
    [InlineData("/Byte#52ange[0 1 2 3]")]
    [InlineData("/Contents<00>")]
    [InlineData("/Con#74ents(x)")]
    [InlineData("/SubFilter/adbe.pkcs7.detached")]
    [InlineData("/Reference[<</TransformMethod/DocMDP/TransformMethod/FieldMDP>>]")]
    public async Task A_key_that_stands_twice_in_the_dictionary_is_broken(string entry)
    {
        var file = Contract.Create(XrefKind.Table).Sign(entries: entry);

        (await Signer.ValidateAsync(file.Bytes)).ShouldHaveSingleItem().Integrity.ShouldBe(Integrity.Broken);
    }

    [Theory]
    [InlineData("/Type/Annot/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached")]
    [InlineData("/Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.x509.rsa_sha1")]
    [InlineData("/Type/Sig/Filter/Adobe.PPKLite/SubFilter/none")]
    [InlineData("/Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161")]
    [InlineData("/Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.sha1")]
    [InlineData("/Type/Sig/Filter/Adobe.PPKLite")]
    public async Task A_dictionary_of_another_kind_is_broken(string head)
    {
        var plain = Contract.Create(XrefKind.Table);
        var signed = plain.SignWith(plain.Next, [plain.With(Contract.EmptyField, $"/V {plain.Next} 0 R")], head: head);

        (await Signer.ValidateAsync(signed.Bytes)).ShouldHaveSingleItem().Integrity.ShouldBe(Integrity.Broken);
    }

    /// <summary>The hole holds digits only: nothing else is left out of the digest.</summary>
    [Theory]
    [InlineData(" ")]
    [InlineData("\n")]
    [InlineData("\0")]
    [InlineData("%")]
    [InlineData(">")]
    [InlineData("<")]
    [InlineData("(")]
    [InlineData("g")]
    public async Task Nothing_but_digits_may_stand_in_the_hole(string junk)
    {
        foreach (var (file, what, _, _) in SignedFiles.All)
        {
            var bytes = file.Bytes.ToArray();
            var end = TestPdf.Text(bytes).LastIndexOf("00>>>", StringComparison.Ordinal);
            bytes[end - 100] = (byte)junk[0];

            await IsBrokenOrRefusedAsync(bytes, what);
        }
    }

    [Fact]
    public async Task An_object_in_the_hole_is_caught()
    {
        var bytes = Contract.Create(XrefKind.Table).Sign().Bytes;
        var end = TestPdf.Text(bytes).LastIndexOf("00>>>", StringComparison.Ordinal);
        TestPdf.Bytes(">4 0 obj<</Length 0>>endobj").CopyTo(bytes, end - 100);

        await IsBrokenOrRefusedAsync(bytes, "an object");
    }

    [Fact]
    public async Task Bytes_behind_the_cms_are_caught()
    {
        var bytes = Contract.Create(XrefKind.Table).Sign().Bytes;
        bytes[TestPdf.Text(bytes).LastIndexOf("00>>>", StringComparison.Ordinal) - 100] = (byte)'7';

        (await Signer.ValidateAsync(bytes)).ShouldHaveSingleItem().Integrity.ShouldBe(Integrity.Broken);
    }

    /// <summary>Signature wrapping: the second range is moved to the end, and other content takes its place.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_moved_second_range_is_caught(bool repeatKey)
    {
        var file = Contract.Create(XrefKind.Table).Sign();
        var text = TestPdf.Text(file.Bytes);
        var at = text.LastIndexOf("/ByteRange [", StringComparison.Ordinal);
        var hole = text.IndexOf('<', at);
        var close = text.IndexOf('>', hole) + 1;
        var tail = text[close..];
        var evil = $">>\nendobj\n4 0 obj\n{TestPdf.Stream("BT /F1 24 Tf (Eve) Tj ET")}\nendobj\n";
        var moved = close + evil.Length + (repeatKey ? 60 : 0);
        var range = string.Create(CultureInfo.InvariantCulture, $"[0 {hole} {moved} {tail.Length}]");
        var forged = repeatKey
            ? text[..close] + $"/ByteRange {range}".PadRight(60) + evil + tail
            : text[..(at + 11)] + range.PadRight(36) + text[(at + 47)..close] + evil + tail;

        forged.Length.ShouldBe(moved + tail.Length);
        await IsBrokenOrRefusedAsync(TestPdf.Bytes(forged), "moved");
    }

    public static TheoryData<string> CmsTricks => ["no signer", "two signers", "content of its own", "no digest", "a digest twice", "the digest of something else", "another certificate", "nothing signed", "an empty value"];

    [Theory]
    [MemberData(nameof(CmsTricks))]
    public async Task A_cms_that_proves_nothing_is_broken(string trick)
    {
        using var stranger = LocalKey.CreateThrowAway("Kẻ lạ", Signer.Now);
        var plain = Contract.Create(XrefKind.Table);
        var file = plain.SignWith(plain.Next, [plain.With(Contract.EmptyField, $"/V {plain.Next} 0 R")], cms: (digest, key) => Trick(trick, digest, key, stranger));

        var result = (await Signer.ValidateAsync(file.Bytes)).ShouldHaveSingleItem();

        result.Indication.ShouldNotBe(Indication.TotalPassed, trick);
        if (trick != "another certificate")
            result.Integrity.ShouldBe(Integrity.Broken, trick);
    }

    private static byte[] Trick(string trick, byte[] digest, LocalKey key, LocalKey stranger)
    {
        switch (trick)
        {
            case "no signer" or "content of its own" or "two signers":
                return Generated(trick, digest, key);
            case "an empty value":
                return [0x30, 0x00];
            case "another certificate":
                // Signed by one, and says that it was the other.
                return TestFile.Cms(digest, stranger, SignedAttributes.Build(digest, key.CertificateChain[0], SignatureDigest.Sha256));
        }

        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSetOf())
        {
            Attribute(writer, Oids.ContentType, () => writer.WriteObjectIdentifier(Oids.Data));
            if (trick is "a digest twice" or "the digest of something else")
                Attribute(writer, Oids.MessageDigest, () => writer.WriteOctetString(SHA256.HashData([1])));
            if (trick == "a digest twice")
                Attribute(writer, Oids.MessageDigest, () => writer.WriteOctetString(digest));
        }

        return TestFile.Cms(digest, key, trick == "nothing signed" ? [0x31, 0x00] : writer.Encode());
    }

    private static void Attribute(AsnWriter writer, string type, Action value)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(type);
            using (writer.PushSetOf())
                value();
        }
    }

    private static byte[] Generated(string trick, byte[] digest, LocalKey key)
    {
        var generator = new CmsSignedDataGenerator();
        generator.AddCertificate(new Org.BouncyCastle.X509.X509Certificate(key.CertificateChain[0]));
        var signers = trick switch { "no signer" => 0, "two signers" => 2, _ => 1 };
        for (var i = 0; i < signers; i++)
            generator.AddSigner(Pades.Tests.Cms.TestPki.RsaSigner.Keys.Private, Pades.Tests.Cms.TestPki.RsaSigner.Certificate, CmsSignedGenerator.DigestSha256);
        return generator.Generate(new CmsProcessableByteArray(digest), encapsulate: trick == "content of its own").GetEncoded();
    }

    private static async Task IsBrokenOrRefusedAsync(byte[] pdf, string what)
    {
        try
        {
            var results = await Signer.ValidateAsync(pdf);

            // Where another signature stands before it, that one sees what came later.
            results.ShouldAllBe(r => r.Indication != Indication.TotalPassed, what);
        }
        catch (PdfRefusedException)
        {
            // No reader agrees with another on such a file.
        }
    }

    private static string Hex(byte[] pdf)
    {
        var text = TestPdf.Text(pdf);
        var at = text.LastIndexOf("/Contents <", StringComparison.Ordinal) + 11;
        return text[at..text.IndexOf('>', at)];
    }

    private static string Range(byte[] pdf)
    {
        var text = TestPdf.Text(pdf);
        var at = text.LastIndexOf("/ByteRange [", StringComparison.Ordinal) + 12;
        return text[at..text.IndexOf(']', at)];
    }
}
