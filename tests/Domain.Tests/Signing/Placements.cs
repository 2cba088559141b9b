using FsCheck.Xunit;
using KonTum.Tthc.Domain.Signing;
using Shouldly;

namespace KonTum.Tthc.Domain.Tests.Signing;

public sealed class Placements
{
    private static readonly PagePlacement Good = new(1, 0, 0, 20, 10);

    [Fact]
    public void The_limits_themselves_are_allowed()
    {
        Good.FindViolations("p").ShouldBeEmpty();
        new PagePlacement(100_000, 20_000, 20_000, 2000, 2000).FindViolations("p").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(-0.001)]
    [InlineData(20_000.001)]
    [InlineData(double.MaxValue)]
    public void What_is_no_length_is_refused_everywhere(double value) =>
        new PagePlacement(1, value, value, value, value).FindViolations("targets[2].placement").Select(v => v.Field).ShouldBe(
            ["targets[2].placement.x", "targets[2].placement.y", "targets[2].placement.width", "targets[2].placement.height"]);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(100_001)]
    public void Pages_begin_with_one(int page) =>
        (Good with { Page = page }).FindViolations("p").ShouldHaveSingleItem().Field.ShouldBe("p.page");

    [Fact]
    public void A_signature_that_nobody_could_read_is_refused()
    {
        (Good with { Width = 19.9 }).FindViolations("p").ShouldHaveSingleItem().Field.ShouldBe("p.width");
        (Good with { Height = 9.9 }).FindViolations("p").ShouldHaveSingleItem().Field.ShouldBe("p.height");
    }

    [Property]
    public void What_is_taken_is_finite_and_has_an_extent(int page, double x, double y, double width, double height)
    {
        var placement = new PagePlacement(page, x, y, width, height);
        if (placement.FindViolations("p").Any()) return;
        (double.IsFinite(x + y + width + height) && width > 0 && height > 0 && page > 0).ShouldBeTrue(placement.ToString());
    }
}
