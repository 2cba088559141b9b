using System.Globalization;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Validation;

/// <summary>
/// Incremental saving attacks, and hide-and-replace: what is appended names other objects, no objects, or objects that only some readers
/// find. Class "Cross-reference and hidden objects" of docs/pdf-changes.md.
/// </summary>
public sealed class CrossReferenceAttackTests
{
    public const string Class = "Cross-reference and hidden objects";

    private const string Other = "BT /F1 24 Tf 50 300 Td (Pay 999 to Eve) Tj ET";
    private static readonly string s_evil = $"4 0 obj\n{TestPdf.Stream(Other)}\nendobj\n";

    private static readonly Dictionary<string, Func<TestFile, byte[]>> s_attacks = new(StringComparer.Ordinal)
    {
        ["an object that nothing names"] = f => f.Raw(s_evil).Bytes,
        ["an object and a trailer, no cross-reference"] = f => f.Raw(s_evil + "trailer<</Root 1 0 R/Size 99>>\n%%EOF\n").Bytes,
        ["a startxref of nothing"] = f => f.Raw(s_evil + "startxref\n0\n%%EOF\n").Bytes,
        ["a startxref behind the end"] = f => f.Raw(s_evil + "startxref\n99999999\n%%EOF\n").Bytes,
        ["a startxref without a number"] = f => f.Raw(s_evil + "startxref\nxref\n%%EOF\n").Bytes,
        ["a startxref into an object"] = f => f.Raw(s_evil + "startxref\n30\n%%EOF\n").Bytes,
        ["a startxref of the signed revision again"] = f => f.Raw(Invariant($"{s_evil}startxref\n{f.Xref}\n%%EOF\n")).Bytes,
        ["only a startxref, nothing else"] = f => f.Raw(Invariant($"startxref\n{f.Xref}\n%%EOF\n")).Bytes,
        ["the end of a table, cut off"] = f => f.Raw(s_evil + "xref\n4 1\n").Bytes,
        ["a whole second document"] = f => [.. f.Bytes, .. TestPdf.OnePage()],
        ["an object before an honest update"] = f => f.Raw(s_evil).Update((f.Next, "null")).Bytes,
        ["an object in a comment"] = f => f.Raw("% 4 0 obj\n").Update((f.Next, "null")).Bytes,
        ["an object behind a lone carriage return in a comment"] = f => f.Raw($"%\r{s_evil}").Update((f.Next, "null")).Bytes,
        ["an object in a stream, and a far end"] = f => f.Update((f.Next, TestPdf.Stream($"\n{s_evil}"))).Raw(new string(' ', 1500)).Bytes,
        ["an object in a stream"] = f => f.Update(f.With(1, $"/DSS {f.Next} 0 R"), (f.Next, $"<</Certs[{f.Next + 1} 0 R]>>"), (f.Next + 1, TestPdf.Stream($"\n{s_evil}"))).Bytes,
        ["an object in a string"] = f => f.Update((f.Next, TestPdf.Stream("x", "/Note(\n4 0 obj<</Type/Font>>endobj\n)"))).Bytes,
        ["a trailer in a stream"] = f => f.Update((f.Next, TestPdf.Stream("\ntrailer\n<</Root 99 0 R>>\n"))).Bytes,
        ["a header that begins in the signed bytes"] = f => f.Raw("0 obj null endobj\n").Update((f.Next, "null")).Bytes,
        ["a far end"] = f => f.Update((f.Next, "null")).Raw(new string('\n', 1500)).Bytes,
        ["a second catalog"] = f => f.Update((f.Next, "<</Type/Catalog/Pages 2 0 R>>")).Bytes,
        ["the catalog under another number"] = f => Retable(f, Entry(f.Next, f.Bytes.Length), root: f.Next, before: $"{f.Next} 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"),
        ["a loop of sections"] = f => Retable(f, "0 0\n", prev: f.Bytes.Length),
        ["a section that leaves out the signed one"] = f => Retable(f, "0 0\n", prev: FirstXref(f)),
        ["fewer objects than there are"] = f => Retable(f, "0 0\n", size: 5),
        ["an object set free"] = f => Retable(f, "4 1\n0000000000 00001 f\r\n"),
        ["an entry into the hole of the signature"] = f => Retable(f, Entry(4, TestPdf.Text(f.Bytes).LastIndexOf("/Contents <", StringComparison.Ordinal) + 40)),
        ["an entry into another object"] = f => Retable(f, Entry(4, TestPdf.Text(f.Bytes).IndexOf("13 0 obj", StringComparison.Ordinal) + 1)),
        ["an entry at another object"] = f => Retable(f, Entry(4, TestPdf.Text(f.Bytes).IndexOf("19 0 obj", StringComparison.Ordinal))),
        ["an entry beyond the end"] = f => Retable(f, Entry(4, 9_999_999)),
        ["an object with two blanks in its header"] = f => Retable(f, Entry(4, f.Bytes.Length), before: "4  0  obj\n" + TestPdf.Stream(Other) + "\nendobj\n"),
        ["an object of another generation"] = f => Retable(f, $"4 1\n{f.Bytes.Length:D10} 00001 n\r\n", before: "4 1 obj\n" + TestPdf.Stream(Other) + "\nendobj\n"),
        ["an object without an end"] = f => Retable(f, Entry(f.Next, f.Bytes.Length), before: $"{f.Next} 0 obj\n<<>>\n"),
        ["an object stream over a table"] = f => (f with { Kind = XrefKind.Compressed }).Update((5, "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>")).Bytes,
        ["a table over a stream"] = f => (f with { Kind = XrefKind.Table }).Update((5, "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>")).Bytes,
        ["a key twice in the catalog"] = f => f.Update((1, $"<</Pages 99 0 R{f[1][2..]}")).Bytes,
        ["a key twice in the page"] = f => f.Update((3, $"<</Con#74ents 13 0 R{f[3][2..]}")).Bytes,
        ["a key twice, the second one false"] = f => f.Update((3, $"{f[3][..^2]}/Contents 13 0 R>>")).Bytes,
        ["a type with a blank"] = f => f.Update((3, f[3].Replace("/Type/Page", "/Type/Page#20", StringComparison.Ordinal))).Bytes,
        ["bytes before the header"] = f => [.. TestPdf.Bytes("MZ\n"), .. f.Bytes],
        ["the last byte cut off"] = f => f.Bytes[..^1],
        ["the end cut off"] = f => f.Bytes[..(f.Bytes.Length - 300)],
        ["a copy of the signature dictionary"] = f => CopyOfSignature(f),
    };

