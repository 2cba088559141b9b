using System.Security.Cryptography;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Procedures;

namespace KonTum.Tthc.Infrastructure.Catalogue;

/// <summary>The templates of data/templates; some dozen small files that stay in memory once they were asked for.</summary>
internal sealed class ProcedureTemplates : IProcedureTemplates
{
    private readonly Lazy<Dictionary<string, (byte[] Bytes, string Sha256)>> _files = new(() => CatalogueFiles.Names("templates").ToDictionary(
        name => name["templates/".Length..], Read, StringComparer.Ordinal));

    public bool Has(string fileName) => _files.Value.ContainsKey(fileName);

    public FileContent? Open(string fileName) => _files.Value.TryGetValue(fileName, out var file)
        ? new FileContent(new MemoryStream(file.Bytes, writable: false), TypeOf(fileName), fileName, file.Bytes.Length, file.Sha256)
        : null;

    private static (byte[] Bytes, string Sha256) Read(string name)
    {
        using var file = CatalogueFiles.Open(name)!;
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return (bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    private static string TypeOf(string fileName) => Path.GetExtension(fileName) switch
    {
        ".pdf" => "application/pdf",
        ".docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _ => "application/octet-stream",
    };
}
