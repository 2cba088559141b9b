using KonTum.Tthc.Pades.Tests.Cms;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Xunit;
using static KonTum.Tthc.Pades.Tests.Judgement.Scene;

namespace KonTum.Tthc.Pades.Tests.Judgement;

/// <summary>
/// What an authority's certificate says about those below it (RFC 5280, 4.2.1.3, 4.2.1.9, 4.2.1.10): each rule once kept and once broken,
/// with nothing else different.
/// </summary>
public sealed class PathRulesTests
{
    // From the outermost part on: a constraint is the beginning of a name.
    private const string Person = "C=VN,O=Xã Đăk Ruồng,CN=Người ký";

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    public Task Authorities_below_are_counted(int longest, bool isKept)
    {
        var upper = Authority("CN=CA trên", World.Issuing, pathLength: longest);
        return JudgeAsync(isKept, Authority("CN=CA dưới", upper), upper);
    }

    [Fact]
    public Task One_that_issued_itself_anew_does_not_count()
    {
        var upper = Authority("CN=CA trên", World.Issuing, pathLength: 0);
        return JudgeAsync(isKept: true, Authority("CN=CA trên", upper), upper);
    }

    [Theory]
    [InlineData("C=VN,O=Xã Đăk Ruồng", true)]
    [InlineData("C=VN,O=Xã Tân Lập", false)]
    public Task Names_outside_of_what_an_authority_may_issue_for(string permitted, bool isKept) =>
        JudgeAsync(isKept, Authority("CN=CA hẹp", World.Issuing, Names(permitted: permitted)));

    [Theory]
    [InlineData("C=VN,O=Xã Tân Lập", true)]
    [InlineData("C=VN,O=Xã Đăk Ruồng", false)]
    public Task Names_that_an_authority_must_not_issue_for(string excluded, bool isKept) =>
        JudgeAsync(isKept, Authority("CN=CA hẹp", World.Issuing, Names(excluded: excluded)));

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public Task An_extension_that_nobody_knows(bool isCritical, bool isKept) => JudgeAsync(isKept, Authority(
        "CN=CA lạ", World.Issuing, new(X509Extensions.BiometricInfo, isCritical, DerNull.Instance)));

    [Theory]
    [InlineData(KeyUsage.KeyCertSign, true)]
    [InlineData(KeyUsage.CrlSign | KeyUsage.DigitalSignature, false)]
    public Task A_key_that_is_not_for_certificates(int usage, bool isKept) => JudgeAsync(isKept, Authority("CN=CA sai khóa", World.Issuing, usage: usage));

    private static async Task JudgeAsync(bool isKept, params Identity[] authorities)
    {
        var signer = TestPki.Issue(new(Person), TestPki.Ec(), authorities[0]);
        var file = await JudgedFile.Plain.SignAsync(signer, [signer.Der, .. authorities.Select(a => a.Der), World.Issuing.Der]);

        var results = await file.ValidateAsync(Lenient(1));

        if (isKept) results.ShouldPass();
        else results.ShouldBe(SubIndication.ChainConstraintsFailure);
    }

    private static Identity Authority(
        string name, Identity issuer, Further? further = null, int? pathLength = null, int usage = KeyUsage.KeyCertSign | KeyUsage.CrlSign) => TestPki.Issue(
        new(name)
        {
            IsAuthority = true,
            PathLength = pathLength,
            Usage = usage,
            Extend = further is null ? null : g => g.AddExtension(further.Oid, further.IsCritical, further.Value),
        },
        TestPki.Ec(),
        issuer);

    private static Further Names(string? permitted = null, string? excluded = null) => new(
        X509Extensions.NameConstraints, true, new NameConstraints(Subtree(permitted), Subtree(excluded)));

    private static GeneralSubtrees? Subtree(string? name) =>
        name is null ? null : new GeneralSubtrees(new GeneralSubtree(new GeneralName(new X509Name(name))));

    private sealed record Further(DerObjectIdentifier Oid, bool IsCritical, Asn1Encodable Value);
}
