using System.Diagnostics;
using KonTum.Tthc.Pades.Tests.Cms;
using KonTum.Tthc.Pades.Tests.Pki;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Math;
using Shouldly;
using Xunit;
using static KonTum.Tthc.Pades.Tests.Judgement.Scene;

namespace KonTum.Tthc.Pades.Tests.Judgement;

/// <summary>Files that want to keep the validator busy, or to lead it into believing too much.</summary>
public sealed class HostileMaterialTests
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    /// <summary>Everybody certifies everybody: the number of paths has more digits than the file has bytes.</summary>
    [Fact]
    public async Task Authorities_that_certify_each_other_do_not_stall_the_search()
    {
        var keys = Enumerable.Range(0, 14).Select(_ => TestPki.Ec()).ToList();
        Profile Mesh(int n) => new($"CN=Mắt lưới {n}") { IsAuthority = true, Usage = KeyUsage.KeyCertSign };
        var selves = keys.Select((key, n) => TestPki.Issue(Mesh(n), key)).ToList();
        var mesh = selves.SelectMany((issuer, i) => selves.Select((_, n) => TestPki.Issue(Mesh(n), keys[n], issuer)).Where((_, n) => n != i)).ToList();
        var signer = TestPki.Issue(new("CN=Người ký"), TestPki.Ec(), selves[0]);
        var file = (await JudgedFile.Plain.SignAsync(signer, [signer.Der])).Store(mesh.Select(c => c.Der));

        (await InTime(file, At(1)))[0].SubIndication.ShouldBe(SubIndication.NoCertificateChainFound);
    }

    [Fact]
    public async Task A_path_is_found_among_many_certificates_of_the_same_name()
    {
        var name = World.Issuing.Certificate.SubjectDN.ToString();
        var crowd = Enumerable.Range(0, 60).Select(_ => TestPki.Issue(new(name) { IsAuthority = true }, TestPki.Ec(), World.Root).Der);
        var file = (await JudgedFile.Plain.SignAsync(World.Signer, [World.Signer.Der])).Store([.. crowd, World.Issuing.Der]);

        (await InTime(file, Lenient(1))).ShouldPass();
    }

    [Fact]
    public async Task A_chain_that_is_too_long_is_no_path()
    {
        var issuer = World.Issuing;
        var chain = new List<byte[]>();
        for (var n = 0; n < 40; n++)
        {
            issuer = TestPki.Issue(new($"CN=Tầng {n}") { IsAuthority = true, Usage = KeyUsage.KeyCertSign }, TestPki.Ec(), issuer);
            chain.Add(issuer.Der);
        }

        var signer = TestPki.Issue(new("CN=Người ký"), TestPki.Ec(), issuer);
        var file = (await JudgedFile.Plain.SignAsync(signer, [signer.Der])).Store([.. chain, World.Issuing.Der]);

        (await InTime(file, Lenient(1)))[0].SubIndication.ShouldBe(SubIndication.NoCertificateChainFound);
    }

    [Fact]
    public async Task Long_lists_and_many_responses_are_judged_in_time()
    {
        var list = new RevocationAnswers(World.Issuing)
        {
            At = Day(1), Revoked = Enumerable.Range(1, 15_000).ToDictionary(n => BigInteger.ValueOf(n), _ => (Day(-1), CrlReason.Superseded)),
        }.Crl();
        var responses = Enumerable.Range(0, 400).Select(n => Ocsp(1 + (n % 3), [World.Signer, Unit])).ToList();
        var file = (await SignedAsync()).Store([World.Issuing.Der], responses, [RootCrl(1), list]);

        file.Bytes.Length.ShouldBeInRange(600_000, 1_500_000);
        (await InTime(file, At(4))).ShouldPass();
    }

    [Fact]
    public async Task Many_document_timestamps_are_judged_in_time()
    {
        var file = (await SignedAsync()).WithStore(1);
        for (var n = 0; n < 30; n++) file = await file.StampAsync(Unit, Day(2 + n));

        var results = await InTime(file, At(40));

        results.ShouldPass();
        results[0].Timestamps.Count.ShouldBe(31);
    }

    [Fact]
    public async Task Rubbish_in_the_store_is_passed_over()
    {
        var random = new Random(7);
        byte[] Rubbish(int length)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            return bytes;
        }

        var good = (await SignedAsync()).WithStore(1);
        var file = good.Store(
            [Rubbish(300), World.Issuing.Der[..^3], [], [0x30, 0x80]],
            [Rubbish(1000), Ocsp(1, [World.Signer])[..^1]],
            [Rubbish(5000), [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF]]);

        (await InTime(file, At(2))).ShouldPass();
    }

    /// <summary>Responses and lists that others sign, or that are for others, prove nothing.</summary>
    [Fact]
    public async Task Strangers_cannot_vouch()
    {
        var stranger = new TestWorld(name: "Thu Nghiem"); // same names, other keys
        var answers = new RevocationAnswers(stranger.Issuing) { At = Day(1), Responder = stranger.Responder };
        var file = (await SignedAsync()).Store(
            [stranger.Issuing.Der, stranger.Root.Der], [answers.Ocsp(World.Signer, Unit)], [RootCrl(1), answers.Crl()]);

        (await file.ValidateAsync(At(2))).ShouldBe(SubIndication.TryLater);
    }

    private static async Task<IReadOnlyList<SignatureResult>> InTime(JudgedFile file, ValidationOptions options)
    {
        var watch = Stopwatch.StartNew();
        var results = await file.ValidateAsync(options);
        watch.Elapsed.ShouldBeLessThan(s_longest);
        return results;
    }
}
