using System.Formats.Asn1;
using System.Security.Cryptography;
using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Tests.Cms;
using KonTum.Tthc.Pades.Tests.Judgement;
using KonTum.Tthc.Pades.Tests.Pki;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Ocsp;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Ocsp;
using Shouldly;
using Xunit;
using static KonTum.Tthc.Pades.Tests.Judgement.Scene;

namespace KonTum.Tthc.Pades.Tests.Validation.RedTeam;

/// <summary>What holders of old, foreign or weak keys could make to be believed.</summary>
public sealed class ForgedTrustTests
{
    private static readonly DerObjectIdentifier s_shortTerm = new("0.4.0.194121.2.1");
    private static readonly DerObjectIdentifier s_noRevocationAvailable = new("2.5.29.56");

    [Fact]
    public async Task A_list_of_a_delegate_whose_time_is_over_says_nothing()
    {
        var ended = ListSigner(-10);
        var working = ListSigner(100);
        async Task<IReadOnlyList<SignatureResult>> Judge(Identity delegated) => await (await SignedAsync()).Store(
            [World.Issuing.Der, delegated.Der], [Ocsp(1, [Unit])],
            [RootCrl(1), new RevocationAnswers(World.Issuing) { Responder = delegated, At = Day(1) }.Crl()]).ValidateAsync(At(2));

        (await Judge(working)).ShouldPass();
        (await Judge(ended)).ShouldBe(SubIndication.TryLater);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(-20, false)]
    public async Task A_response_cannot_know_what_came_after_it(int produced, bool passes)
    {
        var responder = World.Issue(new("CN=OCSP cũ")
        {
            Usage = KeyUsage.DigitalSignature, Purposes = [KeyPurposeID.id_kp_OCSPSigning], PurposesCritical = false,
            From = Day(-100), To = Day(produced + 10), Extend = NoCheck,
        });
        var generator = new BasicOcspRespGenerator(new RespID(responder.Certificate.SubjectDN));
        generator.AddResponse(
            new CertificateID(CertificateID.DigestSha1, World.Issuing.Certificate, World.Signer.Certificate.SerialNumber),
            CertificateStatus.Good, Day(1).UtcDateTime, Day(8).UtcDateTime, null);
        var basic = generator.Generate(new Asn1SignatureFactory("SHA256withECDSA", responder.Keys.Private), [responder.Certificate], Day(produced).UtcDateTime);
        var response = new OCSPRespGenerator().Generate(OcspRespStatus.Successful, basic).GetEncoded();

        var results = await (await SignedAsync()).Store([World.Issuing.Der], [response, Ocsp(1, [Unit])], [RootCrl(1)]).ValidateAsync(At(2));

        if (passes) results.ShouldPass();
        else results.ShouldBe(SubIndication.TryLater);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_revocation_counts_also_where_none_is_expected(bool isRevoked)
    {
        var shortTerm = World.Issue(new("CN=Ngắn hạn") { Extend = g => g.AddExtension(s_shortTerm, false, DerNull.Instance) });
        var said = Ocsp(1, [shortTerm], isRevoked ? new Dictionary<Identity, int> { [shortTerm] = -1 } : null);
        var results = await (await SignedAsync(shortTerm)).Store([], [said, Ocsp(1, [Unit])], [RootCrl(1)]).ValidateAsync(At(2));

        if (isRevoked) results.ShouldBe(SubIndication.RevokedNoPoe);
        else results.ShouldPass();
    }

    /// <summary>RFC 9608, 2: authorities must not have the extension.</summary>
    [Fact]
    public async Task An_authority_cannot_say_of_itself_that_it_is_never_revoked()
    {
        var authority = TestPki.Issue(
            new("CN=CA không thu hồi") { IsAuthority = true, Usage = KeyUsage.KeyCertSign | KeyUsage.CrlSign, Extend = g => g.AddExtension(s_noRevocationAvailable, false, DerNull.Instance) },
            TestPki.Ec(), World.Root);
        var signer = TestPki.Issue(new("CN=Người ký"), TestPki.Ec(), authority);
        var file = (await JudgedFile.Plain.SignAsync(signer, [signer.Der, authority.Der]))
            .Store([], [new RevocationAnswers(authority) { At = Day(1) }.Ocsp(signer)], []);

        (await file.ValidateAsync(At(2))).ShouldBe(SubIndication.TryLater);
        (await file.Store([], [], [RootCrl(1)]).ValidateAsync(At(2))).ShouldPass();
    }

    [Fact]
    public async Task A_hold_does_not_end_by_what_cannot_be_used()
    {
        var held = Ocsp(-2, [World.Signer, Unit], new Dictionary<Identity, int> { [World.Signer] = -3 }, CrlReason.CertificateHold);
        var file = (await SignedAsync()).Store([], [held, Ocsp(10, [World.Signer])], [RootCrl(1)]);

        (await file.ValidateAsync(Lenient(2))).ShouldBe(SubIndication.RevokedNoPoe);
        (await file.ValidateAsync(Lenient(11))).ShouldPass();
    }

    /// <summary>A person whose certificate is trusted by itself has no right to certify others.</summary>
    [Fact]
    public async Task A_trusted_person_is_no_authority()
    {
        var person = TestPki.Issue(new("CN=Người được tin"), TestPki.Ec());
        var forged = TestPki.Issue(new("CN=Chủ tịch tỉnh"), TestPki.Ec(), person);
        var options = Lenient(1) with { TrustAnchors = [person.Der] };

        (await (await JudgedFile.Plain.SignAsync(person, [person.Der])).ValidateAsync(options)).ShouldPass();
        (await (await JudgedFile.Plain.SignAsync(forged, [forged.Der, person.Der])).ValidateAsync(options)).ShouldBe(SubIndication.ChainConstraintsFailure);
    }

    /// <summary>With an exponent of 1 the value is the padded digest itself, which anybody can write.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_key_that_needs_no_private_half_is_no_key(int exponent)
    {
        using var rsa = RSA.Create(2048);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.113549.1.1.1");
                writer.WriteNull();
            }

            var key = new AsnWriter(AsnEncodingRules.DER);
            using (key.PushSequence())
            {
                key.WriteIntegerUnsigned(rsa.ExportParameters(false).Modulus);
                key.WriteInteger(exponent);
            }

            writer.WriteBitString(key.Encode());
        }

