using System.Security.Cryptography;
using KonTum.Tthc.Pades.Revocation;
using KonTum.Tthc.Pades.Tests.Pki;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Revocation;

/// <summary>How an OCSP response names a certificate (RFC 6960, 4.1.1): by whatever digest its responder likes.</summary>
public sealed class CertificateIdTests
{
    [Theory]
    [InlineData("SHA1")]
    [InlineData("SHA224")] // .NET does not know it, and a response that named one ended the validation
    [InlineData("SHA256")]
    [InlineData("SHA3-256")]
    [InlineData("SHA512")]
    public void Every_known_digest_names_it_and_no_other(string digest)
    {
        var world = new TestWorld();

        var id = CertificateId.Of(world.Signer.Certificate, world.Issuing.Certificate, new HashAlgorithmName(digest));

        id.IsOf(world.Signer.Certificate, world.Issuing.Certificate).ShouldBeTrue();
        id.IsOf(world.EcSigner.Certificate, world.Issuing.Certificate).ShouldBeFalse();
        id.IsOf(world.Signer.Certificate, world.Root.Certificate).ShouldBeFalse();
    }
}
