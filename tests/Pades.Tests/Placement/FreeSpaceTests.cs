using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Placement;

/// <summary>Room for a signature that covers nothing.</summary>
public sealed class FreeSpaceTests
{
    [Fact]
    public async Task The_corner_is_taken_where_it_is_empty() =>
        (await FindAsync(TestPdf.OnePage())).ShouldBe(new PageRectangle(400 - 36 - 200, 36, 200, 60));

    [Theory]
    [InlineData("BT /F1 24 Tf 250 50 Td (Pay 100 to Lan) Tj ET", false)]
    [InlineData("BT /F1 24 Tf 30 50 Td (Pay 100 to Lan, and to all others) Tj ET", true)]
    public async Task What_is_written_there_is_left_free(string content, bool above)
    {
        var found = (await FindAsync(Page(content))).ShouldNotBeNull();

        (found.Y > 60).ShouldBe(above);
        (above || found.X + found.Width < 255).ShouldBeTrue();
        // What the search calls free, the validator calls harmless: a stranger may sign there, and not over the text.
        (await AfterAStrangerAsync(content, found)).ShouldBe(Modifications.Permitted);
        (await AfterAStrangerAsync(content, new PageRectangle(164, 36, 200, 60))).ShouldBe(Modifications.Suspicious);
    }

    [Fact]
    public async Task A_full_page_has_none()
    {
        var lines = string.Concat(Enumerable.Range(1, 60).Select(n => $"BT /F1 10 Tf 10 {n * 10} Td (Mot dong chu dai tu le trai sang den tan le phai cua trang giay nay) Tj ET "));

        (await FindAsync(Page(lines))).ShouldBeNull();
    }

    [Fact]
    public async Task A_page_that_is_not_there_is_refused() =>
        (await Should.ThrowAsync<PdfRefusedException>(() => FreeSpace.FindAsync(new MemoryStream(TestPdf.OnePage()), 2, 200, 60)))
            .Reason.ShouldBe(PdfRefusal.PageOutOfRange);

    /// <summary>What is said of the first signature; nobody is trusted.</summary>
    private static async Task<Modifications> AfterAStrangerAsync(string content, PageRectangle place)
    {
        using var key = LocalKey.CreateThrowAway("Người lạ", Signer.Now);
        var request = Signer.Request() with
        {
            CertificateChain = key.CertificateChain,
            Visible = new VisibleSignature { Page = 1, Rectangle = place, Lines = ["Lan"] },
        };
        var signed = await Signer.SignAsync(await Signer.SignAsync(Page(content)), request, key);
        var options = new ValidationOptions { At = Signer.Now };
        return (await PadesValidator.ValidateAsync(new MemoryStream(signed), options, TestContext.Current.CancellationToken)).Signatures[0].Modifications;
    }

    private static byte[] Page(string content) => TestPdf.Build(
    [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>/MediaBox[0 0 400 600]>>",
        TestPdf.Stream(content),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]);

    private static Task<PageRectangle?> FindAsync(byte[] pdf) =>
        FreeSpace.FindAsync(new MemoryStream(pdf), 1, 200, 60, cancellationToken: TestContext.Current.CancellationToken);
}
