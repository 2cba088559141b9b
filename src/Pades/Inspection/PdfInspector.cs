using System.Text;
using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;
using KonTum.Tthc.Pades.Signing;
using KonTum.Tthc.Pades.Validation;

namespace KonTum.Tthc.Pades;

/// <summary>Looks into a file without judging it: for people and programs that want to know what they have before they sign or validate.</summary>
public static class PdfInspector
{
    /// <summary>Reads the structure of a file; its pages' content is not looked at.</summary>
    /// <param name="pdf">A seekable PDF.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="PdfRefusedException">The file cannot be read at all. An encrypted one can be told to be so.</exception>
    public static Task<PdfInspection> InspectAsync(Stream pdf, CancellationToken cancellationToken = default) =>
        Task.Run(() => Inspect(pdf), cancellationToken);

    private static PdfInspection Inspect(Stream pdf)
    {
        var source = new ByteSource(pdf);
        try
        {
            return Describe(pdf, source, PdfDocument.Open(source));
        }
        catch (PdfRefusedException refused) when (refused.Reason == PdfRefusal.Encrypted)
        {
            return new PdfInspection
            {
                Length = source.Length, HeaderVersion = HeaderVersion(source), Encryption = Encryption(source),
                SigningRefusal = refused.Reason, SigningRefusalDetail = refused.Message,
            };
        }
    }

    private static PdfInspection Describe(Stream pdf, ByteSource source, PdfDocument document)
    {
        var pages = PageTree.Read(document);
        var (summary, refusal) = Preflight(pdf);
        var form = document.Dictionary(document.Catalog["AcroForm"]);
        var hasXfa = document.Resolve(form?["XFA"]) is not PdfNull;
        var isDynamic = hasXfa && document.Resolve(document.Catalog["NeedsRendering"]) is PdfBoolean { Value: true };
        if (isDynamic)
            refusal ??= new PdfRefusedException(PdfRefusal.DynamicXfa, "A dynamic XFA form is signed only when that is asked for.");
        return new PdfInspection
        {
            Length = source.Length,
            HeaderVersion = HeaderVersion(source),
            Pages = [.. pages.Pages.Select((p, i) => new InspectedPage(i + 1, p.Displayed.Width, p.Displayed.Height, p.Rotate, p.UserUnit))],
            Revisions = [.. document.Xref.Sections.Select(s => new InspectedRevision(s.Offset, s.IsStream)).Reverse()],
            SignatureFields = summary?.SignatureFields ?? [],
            OtherFields = FormFields.Read(document).Count(f => f.Type is not (null or "Sig")),
            Signatures = [.. FoundSignature.FindAll(document, pages).Select(s => Describe(document, s))],
            Store = Store(document),
            PdfAPart = PdfAProfile.Of(document).Part is > 0 and var part ? part : null,
            Xfa = isDynamic ? XfaKind.Dynamic : hasXfa ? XfaKind.Static : XfaKind.None,
            SigningRefusal = refusal?.Reason,
            SigningRefusalDetail = refusal?.Message,
        };
    }

    private static (PdfSummary? Summary, PdfRefusedException? Refusal) Preflight(Stream pdf)
    {
        try
        {
            return (PdfPreflight.Inspect(pdf), null);
        }
        catch (PdfRefusedException e)
        {
            return (null, e);
        }
    }

    private static InspectedSignature Describe(PdfDocument document, FoundSignature signature) => new()
    {
        Field = signature.Field.Name,
        Kind = signature.SubFilter == "ETSI.RFC3161" ? SignatureKind.DocumentTimestamp : SignatureKind.Signature,
        SubFilter = signature.SubFilter,
        CoversUntil = signature.End,
        ContentsLength = signature.Contents.Length,
        Name = Text(document, signature.Value["Name"]),
        Reason = Text(document, signature.Value["Reason"]),
        Location = Text(document, signature.Value["Location"]),
        ClaimedTime = Text(document, signature.Value["M"]) is { } m ? PdfDate.Read(m) : null,
        Certification = Certification(document, signature.Value),
        Fault = signature.Fault,
    };

    /// <summary>12.8.2.2, table 257; without <c>/P</c> it is 2.</summary>
    private static CertificationLevel? Certification(PdfDocument document, PdfDictionary signature)
    {
        foreach (var item in document.Array(signature["Reference"])?.Items ?? [])
        {
            if (document.Dictionary(item) is not { } reference || document.Name(reference["TransformMethod"]) != "DocMDP")
                continue;
            return document.Number(document.Dictionary(reference["TransformParams"])?["P"]) switch
            {
                1 => CertificationLevel.NoChanges,
                3 => CertificationLevel.FormFillingAndAnnotations,
                _ => CertificationLevel.FormFilling,
            };
        }

        return null;
    }

    private static InspectedStore? Store(PdfDocument document) => document.Dictionary(document.Catalog["DSS"]) is not { } store ? null
        : new InspectedStore(
            Count(store["Certs"], document), Count(store["OCSPs"], document), Count(store["CRLs"], document),
            document.Dictionary(store["VRI"])?.Keys.Count(k => k != "Type") ?? 0);

    private static int Count(PdfObject? value, PdfDocument document) => document.Array(value)?.Items.Count ?? 0;

    private static PdfEncryption Encryption(ByteSource source)
    {
        var header = source.Read(0, 1024).AsSpan().IndexOf("%PDF-"u8);
        var xref = CrossReference.Read(source, Math.Max(header, 0));
        // Only what stands in the trailer itself: the dictionary may be an object, which is read through a document that is not to be had.
        var dictionary = xref.Sections.Select(s => s.Trailer["Encrypt"]).OfType<PdfDictionary>().FirstOrDefault()
            ?? xref.Sections.Select(s => s.Trailer["Encrypt"]).OfType<PdfReference>().Select(r => Direct(source, xref, r)).FirstOrDefault(d => d is not null);
        return new PdfEncryption((dictionary?["Filter"] as PdfName)?.Value, Integer(dictionary?["V"]), Integer(dictionary?["R"]));
    }

    private static PdfDictionary? Direct(ByteSource source, CrossReference xref, PdfReference reference)
    {
        try
        {
            if (!xref.Entries.TryGetValue(reference.Number, out var entry) || entry.Kind != EntryKind.InFile)
                return null;
            var parser = new ObjectParser(source, entry.Position + xref.HeaderOffset);
            return parser.TryReadObjectHeader()?.Number == reference.Number ? parser.ReadBody() as PdfDictionary : null;
        }
        catch (PdfRefusedException)
        {
            return null;
        }
    }

    private static int? Integer(PdfObject? value) => value is PdfNumber { IsInteger: true, Value: >= 0 and < 1000 } number ? (int)number.Value : null;

    private static string? Text(PdfDocument document, PdfObject? value) => (document.Resolve(value) as PdfString)?.AsText();

    private static string? HeaderVersion(ByteSource source)
    {
        var bytes = source.Read(0, 1024);
        var at = bytes.AsSpan().IndexOf("%PDF-"u8);
        if (at < 0 || at + 8 > bytes.Length)
            return null;
        var version = Encoding.ASCII.GetString(bytes, at + 5, 3);
        return version is [>= '0' and <= '9', '.', >= '0' and <= '9'] ? version : null;
    }
}
