namespace KonTum.Tthc.Cli.Tests;

/// <summary>A folder of its own for one test, with small PDF files in it.</summary>
internal sealed class Workplace : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tthc-cli-");

    public string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    public string Pdf(string name = "in.pdf", string trailer = "")
    {
        string[] objects =
        [
            "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        ];
        var text = "%PDF-1.7\n";
        var table = "0000000000 65535 f\r\n";
        for (var i = 0; i < objects.Length; i++)
        {
            table += $"{text.Length:D10} 00000 n\r\n";
            text += $"{i + 1} 0 obj\n{objects[i]}\nendobj\n";
        }

        var file = Path(name);
        File.WriteAllText(file, $"{text}xref\n0 4\n{table}trailer\n<</Size 4/Root 1 0 R{trailer}>>\nstartxref\n{text.Length}\n%%EOF\n");
        return file;
    }

    public IReadOnlyList<string> Files() => [.. _folder.GetFiles().Select(f => f.Name).Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Delete(recursive: true);
}
