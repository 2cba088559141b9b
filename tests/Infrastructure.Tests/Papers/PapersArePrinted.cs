using System.Text;
using KonTum.Tthc.Application.Papers;
using KonTum.Tthc.Infrastructure.Papers;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Papers;

public sealed class PapersArePrinted
{
    private const string Address = "https://dichvucong.example.vn/tra-cuu/000.21.24.H34-261123-0001";

    private static readonly PaperPrinter Printer = new();

    [Fact]
    public async Task A_paper_has_the_form_of_administrative_papers()
    {
        var pdf = Printer.Print(Receipt(3));

        await PaperTools.MustBeCleanAsync(pdf);
        var text = await PaperTools.TextAsync(pdf);
        text.ShouldContain("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
        text.ShouldContain("Độc lập - Tự do - Hạnh phúc");
        text.ShouldContain("ỦY BAN NHÂN DÂN");
        text.ShouldContain("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ");
        text.ShouldContain("Ngày 05 tháng 02 năm 2026", customMessage: "days below 10 and the first two months have a zero in front");
        text.ShouldContain("Nguyễn Thị Ánh Tuyết");
        text.IsNormalized(NormalizationForm.FormC).ShouldBeTrue();
        (await PaperTools.QrAsync(pdf)).ShouldBe(Address);
        (await PaperTools.PagesAsync(pdf)).ShouldBe(1);
        (await PaperTools.FontsAsync(pdf)).Split('\n').Where(line => line.Contains("Tinos", StringComparison.Ordinal))
            .ShouldAllBe(line => line.Contains("yes yes yes", StringComparison.Ordinal)); // embedded, subset, with a map to Unicode
    }

    [Fact]
    public async Task Every_letter_of_vietnamese_is_found_again_in_three_styles()
    {
        const string letters = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệfghiìỉĩíịjklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvwxyỳỷỹýỵz";
        var both = letters + letters.ToUpperInvariant();

        // As macOS writes file names: letter and marks apart.
        var pdf = Printer.Print(new Paper(
            "A", "", "T", [new PaperField(both.Normalize(NormalizationForm.FormD), both.Normalize(NormalizationForm.FormD))], new DateOnly(2026, 11, 23))
        {
            Foot = both,
        });

        var text = string.Concat((await PaperTools.TextAsync(pdf)).Where(c => !char.IsWhiteSpace(c)));
        text.ShouldContain(letters);
        text.ShouldContain("Đ", customMessage: "not the Icelandic letter that looks the same");
        foreach (var letter in both) text.Count(c => c == letter).ShouldBeGreaterThanOrEqualTo(3, $"{letter} in regular, bold and italic");
    }

    [Fact]
    public async Task A_long_table_goes_on_over_pages_with_its_heads_on_each()
    {
        var pdf = Printer.Print(Receipt(90));

        await PaperTools.MustBeCleanAsync(pdf);
        var pages = (await PaperTools.TextAsync(pdf)).Split('\f', StringSplitOptions.RemoveEmptyEntries);
        pages.Length.ShouldBeGreaterThan(2);
        pages.Length.ShouldBe(await PaperTools.PagesAsync(pdf));
        pages.Take(pages.Length - 1).ShouldAllBe(page => page.Contains("Thành phần hồ sơ"));
        pages.Skip(1).Select((page, n) => page.TrimStart().StartsWith($"{n + 2}", StringComparison.Ordinal)).ShouldAllBe(numbered => numbered);
        var text = string.Join('\n', pages);
        for (var row = 1; row <= 90; row++) text.ShouldContain($"Giấy tờ số {row}.", customMessage: "no row is lost at the end of a page");
        (await PaperTools.QrAsync(pdf)).ShouldBe(Address);
    }

    [Fact]
    public async Task What_a_person_named_can_have_any_characters()
    {
        var names = new[]
        {
            "giấy 📄 khai.pdf", "文件.pdf", "\ud800 nửa.pdf", "a\u0000b\u202Egpj.exe", "e\u0301\u0323.pdf", new string('W', 300), "", "(ngoặc) \\ <dấu>",
        };

        var pdf = Printer.Print(new Paper(
            "Cơ quan", "Số: 1", "TIÊU ĐỀ", [.. names.Select(name => new PaperText(name)), new PaperTable(["Tên", "Cỡ"], [.. names.Select(n => (IReadOnlyList<string>)[n, n])])],
            new DateOnly(2026, 11, 23)));

        await PaperTools.MustBeCleanAsync(pdf);
        var text = await PaperTools.TextAsync(pdf);
        text.ShouldContain("giấy ? khai.pdf");
        text.ShouldContain("(ngoặc) \\ <dấu>");
        text.Count(c => c == 'W').ShouldBe(900);
    }

    [Fact]
    public async Task A_row_higher_than_a_page_is_cut_and_not_lost()
    {
        var words = Enumerable.Range(1, 1500).Select(n => $"chữ{n}").ToList();

        var pdf = Printer.Print(new Paper(
            "Cơ quan", "", "TIÊU ĐỀ", [new PaperTable(["Số", "Nội dung"], [["1", string.Join(' ', words)], ["2", "Cuối"]])], new DateOnly(2026, 11, 23)));

        await PaperTools.MustBeCleanAsync(pdf);
        var found = (await PaperTools.TextAsync(pdf)).Split([' ', '\n', '\f'], StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        words.Where(word => !found.Contains(word)).ShouldBeEmpty();
        found.ShouldContain("Cuối");
    }

    [Fact]
    public void The_same_paper_is_the_same_file() => Printer.Print(Receipt(40)).ShouldBe(Printer.Print(Receipt(40)));

    private static Paper Receipt(int components) => new(
        "Ủy ban nhân dân phường Duy Tân", "Số: 000.21.24.H34-261123-0001", "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        [
            new PaperText("Ủy ban nhân dân phường Duy Tân tiếp nhận hồ sơ của:"),
            new PaperField("Ông/bà", "Nguyễn Thị Ánh Tuyết"),
            new PaperField("Thủ tục hành chính", "Đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con và cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi"),
            new PaperTable(
                ["STT", "Thành phần hồ sơ", "Bản chính", "Bản sao"],
                [.. Enumerable.Range(1, components).Select(n => (IReadOnlyList<string>)[$"{n}", $"Giấy tờ số {n}. Giấy chứng sinh do cơ sở khám bệnh, chữa bệnh cấp hoặc văn bản xác nhận của người làm chứng", "1", "0"])]),
            new PaperField("Thời gian tiếp nhận", "10 giờ 30 phút, ngày 05/02/2026"),
        ],
        new DateOnly(2026, 2, 5))
    {
        QrText = Address,
        QrCaption = "Quét mã để tra cứu tình trạng hồ sơ",
        Foot = "Giấy này do hệ thống lập tự động.",
    };
}