    public static TheoryData<string> Names => [.. s_attacks.Keys];

    internal static byte[] Make(string name, TestFile file) => s_attacks[name](file);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_is_caught(string name)
    {
        foreach (var (file, what, _, _) in SignedFiles.All)
            await s_attacks[name](file).ShouldBeCaughtAsync($"{name}, {what}");
    }

    /// <summary>Prepared before signing: the other text is in the file already, where nothing shows it.</summary>
    [Theory]
    [InlineData("an older version")]
    [InlineData("in a stream")]
    [InlineData("a free object")]
    public async Task What_was_hidden_before_signing_is_not_brought_forth(string where)
    {
        var plain = Contract.Create(XrefKind.Table);
        var (prepared, marker) = where switch
        {
            "an older version" => (plain.Update((Contract.Content, TestPdf.Stream(Other))).Update((Contract.Content, plain[Contract.Content])), s_evil),
            "in a stream" => (plain.Update((Contract.Descriptor, plain[Contract.Descriptor]), (plain.Next, TestPdf.Stream($"\n{s_evil}"))), s_evil),
            _ => (plain.Update((plain.Next, TestPdf.Stream(Other))), $"{plain.Next} 0 obj\n{TestPdf.Stream(Other)}"),
        };
        var signed = prepared.Sign();
        (await Signer.ValidateAsync(signed.Bytes)).Single().Indication.ShouldBe(Indication.TotalPassed);
        var place = TestPdf.Text(signed.Bytes).IndexOf(marker, StringComparison.Ordinal);
        place.ShouldBeGreaterThan(0);

        var attacked = where == "a free object"
            ? signed.Update(signed.Changed(Contract.Page, "/Contents 4 0 R", $"/Contents {plain.Next} 0 R")).Bytes
            : Retable(signed, Entry(4, place));

        await attacked.ShouldBeCaughtAsync(where);
        (await Signer.ValidateAsync(attacked)).Single().Pages.ShouldBe([1]);
    }

    private static byte[] CopyOfSignature(TestFile file)
    {
        var text = TestPdf.Text(file.Bytes);
        var at = text.LastIndexOf("<</Type/Sig/", StringComparison.Ordinal);
        var number = int.Parse(text[..at].Split('\n')[^2].Split(' ')[0], CultureInfo.InvariantCulture);
        return file.Update((number, text[at..text.IndexOf("\nendobj", at, StringComparison.Ordinal)]), (4, TestPdf.Stream(Other))).Bytes;
    }

    private static long FirstXref(TestFile file)
    {
        var text = TestPdf.Text(file.Bytes);
        return long.Parse(text[(text.IndexOf("startxref", StringComparison.Ordinal) + 9)..].Split('%')[0], CultureInfo.InvariantCulture);
    }

    private static string Entry(int number, int place) => Invariant($"{number} 1\n{place:D10} 00000 n\r\n");

    private static byte[] Retable(TestFile file, string entries, long? prev = null, int? root = null, int? size = null, string before = "") =>
        file.Raw(before).Raw(Invariant(
            $"xref\n{entries}trailer\n<</Size {size ?? file.Next + 9}/Root {root ?? 1} 0 R/Prev {prev ?? file.Xref}>>\nstartxref\n{file.Bytes.Length + before.Length}\n%%EOF\n")).Bytes;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
