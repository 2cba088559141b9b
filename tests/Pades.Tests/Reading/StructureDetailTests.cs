using System.Globalization;
using System.Text;
using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Reading;

/// <summary>Rules of cross-references, page trees and filters that ordinary files do not touch.</summary>
public sealed class StructureDetailTests
{
    /// <summary>7.5.8.2: a first field of width 0 means type 1.</summary>
    [Fact]
    public async Task Rows_without_a_type_are_objects_in_the_file()
    {
        var text = new StringBuilder("%PDF-1.7\n");
        var rows = new List<byte> { 0, 0, 0 };
        foreach (var body in new[] { "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]>>" })
        {
            rows.AddRange([(byte)(text.Length >> 8), (byte)text.Length, 0]);
            text.Append(CultureInfo.InvariantCulture, $"{rows.Count / 3 - 1} 0 obj\n{body}\nendobj\n");
        }

        var xref = text.Length;
        rows.AddRange([(byte)(xref >> 8), (byte)xref, 0]);
        text.Append(CultureInfo.InvariantCulture, $"4 0 obj\n{TestPdf.Stream(Encoding.Latin1.GetString([.. rows]), "/Type/XRef/W[0 2 1]/Size 5/Root 1 0 R")}\nendobj\nstartxref\n{xref}\n%%EOF\n");
        var pdf = TestPdf.Bytes(text.ToString());

        (await Signer.InspectAsync(pdf)).Pages.ShouldBe(1);
        (await Signer.ValidateAsync(await Signer.SignAsync(pdf))).ShouldHaveSingleItem().Indication.ShouldBe(Indication.TotalPassed);
    }

    [Fact]
    public async Task A_hybrid_file_whose_hidden_part_is_a_table_is_refused()
    {
        var pdf = TestPdf.Text(TestPdf.OnePage());
        var table = pdf.LastIndexOf("xref\n0", StringComparison.Ordinal);

        await ShouldBeBrokenAsync(pdf.Replace("/Root 1 0 R", $"/Root 1 0 R/XRefStm {table}", StringComparison.Ordinal), "/XRefStm");
    }

    [Fact]
    public Task A_page_that_is_no_object_of_its_own_is_refused() => ShouldBeBrokenAsync(
        TestPdf.Text(TestPdf.Build(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[<</Type/Page/MediaBox[0 0 9 9]>>]/Count 1>>"])), "indirect");

    [Theory]
    [InlineData(8, true)]
    [InlineData(9, false)]
    public void A_stream_has_at_most_eight_filters(int count, bool isRead)
    {
        var filters = new PdfDictionary().Add("Filter", new PdfArray([.. Enumerable.Repeat<PdfObject>(new PdfName("RL"), count)]));
        var data = new byte[] { 0x41 };
        for (var i = 0; i < count; i++)
            data = [.. data.Chunk(100).SelectMany(part => (byte[])[(byte)(part.Length - 1), .. part]), 128];

        if (isRead) StreamDecoder.Decode(data, filters, value => value ?? PdfObject.Null).ShouldBe("A"u8.ToArray());
        else Should.Throw<PdfRefusedException>(() => StreamDecoder.Decode(data, filters, value => value ?? PdfObject.Null));
    }

    /// <summary>7.4.5: a length of 129 to 255 repeats the next byte 257 - length times; 128 ends the data.</summary>
    [Theory]
    [InlineData("FF41", "4141")]
    [InlineData("FE41024142438000", "414141414243")]
    [InlineData("0041FD42", "41424242 42")]
    public void Runs_are_as_long_as_they_say(string packed, string plain)
    {
        var dictionary = new PdfDictionary().Add("Filter", new PdfName("RunLengthDecode"));

        Convert.ToHexString(StreamDecoder.Decode(Convert.FromHexString(packed), dictionary, value => value ?? PdfObject.Null))
            .ShouldBe(plain.Replace(" ", string.Empty, StringComparison.Ordinal));
    }

    /// <summary>Table 8, EarlyChange: the code grows by a bit one code early, or when it must.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Lzw_is_read_with_and_without_early_change(bool isEarly)
    {
        var dictionary = new PdfDictionary().Add("Filter", new PdfName("LZWDecode"))
            .Add("DecodeParms", new PdfDictionary().Add("EarlyChange", PdfNumber.Of(isEarly ? 1 : 0)));
        byte[] plain = [.. Enumerable.Range(0, 400).Select(i => (byte)(i * 7))];
        var bits = new StringBuilder();
        // Only codes for single bytes; each but the first adds an entry to the table of the reader, and its width follows from that.
        var next = 258;
        void Write(int code) => bits.Append(Convert.ToString(code, 2).PadLeft((next + (isEarly ? 1 : 0)) switch { < 512 => 9, < 1024 => 10, _ => 11 }, '0'));
        Write(256);
        for (var i = 0; i < plain.Length; i++)
        {
            Write(plain[i]);
            if (i > 0) next++;
        }

        Write(257);
        byte[] packed = [.. bits.ToString().Chunk(8).Select(octet => Convert.ToByte(new string(octet).PadRight(8, '0'), 2))];

        StreamDecoder.Decode(packed, dictionary, value => value ?? PdfObject.Null).ShouldBe(plain);
    }

    private static async Task ShouldBeBrokenAsync(string pdf, string because)
    {
        var refused = await Should.ThrowAsync<PdfRefusedException>(() => Signer.InspectAsync(TestPdf.Bytes(pdf)));
        refused.Reason.ShouldBe(PdfRefusal.BrokenStructure);
        refused.Message.ShouldContain(because);
    }
}
