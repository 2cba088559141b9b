using System.Diagnostics;
using System.Text;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Papers;

/// <summary>What other people's programs make of a paper.</summary>
internal static class PaperTools
{
    /// <summary>The text of a PDF, as poppler extracts it.</summary>
    public static async Task<string> TextAsync(byte[] pdf) => await OnFileAsync(pdf, file => RunAsync("pdftotext", "-layout", "-enc", "UTF-8", file, "-"));

    /// <summary>What qpdf says of a PDF; fails unless it has nothing to say.</summary>
    public static async Task MustBeCleanAsync(byte[] pdf) =>
        (await OnFileAsync(pdf, file => RunAsync("qpdf", "--check", file))).ShouldContain("No syntax or stream encoding errors found");

    /// <summary>The text of the QR code on the last page, as zbar reads it from the rendered picture.</summary>
    public static async Task<string> QrAsync(byte[] pdf) => await OnFileAsync(pdf, async file =>
    {
        var picture = Path.Combine(Path.GetDirectoryName(file)!, "page");
        await RunAsync("pdftoppm", "-r", "100", "-png", file, picture);
        var last = Directory.GetFiles(Path.GetDirectoryName(file)!, "page*.png").Max(StringComparer.Ordinal)!;
        return (await RunAsync("zbarimg", "--quiet", "--raw", "--set", "disable", "--set", "qrcode.enable", last)).Trim();
    });

    /// <summary>The fonts of a PDF, as poppler lists them.</summary>
    public static async Task<string> FontsAsync(byte[] pdf) => await OnFileAsync(pdf, file => RunAsync("pdffonts", file));

    public static async Task<int> PagesAsync(byte[] pdf) => int.Parse(
        await OnFileAsync(pdf, file => RunAsync("qpdf", "--show-npages", file)), System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<string> OnFileAsync(byte[] pdf, Func<string, Task<string>> use)
    {
        var directory = Directory.CreateTempSubdirectory("tthc-paper-");
        try
        {
            var file = Path.Combine(directory.FullName, "paper.pdf");
            await File.WriteAllBytesAsync(file, pdf, TestContext.Current.CancellationToken);
            return await use(file);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8,
        })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, $"{program}: {await errors}");
        return output;
    }
}
