using KonTum.Tthc.Pades.Revocation;
using KonTum.Tthc.Pades.Tests.Cms;
using KonTum.Tthc.Pades.Tests.Pki;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Ocsp;
using Org.BouncyCastle.X509;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Revocation;

public sealed class RevocationCollectorTests : AuthorityTests
{
    private readonly ValidationMaterial _material = new();
    [Fact]
    public async Task A_path_is_completed_from_the_addresses_in_the_certificates()
    {
        var path = await Collector(Online()).FindPathAsync(_world.Signer.Certificate, Token);

        path.ShouldBe([_world.Signer.Certificate, _world.Issuing.Certificate, _world.Root.Certificate]);
        _server.Calls.ShouldBe(["cert/issuing"]);
    }

    [Fact]
    public async Task Without_anchors_a_path_ends_at_a_certificate_that_signed_itself()
    {
        var collector = new RevocationCollector(_material, [], Online(), TestPki.Now);

        (await collector.FindPathAsync(_world.Signer.Certificate, Token))!.Count.ShouldBe(3);
        _server.Calls.ShouldBe(["cert/issuing", "cert/root"]);
    }

    [Fact]
    public async Task Offline_only_the_bag_counts()
    {
        (await Collector(Offline).FindPathAsync(_world.Signer.Certificate, Token)).ShouldBeNull();

        _material.AddCertificate(_world.Issuing.Der, MaterialOrigin.Given);
        (await Collector(Offline).FindPathAsync(_world.Signer.Certificate, Token)).ShouldNotBeNull();
        _server.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Authorities_that_certify_each_other_in_all_ways_do_not_hold_it_up()
    {
        var profile = new Profile("CN=Vòng,C=VN") { IsAuthority = true, Usage = KeyUsage.KeyCertSign };
        var key = TestPki.Ec();
        foreach (var _ in Enumerable.Range(0, 14)) _material.AddCertificate(TestPki.Issue(profile, key).Der, MaterialOrigin.Document);
        var leaf = TestPki.Issue(new("CN=Lá,C=VN"), TestPki.Ec(), TestPki.Issue(profile, key));

        var search = Collector(Online()).FindPathAsync(leaf.Certificate, Token);

        (await search.WaitAsync(TimeSpan.FromSeconds(20), Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Responders_are_asked_before_lists_and_nobody_twice()
    {
        var collector = Collector(Online());
        var path = Path();

        var first = await collector.CollectAsync(path, TestPki.Now, Token);
        var second = await collector.CollectAsync(path, TestPki.Now, Token);

        first.Select(c => c.Evidence!.Kind).ShouldBe([RevocationSourceKind.Ocsp, RevocationSourceKind.Ocsp]);
        second.Select(c => c.Evidence).ShouldBe(first.Select(c => c.Evidence));
        _server.Calls.ShouldBe(["ocsp/issuing", "ocsp/root"]);
    }

    [Fact]
    public async Task What_is_in_the_bag_and_fresh_is_not_fetched()
    {
        _material.AddOcsp(new RevocationAnswers(_world.Issuing) { Responder = _world.Responder }.Ocsp(_world.Signer), MaterialOrigin.Document);

        (await Collector(Online()).CollectAsync([_world.Signer.Certificate, _world.Issuing.Certificate], TestPki.Now, Token))[0].Evidence!.Origin
            .ShouldBe(MaterialOrigin.Document);
        _server.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_did_not_hold_any_more_at_the_moment_is_fetched_anew()
    {
        _material.AddOcsp(
            new RevocationAnswers(_world.Issuing) { Responder = _world.Responder, At = TestPki.Now.AddDays(-8) }.Ocsp(_world.Signer), MaterialOrigin.Document);

        (await Collector(Online()).CollectAsync([_world.Signer.Certificate, _world.Issuing.Certificate], TestPki.Now, Token))[0].Evidence!.Origin
            .ShouldBe(MaterialOrigin.Online);
    }

    [Fact]
    public async Task A_responder_that_does_not_know_leads_to_the_list()
    {
        _material.AddOcsp(
            new RevocationAnswers(_world.Issuing) { Responder = _world.Responder, AllUnknown = true }.Ocsp(_world.Signer), MaterialOrigin.Document);
        _server.Broken.Add("ocsp");

        (await Collector(Online()).CollectAsync([_world.Signer.Certificate, _world.Issuing.Certificate], TestPki.Now, Token))[0].Evidence!.Kind
            .ShouldBe(RevocationSourceKind.Crl);
    }

    [Fact]
    public async Task A_delegate_without_nocheck_is_looked_up_itself()
    {
        var plain = _world.Issue(new("CN=OCSP không miễn,C=VN") { Usage = KeyUsage.DigitalSignature, Purposes = [KeyPurposeID.id_kp_OCSPSigning] });
        _material.AddOcsp(new RevocationAnswers(_world.Issuing) { Responder = plain }.Ocsp(_world.Signer), MaterialOrigin.Document);

        var found = (await Collector(Online()).CollectAsync([_world.Signer.Certificate, _world.Issuing.Certificate], TestPki.Now, Token))[0];

        found.Evidence!.Signer.ShouldBe(plain.Certificate);
        found.Supporting.ShouldHaveSingleItem().Status.ShouldBe(RevocationStatus.Good);
    }

    [Fact]
    public async Task A_delegate_who_was_revoked_is_not_believed()
    {
        var plain = _world.Issue(new("CN=OCSP bị thu hồi,C=VN") { Usage = KeyUsage.DigitalSignature, Purposes = [KeyPurposeID.id_kp_OCSPSigning] });
        _server.Revoked[plain.Certificate.SerialNumber] = (TestPki.Now.AddDays(-1), 1);
        _material.AddOcsp(new RevocationAnswers(_world.Issuing) { Responder = plain }.Ocsp(_world.Signer), MaterialOrigin.Document);

        (await Collector(Online()).CollectAsync([_world.Signer.Certificate, _world.Issuing.Certificate], TestPki.Now, Token))[0].Evidence!.Signer
            .ShouldNotBe(plain.Certificate);
    }

    [Fact]
    public async Task The_calls_for_one_file_are_counted()
    {
        var fetcher = new DataFetcher(_server.Client(), new DataLimits { MostCalls = 1 });

        var found = await Collector(fetcher).CollectAsync(Path(), TestPki.Now, Token);

        found.Select(c => c.Evidence is null).ShouldBe([false, true]);
        _server.Calls.Count.ShouldBe(1);
        fetcher.Notes.ShouldContain(n => n.Contains("limit"));
    }

    [Fact]
    public async Task The_time_for_one_file_is_limited()
    {
        await using var slow = new RawServer((_, _, token) => Task.Delay(Timeout.Infinite, token));
        using var client = new GuardedValidationDataClient(new() { Hosts = ["127.0.0.1"], AllowPrivateAddresses = true });
        var fetcher = new DataFetcher(client, new DataLimits { TotalTime = TimeSpan.FromMilliseconds(200) });

        (await fetcher.FetchAsync("crl", slow.Address, (c, a, token) => c.GetCrlAsync(a, token), Token)).ShouldBeNull();
        (await fetcher.FetchAsync("again", slow.Address, (c, a, token) => c.GetCrlAsync(a, token), Token)).ShouldBeNull();

        slow.Heads.Count.ShouldBe(1);
        fetcher.Notes.Count.ShouldBe(2);
    }

    [Fact]
    public void A_request_is_understood_by_others()
    {
        var request = new OcspReq(OcspRequest.For(_world.Signer.Certificate, _world.Issuing.Certificate));

        var id = request.GetRequestList().ShouldHaveSingleItem().GetCertID();
        id.SerialNumber.ShouldBe(_world.Signer.Certificate.SerialNumber);
        id.MatchesIssuer(_world.Issuing.Certificate).ShouldBeTrue();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static DataFetcher Offline => new(null, new DataLimits());

    private DataFetcher Online() => new(_server.Client(), new DataLimits());

    private List<X509Certificate> Path() => [_world.Signer.Certificate, _world.Issuing.Certificate, _world.Root.Certificate];

    private RevocationCollector Collector(DataFetcher fetcher) => new(_material, [_world.Root.Certificate], fetcher, TestPki.Now);
}