        var read = SignerKey.Read(writer.Encode());
        var hash = SHA256.HashData([1]);
        var info = Digests.DigestInfoPrefix(HashAlgorithmName.SHA256, 32);
        byte[] forged = [0, 1, .. Enumerable.Repeat((byte)0xFF, 256 - 3 - 32 - info.Length), 0, .. info, .. hash];

        read.VerifyHash(hash, forged, HashAlgorithmName.SHA256).ShouldBeFalse();
        (read.Kind == KeyKind.Rsa).ShouldBe(exponent > 1);
    }

    [Theory]
    [InlineData("3006020100020100")]
    [InlineData("3006020101020101")]
    [InlineData("3006020100020101")]
    [InlineData("300602010002 0100")]
    public void Values_of_zero_and_one_are_no_signature(string value)
    {
        var key = SignerKey.Read(CertificateParts.Read(World.EcSigner.Der).PublicKeyInfo);

        key.VerifyHash(new byte[32], Convert.FromHexString(value.Replace(" ", string.Empty, StringComparison.Ordinal)), HashAlgorithmName.SHA256).ShouldBeFalse();
    }

    /// <summary>
    /// Where the signed bytes do not name the certificate, a stolen key of an authority can make another one for the same key: the time of
    /// the signature proves nothing of the certificate.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_certificate_that_the_signature_does_not_name_is_not_as_old_as_the_signature(bool isNamed)
    {
        var other = new TestWorld(name: "Khac");
        var plain = Contract.Create(XrefKind.Table);
        var form = plain.Changed(Contract.Form, "/Fields[", $"/Fields[{plain.Next} 0 R ");
        var file = plain.SignWith(
            plain.Next + 1,
            [form, (plain.Next, $"<</FT/Sig/T(S)/V {plain.Next + 1} 0 R>>")],
            cms: (digest, _) =>
            {
                var attributes = isNamed ? SignedAttributes.Build(digest, World.Signer.Der, SignatureDigest.Sha256) : Unnamed(digest);
                var raw = World.Signer.SignHash(SHA256.HashData(attributes), HashAlgorithmName.SHA256);
                var token = JudgedFile.Stamper.Token(other.Units[0], SHA256.HashData(raw), Day0);
                return CmsBuilder.Assemble(attributes, raw, World.ChainOf(World.Signer), SignatureDigest.Sha256, token);
            },
            head: "/Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached");
        var results = await new JudgedFile(file.Bytes).Store([World.Issuing.Der, other.Issuing.Der], [], [RootCrl(9, issuingRevokedAt: 5)])
            .ValidateAsync(Lenient(10) with { TimestampTrustAnchors = [other.Root.Der] });

        if (isNamed) results[0].Indication.ShouldBe(Indication.TotalPassed, string.Join(' ', results[0].Details));
        else results[0].SubIndication.ShouldBe(SubIndication.RevokedCaNoPoe);
    }

    private static byte[] Unnamed(byte[] digest)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSetOf())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.113549.1.9.3");
                using (writer.PushSetOf())
                    writer.WriteObjectIdentifier("1.2.840.113549.1.7.1");
            }

            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.113549.1.9.4");
                using (writer.PushSetOf())
                    writer.WriteOctetString(digest);
            }
        }

        return writer.Encode();
    }

    private static Identity ListSigner(int end) => World.Issue(new("CN=CA Thu Nghiem,O=Thu Nghiem,C=VN")
    {
        Usage = KeyUsage.CrlSign, From = Day(-100), To = Day(end), Extend = NoCheck,
    });

    private static void NoCheck(Org.BouncyCastle.X509.X509V3CertificateGenerator generator) =>
        generator.AddExtension(OcspObjectIdentifiers.PkixOcspNocheck, critical: false, DerNull.Instance);
}
