using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;
using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;
using KonTum.Tthc.Pades.Tests.Appearance;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Signing;

/// <summary>
/// What a signature adds to a file of PDF/A keeps to it. No validator for PDF/A is at hand here, so the clauses that an update can break are
/// written out: ISO 19005-1, 6.1 to 6.9, and ISO 19005-2, 6.1 to 6.4.
/// </summary>
public sealed partial class PdfATests
{
    public static TheoryData<int, int?, bool> Kinds
    {
        get
        {
            var data = new TheoryData<int, int?, bool>();
            foreach (var part in new[] { 1, 2, 3 })
            {
                foreach (int? intent in new int?[] { null, 1, 3, 4 })
                {
                    data.Add(part, intent, true);
                    data.Add(part, intent, false);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_added_keeps_to_the_part(int part, int? intent, bool isVisible)
    {
        var pdf = File(part, intent);
        var visible = Signer.Visible with { Image = TestPictures.Seal(), Lines = ["Nguyễn Thị Phượng"] };

        var signed = await Signer.SignAsync(pdf, Signer.Request(isVisible ? visible : null) with { ReservedBytes = 80 * 1024 });

        (await Signer.ValidateAsync(signed)).ShouldHaveSingleItem().Indication.ShouldBe(Indication.TotalPassed);
        var document = PdfDocument.Open(ByteSource.Of(signed));
        TestPdf.Body(signed, 7).ShouldBe(TestPdf.Body(pdf, 7)); // XMP as it was
        var added = Enumerable.Range(8, document.NextNumber - 8).Select(document.Load).ToList();
        foreach (var value in added.SelectMany(Everything))
            CheckValue(document, value, part, intent);
        var widget = added.OfType<PdfDictionary>().Single(d => document.Name(d["Subtype"]) == "Widget");
        var flags = (int)document.Number(widget["F"])!.Value;
        (flags & 4).ShouldBe(4, "Print: 6.5.3, 6.3.2");
        (flags & (1 | 2 | 32 | 256)).ShouldBe(0, "neither invisible, hidden, unseen nor toggled: 6.5.3, 6.3.2");
        if (isVisible || part == 1)
            document.Dictionary(widget["AP"])!.Keys.ShouldBe(["N"]); // 6.5.3, 6.9; 6.3.3
        foreach (var key in new[] { "A", "AA" })
            widget.Has(key).ShouldBeFalse("6.6.2, 6.4.1");
        document.Dictionary(document.Catalog["AcroForm"])!.Has("NeedAppearances").ShouldBeFalse("6.9, 6.4.1");
        foreach (var update in TestPdf.Text(signed)[pdf.Length..].Split("stream\n").Where((_, i) => i % 2 == 0))
            SingleSpaces().IsMatch(update).ShouldBeTrue("6.1.8");
        if (part == 1)
        {
            foreach (var font in added.OfType<PdfDictionary>().Where(d => document.Name(d["Type"]) == "FontDescriptor"))
                CheckCidSet(document, font);
        }
    }

    [Theory]
    [InlineData(1, 3, false)]
    [InlineData(1, null, false)]
    [InlineData(2, null, false)]
    [InlineData(2, 3, true)]
    [InlineData(3, 3, true)]
    [InlineData(0, null, true)]
    public async Task A_transparent_picture_stays_so_only_where_it_may(int part, int? intent, bool mayBe)
    {
        var visible = Signer.Visible with { Image = TestPictures.Seal(), Layout = SignatureLayout.ImageOnly };
        var pdf = part == 0 ? TestPdf.OnePage() : File(part, intent);

        var signed = await Signer.SignAsync(pdf, Signer.Request(visible));

        TestPdf.Text(signed).Contains("/SMask", StringComparison.Ordinal).ShouldBe(mayBe);
    }

    [Theory]
    [InlineData("<pdfaid:part>2</pdfaid:part>", 2)]
    [InlineData("<pdfaid:part> 3 </pdfaid:part>", 3)]
    [InlineData("<pdfaid:part>7</pdfaid:part>", null)]
    [InlineData("<pdfaid:part>1<", null)]
    [InlineData("<x:part xmlns:x=\"urn:x\">1</x:part>", null)]
    [InlineData("", null)]
    public async Task The_part_is_read_from_the_metadata(string element, int? expected)
    {
        var pdf = With($"<rdf:Description xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">{element}</rdf:Description>", null);

        (await Signer.InspectAsync(pdf)).PdfAPart.ShouldBe(expected);
        (await Signer.InspectAsync(File(2, 3))).PdfAPart.ShouldBe(2); // as an attribute
    }

    /// <summary>What a reserved place takes is a string, and strings have a greatest length (6.1.12; 6.1.13).</summary>
    [Theory]
    [InlineData(1, 65_535)]
    [InlineData(2, 32_767)]
    [InlineData(3, 32_767)]
    public async Task The_reserved_place_is_not_longer_than_a_string_may_be(int part, int most)
    {
        var (_, prepared) = await Signer.PrepareAsync(File(part, 3), Signer.Request() with { ReservedBytes = 100_000 });

        prepared.ContentsLength.ShouldBe((2 * most) + 2);
    }

    private static void CheckValue(PdfDocument document, PdfObject value, int part, int? intent)
    {
        switch (value)
        {
            case PdfName { Value: "DeviceRGB" }:
                intent.ShouldBe(3, "6.2.3.3, 6.2.4.3");
                break;
            case PdfName { Value: "DeviceCMYK" }:
                intent.ShouldBe(4, "6.2.3.3, 6.2.4.3");
                break;
            case PdfName { Value: "DeviceGray" }:
                intent.ShouldNotBeNull("6.2.3.3, 6.2.4.3");
                break;
            case PdfName name:
                name.Value.Length.ShouldBeLessThan(128, "6.1.12, 6.1.13");
                name.Value.ShouldNotBe("LZWDecode", "6.1.10");
                break;
            case PdfString text:
                text.Value.Length.ShouldBeLessThanOrEqualTo(part == 1 ? 65_535 : 32_767, "6.1.12, 6.1.13");
                break;
            case PdfDictionary dictionary:
                if (part == 1)
                    dictionary.Has("SMask").ShouldBeFalse("6.4");
                foreach (var key in new[] { "Alternates", "OPI", "Ref", "PS", "F1", "TR", "BM", "CA", "ca" })
                    dictionary.Has(key).ShouldBeFalse("6.2.4, 6.2.5, 6.2.8, 6.4");
                (document.Resolve(dictionary["Interpolate"]) is PdfBoolean { Value: true }).ShouldBeFalse("6.2.4");
                break;
            case PdfStream stream when document.Name(stream.Dictionary["Subtype"]) == "Form":
                var content = Encoding.Latin1.GetString(StreamDecoder.Decode(document.RawData(stream).Raw, stream.Dictionary, document.Resolve));
                if (intent is null)
                    DeviceOperator().IsMatch(content).ShouldBeFalse("6.2.3.3, 6.2.4.3");
                break;
        }
    }

    /// <summary>6.3.5: the CIDs that the font file holds, no more and no less.</summary>
    private static void CheckCidSet(PdfDocument document, PdfDictionary descriptor)
    {
        byte[] Data(string key) => document.Resolve(descriptor[key]) is PdfStream stream
            ? StreamDecoder.Decode(document.RawData(stream).Raw, stream.Dictionary, document.Resolve) : [];
        var font = Data("FontFile2");
        var entry = font.AsSpan().IndexOf("maxp"u8); // the table directory comes first: tag, checksum, offset, length
        var maxp = BinaryPrimitives.ReadInt32BigEndian(font.AsSpan(entry + 8));
        var glyphs = BinaryPrimitives.ReadUInt16BigEndian(font.AsSpan(maxp + 4));
        var bits = Data("CIDSet");
        Enumerable.Range(0, bits.Length * 8).Count(i => (bits[i / 8] & (0x80 >> (i % 8))) != 0).ShouldBe(glyphs);
        (bits[0] & 0x80).ShouldBe(0x80);
    }

    private static IEnumerable<PdfObject> Everything(PdfObject value)
    {
        yield return value;
        var parts = value switch
        {
            PdfArray array => array.Items,
            PdfDictionary dictionary => dictionary.Entries.Select(e => e.Value),
            PdfStream stream => [stream.Dictionary],
            _ => [],
        };
        foreach (var inner in parts.SelectMany(Everything))
            yield return inner;
    }

    private static byte[] File(int part, int? intent) => With($"<rdf:Description xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" pdfaid:part=\"{part}\" pdfaid:conformance=\"B\"/>", intent);

    private static byte[] With(string description, int? intent) => TestPdf.OnePage(
        catalogEntries: $"/Metadata 7 0 R{(intent is null ? string.Empty : "/OutputIntents[<</S/GTS_PDFA1/OutputConditionIdentifier(x)/DestOutputProfile 6 0 R>>]")}",
        more:
        [
            TestPdf.Stream("profile", $"/N {intent ?? 3}"),
            TestPdf.Stream($"<?xpacket begin=\"\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">{description}</rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>", "/Type/Metadata/Subtype/XML"),
        ]);

    [GeneratedRegex(@"(^|\s)(g|G|rg|RG|k|K)\s")]
    private static partial Regex DeviceOperator();

    [GeneratedRegex(@"\d+ 0 obj\n")]
    private static partial Regex SingleSpaces();
}
