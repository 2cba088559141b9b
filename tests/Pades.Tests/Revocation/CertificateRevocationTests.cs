using KonTum.Tthc.Pades.Tests.Cms;
using KonTum.Tthc.Pades.Tests.Pki;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Revocation;

/// <summary>What a caller learns of one certificate before anybody signs with it.</summary>
public sealed class CertificateRevocationTests : AuthorityTests
{
    [Fact]
    public async Task A_good_one_is_good()
    {
        var answer = (await AskAsync(_world.Signer.Der, _world.Issuing.Der)).ShouldNotBeNull();

        (answer.Status, answer.Kind, answer.Origin).ShouldBe((RevocationStatus.Good, RevocationSourceKind.Ocsp, MaterialOrigin.Online));
        _server.Calls.ShouldBe(["ocsp/issuing"]);
    }

    [Fact]
    public async Task A_revoked_one_is_told_with_time_and_reason()
    {
        _server.Revoked[_world.Signer.Certificate.SerialNumber] = (TestPki.Now.AddDays(-3), 1);

        var answer = (await AskAsync(_world.Signer.Der, _world.Issuing.Der)).ShouldNotBeNull();

        (answer.Status, answer.RevokedAt, answer.Reason).ShouldBe((RevocationStatus.Revoked, TestPki.Now.AddDays(-3), "keyCompromise"));
    }

    [Fact]
    public async Task An_answer_that_should_have_been_replaced_is_none() =>
        (await AskAsync(_world.Signer.Der, _world.Issuing.Der, TestPki.Now.AddYears(1))).ShouldBeNull();

    [Fact]
    public async Task Nothing_is_known_through_a_stranger_or_of_rubbish()
    {
        (await AskAsync(_world.Signer.Der, _world.Root.Der)).ShouldBeNull();
        (await AskAsync(new byte[] { 0x30, 0x03, 1, 2, 3 }, _world.Issuing.Der)).ShouldBeNull();
        (await AskAsync(_world.Signer.Der, ReadOnlyMemory<byte>.Empty)).ShouldBeNull();
    }

    private Task<RevocationFinding?> AskAsync(ReadOnlyMemory<byte> certificate, ReadOnlyMemory<byte> issuer, DateTimeOffset? at = null) =>
        CertificateRevocation.AskAsync(certificate, issuer, _server.Client(), at ?? TestPki.Now, cancellationToken: TestContext.Current.CancellationToken);
}
