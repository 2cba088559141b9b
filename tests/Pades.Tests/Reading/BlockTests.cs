using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Reading;

/// <summary>Files larger than the block cache: tokens across borders, and blocks that are used again while somebody reads.</summary>
public sealed class BlockTests
{
    private const int Block = 8 * 1024;
    private const int Cache = 256 * Block;

    [Fact]
    public void A_reader_goes_on_rightly_after_its_block_was_used_for_another_place()
    {
        var bytes = new byte[Cache + (2 * Block)];
        Array.Fill(bytes, (byte)' ');
        "1 2 3 /Here"u8.CopyTo(bytes);
        "7 8 9 /There"u8.CopyTo(bytes.AsSpan(Cache));
        var source = new ByteSource(new MemoryStream(bytes));
        var first = new Lexer(source, 0);
        first.TryReadUnsigned(out var one).ShouldBeTrue();

        new Lexer(source, Cache).TryReadUnsigned(out var seven).ShouldBeTrue();

        (one, seven).ShouldBe((1, 7));
        first.TryReadUnsigned(out var two).ShouldBeTrue();
        two.ShouldBe(2);
        ((PdfNumber)first.Next()).Value.ShouldBe(3);
        ((PdfName)first.Next()).Value.ShouldBe("Here");
    }

    [Theory]
    [InlineData("123456 ")]
    [InlineData("/LongName ")]
    [InlineData("(a (nested) \\) text) ")]
    [InlineData("<48656C6C6F2C> ")]
    [InlineData("%note\r\n4711 ")]
    public void A_token_reads_the_same_wherever_a_border_cuts_it(string token)
    {
        var expected = Written(new Lexer(ByteSource.Of(TestPdf.Bytes(token)), 0).Next());
        for (var before = 1; before < token.Length; before++)
        {
            var bytes = TestPdf.Bytes(new string(' ', Block - before) + token);

            Written(new Lexer(new ByteSource(new MemoryStream(bytes)), 0).Next()).ShouldBe(expected, $"{before} bytes before the border");
        }
    }

    [Theory]
    [InlineData(false, Integrity.Intact)]
    [InlineData(true, Integrity.Broken)]
    public async Task A_large_file_on_disk_is_validated_as_it_is_in_memory(bool damaged, Integrity expected)
    {
        var signed = await Signer.SignAsync(await Signer.SignAsync(TestPdf.OnePage(more: TestPdf.Stream(new string('x', 3_000_000)))));
        if (damaged)
            signed[1_500_000] ^= 1;
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, signed, TestContext.Current.CancellationToken);
            await using var file = File.OpenRead(path);
            var options = new ValidationOptions { At = Signer.Now, TrustAnchors = [Signer.Key.CertificateChain[0]] };

            var report = await PadesValidator.ValidateAsync(file, options, TestContext.Current.CancellationToken);

            report.Signatures.Select(s => s.Integrity).ShouldBe([expected, expected]);
            (await Signer.ValidateAsync(signed)).Select(s => s.Integrity).ShouldBe([expected, expected]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Entries_of_a_section_are_found_in_any_order_and_two_places_for_one_number_are_refused()
    {
        var builder = new SectionEntries.Builder();
        var (here, there) = (new XrefEntry(EntryKind.InFile, 4_000_000_000, 65_535), new XrefEntry(EntryKind.InObjectStream, 12, 7));
        foreach (var (number, entry) in new[] { (900, here), (3, there), (900, here) })
            builder.Add(number, entry);
        var table = new XrefTable();

        builder.Build().AddTo(table);

        table.Select(e => (e.Key, e.Value)).ShouldBe([(3, there), (900, here)]);
        (table.Largest, table.Count, table.TryGetValue(4, out _)).ShouldBe((900, 2, false));
        builder.Add(3, here);
        Should.Throw<PdfRefusedException>(() => builder.Build());
    }

    private static string Written(PdfObject token) => token switch
    {
        PdfNumber number => number.Written,
        PdfName name => "/" + name.Value,
        PdfString text => $"({text.AsText()})",
        _ => token.GetType().Name,
    };
}
