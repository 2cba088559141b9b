using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Placement;

public sealed class SignaturePlacementTests
{
    [Theory]
    [InlineData(PlacementSide.Below, 100, 196 - 50)]
    [InlineData(PlacementSide.Above, 100, 234)]
    [InlineData(PlacementSide.Right, 184, 185)]
    [InlineData(PlacementSide.Left, 100 - 4 - 60, 205)]
    [InlineData(PlacementSide.Over, 110, 190)]
    public void Each_side_has_its_box(PlacementSide side, double x, double y)
    {
        var box = SignaturePlacement.Beside(Hit(), side, 60, 50);

        box.ShouldBe(new PageRectangle(x, y, 60, 50));
        SignaturePlacement.Beside(Hit(), side, 60, 50, shiftX: 3, shiftY: -2).ShouldBe(new PageRectangle(x + 3, y - 2, 60, 50));
    }

    [Theory]
    [InlineData(PlacementSide.Below)]
    [InlineData(PlacementSide.Above)]
    [InlineData(PlacementSide.Right)]
    [InlineData(PlacementSide.Left)]
    [InlineData(PlacementSide.Over)]
    public void No_box_leaves_the_page(PlacementSide side)
    {
        foreach (var (width, height, shift) in new[] { (150.0, 60.0, 1e6), (150, 60, -1e6), (9000, 9000, 5), (500, 10, 0) })
        {
            var box = SignaturePlacement.Beside(Hit(), side, width, height, shiftX: shift, shiftY: shift);

            (box.X >= 0 && box.Y >= 0 && box.X + box.Width <= 400 && box.Y + box.Height <= 500).ShouldBeTrue($"{side}: {box}");
            (box.Width, box.Height).ShouldBe((Math.Min(width, 400), Math.Min(height, 500)));
        }
    }

    [Theory]
    [InlineData(0, 10, 0)]
    [InlineData(10, -1, 0)]
    [InlineData(double.NaN, 10, 0)]
    [InlineData(10, 10, double.PositiveInfinity)]
    public void A_box_without_a_size_is_refused(double width, double height, double gap) =>
        Should.Throw<ArgumentOutOfRangeException>(() => SignaturePlacement.Beside(Hit(), PlacementSide.Below, width, height, gap));

    [Fact]
    public async Task A_signature_stands_under_the_word_that_was_found()
    {
        var pages = new TextPages();
        var file = pages.Page(pages.Line("Người nộp đơn", 250, 300), "/MediaBox[0 0 500 600]/Rotate 90").Build();
        var hit = (await TextPages.FindAsync(file, "Người nộp đơn")).Hits.ShouldHaveSingleItem();
        var box = SignaturePlacement.Beside(hit, PlacementSide.Below, 150, 50);

        var signed = await Signer.SignAsync(file, Signer.Request(Signer.Visible with { Rectangle = box }));

        // What the appearance shows is no page content; what was there is still found in its place.
        (await TextPages.FindAsync(signed, "Người nộp đơn")).Hits.ShouldHaveSingleItem().Rectangle.ShouldBe(hit.Rectangle);
        box.Y.ShouldBe(hit.Rectangle.Y - 54, 0.001);
        box.X.ShouldBe(hit.Rectangle.X, 0.001);
    }

    /// <summary>Two lines on a page of 400 by 500.</summary>
    private static KeywordHit Hit() => new()
    {
        Index = 0,
        Page = 1,
        Rectangle = new PageRectangle(100, 200, 80, 30),
        Lines = [new PageRectangle(100, 220, 80, 20), new PageRectangle(100, 200, 80, 20)],
        Before = "",
        Match = "",
        After = "",
        PageWidth = 400,
        PageHeight = 500,
    };
}
