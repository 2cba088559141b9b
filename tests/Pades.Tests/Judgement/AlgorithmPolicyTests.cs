using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Judgement;

/// <summary>The dates of the built-in policy, as its documentation and ETSI TS 119 312 give them.</summary>
public sealed class AlgorithmPolicyTests
{
    [Theory]
    [InlineData(KeyFamily.Rsa, 1024, 2014)]
    [InlineData(KeyFamily.Rsa, 2048, 2031)]
    [InlineData(KeyFamily.Rsa, 3000, null)]
    [InlineData(KeyFamily.Ecdsa, 192, 2014)]
    [InlineData(KeyFamily.Ecdsa, 224, 2016)]
    [InlineData(KeyFamily.Ecdsa, 256, null)]
    public void A_key_of_a_length_is_accepted_until(KeyFamily family, int bits, int? year) =>
        AlgorithmPolicy.Default.Keys.ShouldContain(new KeyRule(family, bits, Start(year)));

    [Theory]
    [InlineData("SHA-1", 2014)]
    [InlineData("SHA-224", 2026)]
    [InlineData("SHA-256", null)]
    [InlineData("SHA-512", null)]
    public void A_digest_is_accepted_until(string name, int? year) => AlgorithmPolicy.Default.Digests.ShouldContain(new DigestRule(name, Start(year)));

    [Fact]
    public void Nothing_else_is_accepted()
    {
        AlgorithmPolicy.Default.Keys.Count.ShouldBe(6);
        AlgorithmPolicy.Default.Digests.Select(d => d.Name)
            .ShouldBe(["SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512", "SHA3-256", "SHA3-384", "SHA3-512"]);
    }

    private static DateTimeOffset? Start(int? year) => year is { } y ? new DateTimeOffset(y, 1, 1, 0, 0, 0, TimeSpan.Zero) : null;
}
