using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Reading;

/// <summary>Damaged and malicious files: refused with a type, never a crash, a hang or a flood of memory.</summary>
public sealed class HostileFileTests
{
    [Theory]
    [InlineData("/Kids[2 0 R]", PdfRefusal.BrokenStructure)]
    [InlineData("/Kids[]", PdfRefusal.NoPages)]
    [InlineData("/Kids 2 0 R", PdfRefusal.NoPages)]
    public async Task A_page_tree_without_a_way_to_a_page_is_refused(string kids, PdfRefusal reason)
    {
        var file = TestPdf.Build(["<</Type/Catalog/Pages 2 0 R>>", $"<</Type/Pages{kids}/Count 1>>"]);

        (await Should.ThrowAsync<PdfRefusedException>(() => Signer.InspectAsync(file))).Reason.ShouldBe(reason);
    }

    [Fact]
    public async Task Deep_nesting_is_refused()
    {
        var file = TestPdf.OnePage(catalogEntries: "/X" + new string('[', 100_000));

        (await Should.ThrowAsync<PdfRefusedException>(() => Signer.InspectAsync(file))).Reason.ShouldBe(PdfRefusal.BrokenStructure);
    }

    [Fact]
    public async Task A_stream_that_grows_without_limit_is_refused()
    {
        using var packed = new MemoryStream();
        await using (var zlib = new System.IO.Compression.ZLibStream(packed, System.IO.Compression.CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 200; i++)
                zlib.Write(zeros);
        }

        var text = TestPdf.Text(packed.ToArray());
        var start = "%PDF-1.7\n";
        var body = $"1 0 obj\n{TestPdf.Stream(text, "/Type/XRef/W[1 4 2]/Size 9/Root 1 0 R/Filter/FlateDecode")}\nendobj\nstartxref\n{start.Length}\n%%EOF";

        var refused = await Should.ThrowAsync<PdfRefusedException>(() => Signer.InspectAsync(TestPdf.Bytes(start + body)));

        refused.Message.ShouldContain("too many bytes");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task A_cross_reference_with_more_rows_than_the_file_has_bytes_is_refused(int sections)
    {
        var rows = TestPdf.Text(Packed(8_388_000));
        var text = new System.Text.StringBuilder("%PDF-1.7\n");
        var last = 0;
        for (var i = 0; i < sections; i++)
        {
            var prev = last == 0 ? string.Empty : $"/Prev {last}";
            last = text.Length;
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{TestPdf.Stream(rows, $"/Type/XRef/W[1 0 0]/Size 8388000/Root 1 0 R/Filter/FlateDecode{prev}")}\nendobj\n");
        }

        var refused = await Should.ThrowAsync<PdfRefusedException>(() => Signer.InspectAsync(TestPdf.Bytes($"{text}startxref\n{last}\n%%EOF\n")));

        refused.Message.ShouldContain("more entries");
    }

    [Fact]
    public async Task An_array_with_millions_of_numbers_in_a_small_object_stream_is_refused()
    {
        using var packed = new MemoryStream();
        await using (var zlib = new System.IO.Compression.ZLibStream(packed, System.IO.Compression.CompressionLevel.SmallestSize, leaveOpen: true))
        {
            await zlib.WriteAsync(TestPdf.Bytes("1 0 <</Type/Catalog/Pages 2 0 R/X["), TestContext.Current.CancellationToken);
            await zlib.WriteAsync(TestPdf.Bytes(string.Concat(Enumerable.Repeat("1 ", 2_000_000)) + "]>>"), TestContext.Current.CancellationToken);
        }

        var stream = TestPdf.Stream(TestPdf.Text(packed.ToArray()), "/Type/ObjStm/N 1/First 4/Filter/FlateDecode");
        var text = $"%PDF-1.7\n5 0 obj\n{stream}\nendobj\n";
        var rows = "\x02\0\x05\0" + "\x01\0\x09\0";
        var xref = $"6 0 obj\n{TestPdf.Stream(rows, "/Type/XRef/W[1 2 1]/Index[1 1 5 1]/Size 7/Root 1 0 R")}\nendobj\nstartxref\n{text.Length}\n%%EOF\n";

        var refused = await Should.ThrowAsync<PdfRefusedException>(() => Signer.InspectAsync(TestPdf.Bytes(text + xref)));

        refused.Message.ShouldContain("too many parts");
    }

    [Fact]
    public async Task Any_damaged_byte_is_survived()
    {
        var file = await Signer.SignAsync(TestPdf.OnePage(catalogEntries: "/AcroForm<</Fields[]>>"), Signer.Request() with { ReservedBytes = 2048 });
        var random = new Random(20261120);
        var outcomes = new HashSet<string>();
        for (var i = 0; i < 3000; i++)
        {
            var damaged = (byte[])file.Clone();
            for (var n = random.Next(1, 4); n > 0; n--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0)
                damaged = damaged[..random.Next(damaged.Length)];
            try
            {
                var results = await Signer.ValidateAsync(damaged);
                // What a changed byte leaves valid lies in the padding behind the CMS.
                outcomes.Add(results.Count == 0 ? "nothing found" : results[0].Indication.ToString());
            }
            catch (PdfRefusedException e)
            {
                outcomes.Add(e.Reason.ToString());
            }
        }

        outcomes.ShouldContain(nameof(PdfRefusal.BrokenStructure));
        outcomes.ShouldContain(nameof(Indication.TotalFailed));
    }

    private static byte[] Packed(int zeros)
    {
        using var packed = new MemoryStream();
        using (var zlib = new System.IO.Compression.ZLibStream(packed, System.IO.Compression.CompressionLevel.SmallestSize, leaveOpen: true))
            zlib.Write(new byte[zeros]);
        return packed.ToArray();
    }
}
