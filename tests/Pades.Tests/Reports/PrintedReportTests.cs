using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Reports;

/// <summary>A real browser prints the page.</summary>
public sealed class PrintedReportTests
{
    [Theory]
    [InlineData(ReportDepth.Simple)]
    [InlineData(ReportDepth.Diagnostic)]
    public async Task A_browser_prints_it_on_A4(ReportDepth depth)
    {
        var folder = Directory.CreateTempSubdirectory("tthc-report-");
        try
        {
            var page = Path.Combine(folder.FullName, "report.html");
            var print = Path.Combine(folder.FullName, "report.pdf");
            await File.WriteAllTextAsync(
                page, ValidationReports.ToHtml([SampleReports.Many], depth, ReportLanguage.Vietnamese), TestContext.Current.CancellationToken);

            await Peers.RunAsync(
                "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", $"--user-data-dir={folder.FullName}/profile",
                "--no-pdf-header-footer", $"--print-to-pdf={print}", new Uri(page).AbsoluteUri);

            var (_, facts) = await Peers.RunAsync("pdfinfo", print);
            facts.ShouldContain("(A4)");
            var (_, text) = await Peers.RunAsync("pdftotext", "-layout", print, "-");
            text.ShouldContain("Nguyễn Thị Phượng");
            text.ShouldContain("CÓ THAY ĐỔI ĐÁNG NGỜ (trang 2, 5, 17)");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
