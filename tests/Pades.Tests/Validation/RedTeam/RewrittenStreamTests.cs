using System.IO.Compression;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Validation.RedTeam;

/// <summary>A stream that was written again, compressed or not, with the same bytes inside; and what only looks like it.</summary>
public sealed class RewrittenStreamTests
{
    [Theory]
    [InlineData(XrefKind.Table)]
    [InlineData(XrefKind.Compressed)]
    public async Task The_same_bytes_may_be_compressed(XrefKind kind)
    {
        var file = Contract.Create(kind).Sign();

        (await ModificationsAsync(file.Update((Contract.Content, TestPdf.Stream(Zlib(Contract.Text), "/Filter/FlateDecode"))))).ShouldBe(Modifications.Permitted);
        (await ModificationsAsync(file.Update((Contract.Stamp, TestPdf.Stream(Zlib("0 0 5 5 re f"), "/Filter[/FlateDecode]/Type/XObject/Subtype/Form/BBox[0 0 9 9]"))))).ShouldBe(Modifications.Permitted);
    }

    [Fact]
    public async Task The_same_bytes_may_be_written_plainly()
    {
        var plain = Contract.Create(XrefKind.Table);
        var file = plain.Update((Contract.Content, TestPdf.Stream(Zlib(Contract.Text), "/Filter/FlateDecode"))).Sign();

        (await ModificationsAsync(file.Update((Contract.Content, TestPdf.Stream(Contract.Text))))).ShouldBe(Modifications.Permitted);
    }

    [Theory]
    [InlineData("other bytes", "/Filter/FlateDecode")]
    [InlineData("cut off", "/Filter/FlateDecode")]
    [InlineData("damaged", "/Filter/FlateDecode")]
    [InlineData("same", "/Filter[/FlateDecode/FlateDecode]")]
    [InlineData("same", "/Filter/FlateDecode/DecodeParms<</Predictor 1>>")]
    [InlineData("same", "/Filter/FlateDecode/F(other.txt)")]
    [InlineData("same", "/Filter/Fl")]
    [InlineData("same", "/Filter/FlateDecode/Type/XObject")]
    [InlineData("hex", "/Filter/ASCIIHexDecode")]
    public async Task What_only_looks_the_same_is_suspicious(string how, string entries)
    {
        var zlib = Zlib(how == "other bytes" ? Contract.Text.Replace("100", "999", StringComparison.Ordinal) : Contract.Text);
        var content = how switch
        {
            "cut off" => zlib[..^4],
            "damaged" => zlib[..^1] + (char)(zlib[^1] ^ 1),
            "hex" => Convert.ToHexString(TestPdf.Bytes(Contract.Text)) + ">",
            _ => zlib,
        };

        var attacked = Contract.Create(XrefKind.Table).Sign();

        (await ModificationsAsync(attacked.Update((Contract.Content, TestPdf.Stream(content, entries))))).ShouldBe(Modifications.Suspicious);
    }

    private static async Task<Modifications> ModificationsAsync(TestFile file) => (await Signer.ValidateAsync(file.Bytes)).Single().Modifications;

    private static string Zlib(string content)
    {
        using var output = new MemoryStream();
        using (var zip = new ZLibStream(output, CompressionLevel.Optimal))
            zip.Write(TestPdf.Bytes(content));
        return TestPdf.Text(output.ToArray());
    }
}
