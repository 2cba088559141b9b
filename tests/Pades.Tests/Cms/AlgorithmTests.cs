using System.Security.Cryptography;
using FsCheck.Xunit;
using KonTum.Tthc.Pades.Cms;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Cms;

/// <summary>Algorithms beyond RSA with SHA-2: what can be verified is verified, whether it is believed is another question.</summary>
public class AlgorithmTests
{
    private static readonly RSA Key = RSA.Create(2048);

    public static TheoryData<string, string> OwnDigests => new()
    {
        { "SHA224", "D14A028C2A3A2BC9476102BB288234C415A2B01F828EA62AC5B3E42F" },
        { "SHA3-256", "A7FFC6F8BF1ED76651C14756A061D662F580FF4DE43B49FA82D80A4B80F8434A" },
        { "SHA3-512", "A69F73CCA23A9AC5C8B567DC185A756E97C982164FE25859E0D1DCC1475C80A615B2123AF1F5F94C11E3E9402C3AC558F500199D95B6D3E301758586281DCD26" },
    };

    /// <summary>Of the empty text: FIPS 180-4 and FIPS 202 examples.</summary>
    [Theory]
    [MemberData(nameof(OwnDigests))]
    public void Digests_are_those_of_the_standard(string name, string expected) => Convert.ToHexString(Digests.Hash(new(name), [])).ShouldBe(expected);

    [Theory]
    [InlineData("SHA224")]
    [InlineData("SHA256")]
    [InlineData("SHA3-256")]
    public void A_fork_goes_on_from_where_it_was_made(string name)
    {
        using var running = RunningDigest.Start(new(name));
        running.Append([1, 2]);
        using var fork = running.Fork();
        running.Append([9]);
        fork.Append([3]);

        fork.Finish().ShouldBe(Digests.Hash(new(name), [1, 2, 3]));
        running.Finish().ShouldBe(Digests.Hash(new(name), [1, 2, 9]));
    }

    [Property(MaxTest = 60)]
    public void Own_rsa_verification_agrees_with_the_platform(byte[] message, int flip)
    {
        var parameters = Key.ExportParameters(includePrivateParameters: false);
        var hash = SHA256.HashData(message);
        var pkcs1 = Key.SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var pss = Key.SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);

        RsaValue.IsPkcs1(parameters, hash, pkcs1, HashAlgorithmName.SHA256).ShouldBeTrue();
        RsaValue.IsPss(parameters, 2048, hash, pss, HashAlgorithmName.SHA256, HashAlgorithmName.SHA256, 32).ShouldBeTrue();
        RsaValue.IsPss(parameters, 2048, hash, pss, HashAlgorithmName.SHA256, HashAlgorithmName.SHA256, 20).ShouldBeFalse();
        RsaValue.IsPss(parameters, 2048, hash, pss, HashAlgorithmName.SHA256, HashAlgorithmName.SHA1, 32).ShouldBeFalse();
        RsaValue.IsPss(parameters, 2048, hash, pkcs1, HashAlgorithmName.SHA256, HashAlgorithmName.SHA256, 32).ShouldBeFalse();
        foreach (var value in new[] { pkcs1, pss }) value[(int)((uint)flip % value.Length)] ^= (byte)(1 << (flip & 7));
        RsaValue.IsPkcs1(parameters, hash, pkcs1, HashAlgorithmName.SHA256).ShouldBeFalse();
        RsaValue.IsPss(parameters, 2048, hash, pss, HashAlgorithmName.SHA256, HashAlgorithmName.SHA256, 32).ShouldBeFalse();
    }

    [Fact]
    public void An_exponent_as_long_as_the_modulus_takes_no_time()
    {
        var parameters = new RSAParameters { Modulus = [.. Enumerable.Repeat((byte)0xFF, 2048)], Exponent = [.. Enumerable.Repeat((byte)0xFD, 2048)] };

        RsaValue.IsPkcs1(parameters, new byte[32], [.. Enumerable.Repeat((byte)0x7F, 2048)], HashAlgorithmName.SHA256).ShouldBeFalse();
    }

    [Theory]
    [InlineData("1.3.36.3.3.2.8.1.1.7", "ECDSA brainpoolP256r1")]
    [InlineData("1.3.36.3.3.2.8.1.1.11", "ECDSA brainpoolP384r1")]
    [InlineData("1.3.132.0.35", "ECDSA P-521")]
    public void Curves_of_others_are_verified_and_named(string curve, string expected)
    {
        var signer = TestPki.Issue(new("CN=Đường cong"), TestPki.Ec(ECCurve.CreateFromValue(curve)), TestPki.Authority);

        var result = CmsCheck.Check(TestSignatures.Sign(signer), TestSignatures.Range, TestPki.Options(), claimedTime: null);

        result.Indication.ShouldBe(Indication.TotalPassed, string.Join(' ', result.Details));
        result.SignatureAlgorithm.ShouldBe(expected);
        result.DigestAlgorithm.ShouldBe("SHA-256");
    }

    [Fact]
    public void A_policy_of_ones_own_is_obeyed()
    {
        var cms = TestSignatures.Sign(TestPki.RsaSigner);
        var strict = AlgorithmPolicy.Default with { Keys = [new KeyRule(KeyFamily.Rsa, 3000, null), new KeyRule(KeyFamily.Ecdsa, 256, null)] };
        var never = AlgorithmPolicy.Default with { Digests = [new DigestRule("SHA-512", null)] };
        CmsResult Check(AlgorithmPolicy policy) => CmsCheck.Check(cms, TestSignatures.Range, TestPki.Options() with { Algorithms = policy }, claimedTime: null);

        Check(AlgorithmPolicy.Default).Indication.ShouldBe(Indication.TotalPassed);
        Check(strict).ShouldBeIndeterminate(SubIndication.CryptoConstraintsFailure, Integrity.Intact);
        Check(never).ShouldBeIndeterminate(SubIndication.CryptoConstraintsFailure, Integrity.Intact);
    }
}
