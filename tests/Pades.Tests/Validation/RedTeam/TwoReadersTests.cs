using System.Globalization;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Validation.RedTeam;

/// <summary>Appended bytes after which some readers read another section, or rebuild the cross-reference, and show what was hidden in the signed part.</summary>
public sealed class TwoReadersTests
{
    private const string Hidden = "BT /F1 24 Tf 50 300 Td (Pay 999 to Eve) Tj ET";

    /// <summary>Readers look for startxref in the last 1024 bytes and rebuild the table when it is not there.</summary>
    [Theory]
    [InlineData(2, Modifications.None)]
    [InlineData(800, Modifications.None)]
    [InlineData(1200, Modifications.Suspicious)]
    [InlineData(1900, Modifications.Suspicious)]
    public async Task Blanks_may_not_push_the_end_out_of_sight(int count, Modifications expected)
    {
        var file = Sign(WithHiddenContent()).Raw(new string('\n', count));

        (await Signer.ValidateAsync(file.Bytes)).Single().Modifications.ShouldBe(expected);
    }

    [Fact]
    public async Task What_blanks_bring_forth_is_seen_by_a_peer()
    {
        var signed = Sign(WithHiddenContent());

        (await TextAsync(signed.Bytes, "mutool", "draw", "-F", "txt")).ShouldContain("Pay 100");
        (await TextAsync(signed.Raw(new string('\n', 1900)).Bytes, "mutool", "draw", "-F", "txt")).ShouldContain("Pay 999");
    }

    /// <summary>A file is linearized when its length is the one that it states (ISO 32000-2, F.3.3): then some readers begin at its head.</summary>
    [Fact]
    public async Task A_file_that_becomes_linearized_by_its_length_is_suspicious()
    {
        var signed = PreparedForLength(out var length);
        var grown = signed.Raw(new string('\n', length - signed.Bytes.Length));

        (await Signer.ValidateAsync(signed.Raw("\n").Bytes)).Single().Modifications.ShouldBe(Modifications.None);
        (await Signer.ValidateAsync(grown.Bytes)).Single().Modifications.ShouldBe(Modifications.Suspicious);
    }

    [Fact]
    public async Task What_the_length_brings_forth_is_seen_by_a_peer()
    {
        var signed = PreparedForLength(out var length);

        (await TextAsync(signed.Bytes, "pdftotext")).ShouldContain("Pay 100");
        (await TextAsync(signed.Raw(new string('\n', length - signed.Bytes.Length)).Bytes, "pdftotext")).ShouldContain("Pay 999");
    }

    public static TheoryData<string, string, string> Spellings => new()
    {
        { "rows of 19 bytes", "00000 n\r\n", "00000 n\n" },
        { "rows of 21 bytes", "00000 n\r\n", "00000 n \r\n" },
        { "a row without zeros", "{offset:D10} 00000 n\r\n", "{offset} 0 n\r\n" },
        { "a comment in the table", "xref\n", "xref\n% 0 1\n" },
        { "a number glued to the word", "xref\n", "xref " },
        { "leading zeros", "{number} 1\n", "0{number} 1\n" },
        { "a comment behind startxref", "startxref\n", "startxref\n% 1\n" },
        { "/Prev as a real", "/Prev {prev}>>", "/Prev {prev}.0>>" },
        { "no end-of-file marker", "%%EOF\n", "\n" },
    };

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task A_table_in_an_unusual_spelling_is_suspicious(string what, string usual, string unusual)
    {
        var signed = Sign(WithHiddenContent());
        var plain = Table(signed, "", "");
        (await Signer.ValidateAsync(plain)).Single().Modifications.ShouldBe(Modifications.Permitted);

        await Table(signed, usual, unusual).ShouldBeCaughtAsync(what);
    }

    /// <summary>Readers that rebuild the table open every object stream, and take all that is inside.</summary>
    [Theory]
    [InlineData("{0} 0", false)]
    [InlineData("{0} 0 3 5", true)]
    [InlineData("{0} 0 {0} 5", true)]
    public async Task An_object_stream_holds_only_what_is_named(string index, bool isSuspicious)
    {
        var signed = Contract.Create(XrefKind.Stream).Sign();
        var number = signed.Next;
        var names = string.Format(CultureInfo.InvariantCulture, index, number) + " ";
        var body = $"null {signed[Contract.Page].Replace("/Contents 4 0 R", "/Contents 13 0 R", StringComparison.Ordinal)}";
        var count = names.Count(c => c == ' ') / 2;
        var holder = TestPdf.Stream(names + body, string.Create(CultureInfo.InvariantCulture, $"/Type/ObjStm/N {count}/First {names.Length}"));
        var start = signed.Bytes.Length;
        var text = $"{number + 1} 0 obj\n{holder}\nendobj\n";
        var xref = start + text.Length;
        string Row(int type, int place, int extra) => new([(char)type, (char)(place >> 16), (char)((place >> 8) & 255), (char)(place & 255), (char)extra]);
        var rows = Row(2, number + 1, 0) + Row(1, start, 0) + Row(1, xref, 0);
        text += $"{number + 2} 0 obj\n{TestPdf.Stream(rows, $"/Type/XRef/W[1 3 1]/Index[{number} 3]/Size {number + 3}/Root 1 0 R/Prev {signed.Xref}")}\nendobj\nstartxref\n{xref}\n%%EOF\n";

        var result = (await Signer.ValidateAsync(signed.Raw(text).Bytes)).Single();

        result.Modifications.ShouldBe(isSuspicious ? Modifications.Suspicious : Modifications.Permitted, string.Join(' ', result.Details));
    }

