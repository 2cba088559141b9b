using System.Xml;
using KonTum.Tthc.Pades.Appearance;
using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Signing;

/// <summary>Which part of PDF/A (ISO 19005) a file claims to follow, and what that leaves us to draw with.</summary>
/// <param name="Part">1 to 4; 0 for a file that claims nothing.</param>
/// <param name="IntentComponents">Colour components of the PDF/A output intent's profile; null without one.</param>
internal sealed record PdfAProfile(int Part, int? IntentComponents)
{
    private const string Namespace = "http://www.aiim.org/pdfa/ns/id/";
    private const int LargestMetadata = 1024 * 1024;

    /// <summary>
    /// The longest string in bytes: ISO 19005-1, 6.1.12 (65535) and ISO 19005-2, 6.1.13 (32767) count <c>/Contents</c> like any other.
    /// </summary>
    public int LongestString => Part switch { 1 => 65_535, 2 or 3 => 32_767, _ => int.MaxValue };

    /// <summary>Each field needs an appearance, seen or not (ISO 19005-1, 6.9).</summary>
    public bool EveryFieldHasAppearance => Part == 1;

    /// <summary>
    /// Transparency: never in part 1 (6.4); in parts 2 and 3 the blending colour space comes from the output intent (6.2.10), without one
    /// the page would have to be changed. Device colours: only as the output intent knows them (part 1: 6.2.3.3, part 2: 6.2.4.3).
    /// </summary>
    public DrawingRules Drawing => Part == 0
        ? DrawingRules.Free
        : new DrawingRules
        {
            Transparency = Part > 1 && IntentComponents is not null,
            DeviceGray = IntentComponents is not null,
            DeviceRgb = IntentComponents == 3,
            DeviceCmyk = IntentComponents == 4,
            // 6.3.5 of part 1 wants it; later parts do not, and ISO 32000-2 has deprecated it.
            CidSet = Part == 1,
        };

    public static PdfAProfile Of(PdfDocument document)
    {
        var part = ReadPart(document);
        return part == 0 ? new(0, null) : new(part, Intent(document));
    }

    private static int? Intent(PdfDocument document) => (document.Array(document.Catalog["OutputIntents"])?.Items ?? [])
        .Select(i => document.Dictionary(i))
        .Where(i => document.Name(i?["S"]) == "GTS_PDFA1")
        .Select(i => (int?)document.Number(document.Dictionary(i!["DestOutputProfile"])?["N"]))
        .FirstOrDefault(n => n is not null);

    /// <summary>pdfaid:part, as an element or as an attribute. Metadata that cannot be read claims nothing.</summary>
    private static int ReadPart(PdfDocument document)
    {
        if (document.Resolve(document.Catalog["Metadata"]) is not PdfStream metadata)
            return 0;
        try
        {
            var (raw, _) = document.RawData(metadata);
            var xmp = StreamDecoder.Decode(raw, metadata.Dictionary, document.Resolve);
            if (xmp.Length > LargestMetadata)
                return 0;
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreProcessingInstructions = true };
            using var reader = XmlReader.Create(new MemoryStream(xmp, writable: false), settings);
            while (reader.Read())
            {
                if (reader.NodeType != XmlNodeType.Element)
                    continue;
                var text = reader.GetAttribute("part", Namespace)
                    ?? (reader.LocalName == "part" && reader.NamespaceURI == Namespace ? reader.ReadElementContentAsString() : null);
                if (text is not null)
                    return int.TryParse(text.Trim(), out var part) && part is >= 1 and <= 4 ? part : 0;
            }
        }
        catch (Exception e) when (e is XmlException or PdfRefusedException or InvalidDataException or ArgumentException)
        {
            // Signing does not depend on it.
        }

        return 0;
    }
}
