namespace KonTum.Tthc.Cli.Tests;

/// <summary>A folder of its own for one test, with small PDF files in it.</summary>
internal sealed class Workplace : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tthc-cli-");

    /// <summary>The working copy that the tests run in.</summary>
    public static string Repository { get; } = FindRepository();

    public string Folder => _folder.FullName;

    public string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    /// <summary>A page with the words "Sign here: Lan"; <paramref name="form"/> adds to the catalog.</summary>
    public string Pdf(string name = "in.pdf", string trailer = "", string form = "", params string[] more)
    {
        const string content = "BT /F1 12 Tf 72 700 Td (Sign here: Lan) Tj ET";
        string[] objects =
        [
            $"<</Type/Catalog/Pages 2 0 R{form}>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            $"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>{(more.Length > 0 ? "/Annots[6 0 R]" : string.Empty)}>>",
            $"<</Length {content.Length}>>\nstream\n{content}\nendstream", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
            .. more,
        ];
        var text = "%PDF-1.7\n";
        var table = "0000000000 65535 f\r\n";
        for (var i = 0; i < objects.Length; i++)
        {
            table += $"{text.Length:D10} 00000 n\r\n";
            text += $"{i + 1} 0 obj\n{objects[i]}\nendobj\n";
        }

        var file = Path(name);
        File.WriteAllText(file, $"{text}xref\n0 {objects.Length + 1}\n{table}trailer\n<</Size {objects.Length + 1}/Root 1 0 R{trailer}>>\nstartxref\n{text.Length}\n%%EOF\n");
        return file;
    }

    public IReadOnlyList<string> Files() => [.. _folder.GetFiles().Select(f => f.Name).Order(StringComparer.Ordinal)];

    public byte[] Bytes(string name) => File.ReadAllBytes(Path(name));

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "KonTum.Tthc.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("No working copy above the tests.");
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
