using System.Text;
using System.Text.Json;
using KonTum.Tthc.Application.Papers;

namespace KonTum.Tthc.Application.Tests.World;

/// <summary>Prints a paper as what it says, so that tests of use cases can read it; the real printer has tests of its own.</summary>
public sealed class MemoryPrinter : IPaperPrinter
{
    /// <summary>The last paper that was printed.</summary>
    public Paper? Last { get; private set; }

    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public byte[] Print(Paper paper)
    {
        Last = paper;
        return Encoding.UTF8.GetBytes(JsonSerializer.Serialize(
            new { paper.Agency, paper.Number, paper.Title, paper.Day, paper.QrText, Parts = paper.Parts.Select(p => (object)p) }, Readable));
    }
}
