using System.Diagnostics;
using FsCheck.Xunit;
using KonTum.Tthc.Pades.Cms;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Cms;

public class HostileCmsTests
{
    private static readonly byte[] Good = TestSignatures.Sign(TestPki.EcSigner, stamp: value => TestSignatures.Stamp(value, TestPki.Now));

    [Property(MaxTest = 300)]
    public void Random_bytes_are_a_format_failure(byte[] bytes)
    {
        CmsCheck.Check(bytes, TestSignatures.Range, TestPki.Options(), null).ShouldBeFailed(SubIndication.FormatFailure);
        CmsCheck.CheckDocumentTimestamp(bytes, TestSignatures.Range, TestPki.Options()).ShouldBeFailed(SubIndication.FormatFailure);
    }

    /// <summary>Only unsigned parts may change without notice: the timestamp, the issuers, the outer headers.</summary>
    [Property(MaxTest = 400)]
    public void Changed_bytes_never_throw_and_never_make_another_signer_pass(int position, byte value, int length)
    {
        var changed = Good.ToArray();
        var at = (int)((uint)position % changed.Length);
        changed[at] = value;
        if (length % 5 == 0) changed = changed[..(int)((uint)length % changed.Length)];

        var result = CmsCheck.Check(changed, TestSignatures.Range, TestPki.Options(), null);

        Enum.IsDefined(result.Indication).ShouldBeTrue();
        if (result.Indication == Indication.TotalPassed) result.Signer.ShouldBe("Trần Văn Ẩn");
        CmsCheck.Check(changed, TestSignatures.OtherRange, TestPki.Options(), null).Indication.ShouldNotBe(Indication.TotalPassed);
    }

    [Theory]
    [InlineData("3080")]
    [InlineData("2480")]
    [InlineData("A080")]
    public void Deep_nesting_neither_ends_the_process_nor_takes_long(string open)
    {
        var bytes = Enumerable.Repeat(Convert.FromHexString(open), 200_000).SelectMany(part => part).ToArray();
        var certificate = TestPki.EcSigner.Der;
        var watch = Stopwatch.StartNew();

        CmsCheck.Check(bytes, TestSignatures.Range, TestPki.Options(), null).ShouldBeFailed(SubIndication.FormatFailure);
        Should.Throw<FormatException>(() => AsnDepth.Ensure(bytes));
        Should.NotThrow(() => AsnDepth.Ensure(certificate));
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Nesting_hidden_in_an_octet_string_is_found()
    {
        byte[] nested = [.. Enumerable.Repeat((byte[])[0x30, 0x80], 100).SelectMany(part => part)];

        Should.Throw<FormatException>(() => AsnDepth.Ensure([0x30, 0x81, 0xCB, 0x04, 0x81, 0xC8, .. nested]));
    }

    [Fact]
    public void Many_siblings_are_not_taken_for_depth()
    {
        byte[] siblings = [0x30, 0x80, .. Enumerable.Repeat((byte[])[0x30, 0x80, 0x00, 0x00], 500).SelectMany(part => part), 0x00, 0x00];

        Should.NotThrow(() => AsnDepth.Ensure(siblings));
    }

    [Fact]
    public void Many_certificates_of_one_name_do_not_stall_the_search()
    {
        var name = TestPki.Authority.Certificate.SubjectDN.ToString();
        var crowd = Enumerable.Range(0, 90).Select(_ => TestPki.Issue(new(name) { IsAuthority = true }, TestPki.Ec(), TestPki.Root).Der);
        var watch = Stopwatch.StartNew();

        var result = CmsCheck.Check(
            TestSignatures.Sign(TestPki.EcSigner, chain: [TestPki.EcSigner.Der, .. crowd]), TestSignatures.Range, TestPki.Options(), null);

        result.ShouldBeIndeterminate(SubIndication.NoCertificateChainFound, Integrity.Intact);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }
}
