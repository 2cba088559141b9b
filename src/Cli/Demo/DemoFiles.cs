using System.Text.Encodings.Web;
using System.Text.Json;
using KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Cli.Demo;

/// <summary>What the journey reads and where it writes.</summary>
/// <param name="Pdf">The file to attach; null for the sample that comes with the tool.</param>
/// <param name="Out">Folder for the results; null for none.</param>
internal sealed record DemoFiles(string? Pdf, string? Out)
{
    private const string SampleName = "to-khai-dang-ky-khai-sinh.pdf";

    public static JsonSerializerOptions Indented { get; } = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string PdfName => Pdf is null ? SampleName : Path.GetFileName(Pdf);

    /// <summary>Above the name of the applicant on the sample; in the lower left corner of any other file: a page can be small.</summary>
    public Placement Placement { get; } = Pdf is null
        ? new() { Page = 1, X = 330, Y = 204, Width = 210, Height = 60 }
        : new() { Page = 1, X = 8, Y = 8, Width = 180, Height = 46 };

    public Stream OpenPdf() => Pdf is null ? Sample(SampleName) : File.OpenRead(Pdf);

    /// <summary>Name of the paper that the agency gives out.</summary>
    public const string ResultName = "giay-khai-sinh.pdf";

    public static Stream OpenResult() => Sample(ResultName);

    public static byte[] SignatureImage()
    {
        using var resource = Sample("chu-ky.png");
        using var copy = new MemoryStream();
        resource.CopyTo(copy);
        return copy.ToArray();
    }

    private static Stream Sample(string name)
    {
        var assembly = typeof(DemoFiles).Assembly;
        var resource = assembly.GetManifestResourceNames().Single(r => r.EndsWith(name, StringComparison.Ordinal));
        return assembly.GetManifestResourceStream(resource)!;
    }
}
