using System.Diagnostics;
using System.Globalization;

namespace KonTum.Tthc.Infrastructure.Tests.Conversion;

/// <summary>LibreOffice and poppler as a person runs them.</summary>
internal static class Tools
{
    /// <summary>What LibreOffice itself makes of a document, with a profile as it writes it at its first start.</summary>
    public static async Task<string> OfficeAsync(string folder, string input, string target)
    {
        await RunAsync("soffice", "--headless", $"-env:UserInstallation=file://{folder}/own-profile", "--convert-to", target, "--outdir", $"{folder}/direct", input);
        return Path.Combine(folder, "direct", Path.GetFileNameWithoutExtension(input) + "." + target.Split(':')[0]);
    }

    public static Task<string> TextAsync(string pdf) => RunAsync("pdftotext", "-layout", pdf, "-");

    /// <summary>The pages as grey pictures: width, height and pixels.</summary>
    public static async Task<IReadOnlyList<(string Size, byte[] Pixels)>> PagesAsync(string pdf, string folder)
    {
        Directory.CreateDirectory(folder);
        await RunAsync("pdftoppm", "-gray", "-r", "60", pdf, Path.Combine(folder, "page"));
        return [.. Directory.GetFiles(folder, "page*.pgm").Order(StringComparer.Ordinal).Select(Read)];
    }

    /// <summary>Runs a program and answers what it printed; fails when it did.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await output}{await error}");
    }

    /// <summary>Processes of a conversion that run under a folder.</summary>
    public static int RunningUnder(string folder)
    {
        var count = 0;
        foreach (var process in Directory.GetDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out _)))
        {
            try
            {
                var command = File.ReadAllText(Path.Combine(process, "cmdline"));
                if (command.Contains("soffice", StringComparison.Ordinal) && File.ReadAllText(Path.Combine(process, "mountinfo")).Contains(folder, StringComparison.Ordinal)) count++;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Gone meanwhile.
            }
        }

        return count;
    }

    private static (string Size, byte[] Pixels) Read(string pgm)
    {
        // P5, width and height, 255, each ended by one white space; then the pixels.
        var bytes = File.ReadAllBytes(pgm);
        var (words, at) = (new List<string>(), 0);
        while (words.Count < 4)
        {
            var end = Array.FindIndex(bytes, at, b => b is (byte)' ' or (byte)'\n');
            words.Add(System.Text.Encoding.ASCII.GetString(bytes, at, end - at));
            at = end + 1;
        }

        return ($"{words[1]}x{words[2]}", bytes[at..]);
    }
}
