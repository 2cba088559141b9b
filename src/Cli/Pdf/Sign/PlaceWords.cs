using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Pdf.Sign;

/// <summary>The words about the place of a visible signature; <c>pdf place</c> has some of them too.</summary>
internal sealed class PlaceWords
{
    private readonly Option<int?> _page = new("--page")
    {
        Description = "Trang đặt chữ ký, từ 1 [1; với --keyword: mọi trang] / page from 1 [1; with --keyword all pages]",
    };

    private readonly Option<PageRectangle?> _rectangle = new("--rect")
    {
        Description = "x,y,rộng,cao tính bằng point từ góc dưới trái của trang khi xem / x,y,w,h in points from the lower left corner of the page as shown",
        HelpName = "x,y,w,h",
        CustomParser = result => Numbers(result, 4) is [var x, var y, var w, var h] && w > 0 && h > 0
            ? new PageRectangle(x, y, w, h) : Wrong(result, "--rect cần bốn số x,y,rộng,cao / --rect takes four numbers x,y,w,h"),
    };

    private readonly Option<string> _keyword = new("--keyword") { Description = "Đặt chữ ký cạnh từ khóa này / place it beside this keyword" };

    private readonly Option<int?> _hit = new("--hit")
    {
        Description = "Chọn chỗ thứ mấy có từ khóa, từ 1 / which place of the keyword, from 1",
        CustomParser = result => int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0
            ? n : Wrong<int?>(result, "--hit cần số từ 1 / --hit takes a number from 1"),
    };

    private readonly Option<bool> _invisible = new("--invisible") { Description = "Chữ ký không hiển thị / no visible signature" };

    public Option<PlacementSide> Side { get; } = new("--side")
    {
        Description = "Phía nào của từ khóa / on which side of the keyword [below]",
        HelpName = "below|above|right|left|over",
        CustomParser = result => Words.OneOf(
            result, ("below", PlacementSide.Below), ("above", PlacementSide.Above), ("right", PlacementSide.Right), ("left", PlacementSide.Left),
            ("over", PlacementSide.Over)),
    };

    public Option<(double Width, double Height)?> Size { get; } = new("--size")
    {
        Description = "Rộng,cao của khung chữ ký tính bằng point / width,height of the box in points [220,70]",
        HelpName = "w,h",
        CustomParser = result => Numbers(result, 2) is [var w, var h] && w > 0 && h > 0
            ? (w, h) : Wrong<(double, double)?>(result, "--size cần hai số rộng,cao / --size takes two numbers w,h"),
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _page, _rectangle, _keyword, _hit, Side, Size, _invisible })
            command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_rectangle) is not null && result.GetResult(_keyword) is not null)
                result.AddError("chỉ dùng một trong --rect và --keyword / --rect and --keyword exclude each other");
        });
    }

    public PlaceOptions Read(ParseResult result) => new()
    {
        Page = result.GetValue(_page),
        Rectangle = result.GetValue(_rectangle),
        Keyword = result.GetValue(_keyword),
        Hit = result.GetValue(_hit),
        Side = result.GetValue(Side),
        Size = result.GetValue(Size),
        Invisible = result.GetValue(_invisible),
    };

    private static double[]? Numbers(ArgumentResult result, int count)
    {
        var parts = result.Tokens is [var only] ? only.Value.Split(',') : [];
        var numbers = new double[count];
        return parts.Length == count
            && Enumerable.Range(0, count).All(i => double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
            && numbers.All(double.IsFinite) ? numbers : null;
    }

    private static PageRectangle? Wrong(ArgumentResult result, string why) => Wrong<PageRectangle?>(result, why);

    private static T? Wrong<T>(ArgumentResult result, string why)
    {
        result.AddError(why);
        return default;
    }
}