    private static readonly string[] s_simple =
    [
        "<</Type/Catalog/Pages 2 0 R/AcroForm 6 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>/Annots 7 0 R>>",
        TestPdf.Stream("BT /F1 24 Tf 50 300 Td (Pay 100 to Lan) Tj ET"),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        "<</Fields[]>>",
        "[]",
    ];

    /// <summary>In the signed bytes stands another version of the content, behind the real one, which no section names.</summary>
    private static TestFile WithHiddenContent() =>
        TestFile.Create(XrefKind.Table, s_simple).Raw($"4 0 obj\n{TestPdf.Stream(Hidden)}\nendobj\n");

    private static TestFile Sign(TestFile file) => file.SignWith(
        9, [(6, "<</Fields[8 0 R]>>"), (7, "[8 0 R]"), (8, "<</Type/Annot/Subtype/Widget/FT/Sig/T(S)/Rect[0 0 0 0]/V 9 0 R>>")]);

    /// <summary>A file whose head says that it is linearized, of a length that it does not have yet: the head's section names the hidden content.</summary>
    private static TestFile PreparedForLength(out int length)
    {
        length = Prepare(90_000).Bytes.Length + 500;
        return Prepare(length);
    }

    private static TestFile Prepare(int length)
    {
        const string start = "%PDF-1.7\n%\u00E2\u00E3\u00CF\u00D3\n";
        var (head, wanted) = (string.Empty, 0);
        for (var last = -1; last != wanted;)
        {
            last = wanted;
            var places = new int[8];
            var at = start.Length + last;
            for (var number = 1; number <= 7; number++)
            {
                places[number] = at;
                at += $"{number} 0 obj\n{s_simple[number - 1]}\nendobj\n".Length;
            }

            var hidden = $"4 0 obj\n{TestPdf.Stream(Hidden)}\nendobj\n";
            places[4] = start.Length + last - hidden.Length;
            head = $"20 0 obj\n<</Linearized 1/L {length}/H[0 1]/O 3/E 1/N 1/T 1>>\nendobj\n{Rows(places)}startxref\n0\n%%EOF\n{hidden}";
            wanted = head.Length;
        }

        var text = start + head;
        var own = new int[8];
        for (var number = 1; number <= 7; number++)
        {
            own[number] = text.Length;
            text += $"{number} 0 obj\n{s_simple[number - 1]}\nendobj\n";
        }

        var plain = TestFile.Create(XrefKind.Table, s_simple);
        return Sign(plain with { Bytes = TestPdf.Bytes($"{text}{Rows(own)}startxref\n{text.Length}\n%%EOF\n"), Xref = text.Length });
    }

    private static string Rows(int[] places) =>
        "xref\n0 8\n0000000000 65535 f\r\n" + string.Concat(places.Skip(1).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p:D10} 00000 n\r\n")))
        + "trailer\n<</Size 22/Root 1 0 R>>\n";

    private static byte[] Table(TestFile signed, string usual, string unusual)
    {
        var number = signed.Next;
        var (offset, prev) = (signed.Bytes.Length, signed.Xref);
        string Fill(string s) => s
            .Replace("{offset:D10}", offset.ToString("D10", CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{offset}", offset.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{number}", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{prev}", prev.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        var body = $"{number} 0 obj\nnull\nendobj\n";
        var text = Fill($"xref\n{{number}} 1\n{{offset:D10}} 00000 n\r\ntrailer\n<</Size {number + 1}/Root 1 0 R/Prev {{prev}}>>\nstartxref\n{offset + body.Length}\n%%EOF\n");
        if (usual.Length > 0)
        {
            text.ShouldContain(Fill(usual));
            text = text.Replace(Fill(usual), Fill(unusual), StringComparison.Ordinal);
        }

        return signed.Raw(body + text).Bytes;
    }

    private static async Task<string> TextAsync(byte[] pdf, string program, params string[] arguments)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllBytesAsync(path, pdf, TestContext.Current.CancellationToken);
        try
        {
            return (await Peers.RunAsync(program, [.. arguments, path, .. program == "pdftotext" ? new[] { "-" } : []])).Output;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
