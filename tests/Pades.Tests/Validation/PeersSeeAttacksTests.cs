using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Validation;

/// <summary>
/// That the attack files work: other people's readers show another page than was signed, and other people's verifiers find the signature
/// value good all the same.
/// </summary>
public sealed class PeersSeeAttacksTests
{
    public static TheoryData<string> Shown =>
    [
        "Page content: another stream", "Page content: none", "Page list: another order", "Page attributes: /CropBox inherited",
        "Page attributes: /Rotate inherited", "Pictures and forms: a graphics state", "Pictures and forms: a pattern", "Layers: switched off",
        "Form values: another look of the field", "Form values: hidden", "Annotations: one over the text", "Annotations: a widget over the text",
        "Annotations: look of a remark",
        "Signature fields: the look of the first signature", "Fonts: another font",
    ];

    [Theory]
    [MemberData(nameof(Shown))]
    public async Task Poppler_shows_another_page_and_finds_the_signature_valid(string name)
    {
        var attack = Attack.All.Single(a => a.ToString() == name);
        using var folder = new Folder();
        foreach (var kind in new[] { XrefKind.Table, XrefKind.Compressed })
        {
            var signed = Contract.Create(kind).Sign();
            var (before, after) = (folder.Write("before.pdf", signed.Bytes), folder.Write("after.pdf", attack.Do(signed).Bytes));

            (await PictureAsync(folder, after)).ShouldNotBe(await PictureAsync(folder, before), kind.ToString());
            (await Peers.RunAsync("pdfsig", "-nocert", after)).Output.ShouldContain("Signature is Valid", customMessage: kind.ToString());
        }
    }

    [Theory]
    [InlineData("an object in a stream, and a far end")]
    [InlineData("an object behind a lone carriage return in a comment")]
    [InlineData("an object that nothing names")]
    public async Task Files_of_the_cross_reference_attacks_can_be_opened_by_others(string name)
    {
        using var folder = new Folder();
        var path = folder.Write("a.pdf", CrossReferenceAttackTests.Make(name, Contract.Create(XrefKind.Table).Sign()));

        (await Peers.RunAsync("pdftotext", path, "-")).Exit.ShouldBe(0);
    }

    /// <summary>That permitted files are good files, and that all the signatures in them verify elsewhere.</summary>
    [Fact]
    public async Task Others_find_no_fault_with_the_permitted_files()
    {
        using var folder = new Folder();
        // Poppler takes a field whose widget is a dictionary of its own for one that is not signed.
        string[] classes = ["Further signatures", "Kinds of cross-reference", "Elements for new widgets"];
        foreach (var change in Permitted.All.Where(c => classes.Contains(c.Class) && c.Name is not ("with the widget below the field" or "with an empty field for the next person")))
        {
            foreach (var kind in Enum.GetValues<XrefKind>())
            {
                var path = folder.Write("p.pdf", change.Do(Contract.Create(kind).Sign()).Bytes);
                var output = (await Peers.RunAsync("pdfsig", "-nocert", path)).Output;

                output.ShouldNotContain("Signature is Invalid", customMessage: $"{change}, {kind}: {output}");
                output.Split("Signature is Valid").Length.ShouldBeGreaterThan(2, $"{change}, {kind}: {output}");
                (await Peers.RunAsync("qpdf", "--check", path)).Exit.ShouldBe(0, $"{change}, {kind}");
            }
        }
    }

    private static async Task<string> PictureAsync(Folder folder, string pdf)
    {
        var root = Path.Combine(folder.Path, Path.GetFileNameWithoutExtension(pdf));
        (await Peers.RunAsync("pdftoppm", "-cropbox", "-r", "72", "-f", "1", "-l", "1", "-png", pdf, root)).Exit.ShouldBe(0);
        return Convert.ToHexString(await File.ReadAllBytesAsync(Directory.GetFiles(folder.Path, Path.GetFileName(root) + "-*.png").Single(), TestContext.Current.CancellationToken));
    }

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("attack").FullName;

        public string Write(string name, byte[] bytes)
        {
            var path = System.IO.Path.Combine(Path, name);
            File.WriteAllBytes(path, bytes);
            return path;
        }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
