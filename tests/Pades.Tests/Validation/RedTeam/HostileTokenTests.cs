using System.Security.Cryptography;
using KonTum.Tthc.Pades.Tests.Cms;
using KonTum.Tthc.Pades.Timestamps;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Validation.RedTeam;

/// <summary>What is no timestamp token is refused in one way.</summary>
public sealed class HostileTokenTests
{
    [Fact]
    public void A_damaged_token_is_a_format_error_and_nothing_else()
    {
        var token = TestSignatures.Stamp([1, 2, 3], TestPki.Now);
        var random = new Random(1);
        var refused = 0;
        for (var round = 0; round < 4000; round++)
        {
            var damaged = (byte[])token.Clone();
            for (var hit = 0; hit <= round % 4; hit++)
                damaged[random.Next(round % 2 == 0 ? 200 : damaged.Length)] = (byte)random.Next(256);
            try
            {
                TimestampToken.Parse(damaged);
            }
            catch (FormatException)
            {
                refused++;
            }
        }

        refused.ShouldBeGreaterThan(1000);
        for (var length = 0; length < token.Length; length++)
            Should.Throw<FormatException>(() => TimestampToken.Parse(token.AsMemory(0, length)));
    }

    [Fact]
    public void Empty_bytes_and_other_cms_are_format_errors()
    {
        foreach (var bytes in new[] { [], [0], [0x30], [0x30, 0x80], RandomNumberGenerator.GetBytes(64), TestSignatures.Sign(TestPki.EcSigner) })
            Should.Throw<FormatException>(() => TimestampToken.Parse(bytes));
    }
}
