using System.Globalization;
using KonTum.Tthc.Pades.Appearance;
using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Signing;

/// <summary>Plans the update that adds a signature field with an empty signature, and writes its bytes.</summary>
internal sealed class SignatureFieldUpdate
{
    /// <summary>Print and Locked (12.5.3): shown on paper, not to be moved.</summary>
    private const int WidgetFlags = 4 | 128;

    private const string ByteRangeBlank = "[0 0000000000 0000000000 0000000000]";
    private readonly SignablePdf _pdf;
    private readonly PdfDocument _document;
    private readonly SignatureRequest _request;
    private readonly IncrementalUpdate _update;
    private readonly bool _isTimestamp;
    private int _byteRangeAt;
    private int _contentsAt;

    private SignatureFieldUpdate(SignablePdf pdf, SignatureRequest request, bool isTimestamp = false)
    {
        _pdf = pdf;
        _isTimestamp = isTimestamp;
        _document = pdf.Document;
        _request = request;
        _update = new IncrementalUpdate(_document);
        FieldName = UniqueName(pdf.TopFieldNames);
    }

    public string FieldName { get; }

    /// <summary>Where the update begins: the length of the input.</summary>
    public long Start => _document.Source.Length;

    /// <summary>Both angle brackets included.</summary>
    public int ContentsLength => (2 * _request.ReservedBytes) + 2;

    /// <summary>The bytes to be appended, complete but for the hex digits.</summary>
    public byte[] Bytes { get; private set; } = [];

    /// <summary>Position of the opening angle bracket in the file to be.</summary>
    public long ContentsOffset { get; private set; }

    public static SignatureFieldUpdate Plan(SignablePdf pdf, SignatureRequest request)
    {
        var plan = new SignatureFieldUpdate(pdf, request);
        plan.AddField();
        plan.Serialise();
        return plan;
    }

    /// <summary>Plans a document timestamp (ISO 32000-2, 12.8.5), which is an invisible signature of another kind and without a claimed time.</summary>
    public static SignatureFieldUpdate PlanTimestamp(SignablePdf pdf, int reservedBytes)
    {
        var request = new SignatureRequest { CertificateChain = [], ClaimedTime = default, ReservedBytes = reservedBytes };
        var plan = new SignatureFieldUpdate(pdf, request, isTimestamp: true);
        plan.AddField();
        plan.Serialise();
        return plan;
    }

    private static string UniqueName(HashSet<string> taken)
    {
        for (var n = 1; ; n++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"Signature{n}");
            if (taken.Add(name))
                return name;
        }
    }

    private void AddField()
    {
        var page = Page(_request.Visible?.Page ?? 1);
        var signature = _update.Reserve();
        _update.Put(signature, WriteSignature);
        var widget = new PdfDictionary()
            .Add("Type", new PdfName("Annot"))
            .Add("Subtype", new PdfName("Widget"))
            .Add("FT", new PdfName("Sig"))
            .Add("T", PdfString.Ascii(FieldName))
            .Add("F", PdfNumber.Of(WidgetFlags))
            .Add("P", page.Reference)
            .Add("V", signature);
        if (_request.Visible is { } visible)
        {
            var place = SigningPlace.On(page, visible.Rectangle);
            var content = SignatureAppearance.Render(place.Width, place.Height, visible);
            widget.Add("Rect", place.Rect);
            if (page.Rotate != 0)
                widget.Add("MK", new PdfDictionary().Add("R", PdfNumber.Of(page.Rotate)));
            widget.Add("AP", new PdfDictionary().Add("N", AppearanceObjects.Add(_update, content, place.Matrix)));
        }
        else
        {
            // 12.7.5.5: a field that is not meant to be seen has a rectangle without width and height.
            widget.Add("Rect", new PdfArray([PdfNumber.Of(0), PdfNumber.Of(0), PdfNumber.Of(0), PdfNumber.Of(0)]));
        }

        var field = _update.Add(widget);
        AddToPage(page, field);
        AddToForm(field);
    }

    private PdfPage Page(int number) =>
        number >= 1 && number <= _pdf.Tree.Pages.Count
            ? _pdf.Tree.Pages[number - 1]
            : throw new PdfRefusedException(PdfRefusal.PageOutOfRange, $"The file has {_pdf.Tree.Pages.Count} pages.");

    private void AddToPage(PdfPage page, PdfReference field)
    {
        var held = page.Dictionary["Annots"];
        var array = _document.Array(held);
        if (held is PdfReference own && array is not null && !IsSharedAnnots(page, own))
            _update.Replace(own.Number, array.With(field));
        else
            _update.Replace(page.Reference.Number, page.Dictionary.With("Annots", array?.With(field) ?? new PdfArray([field])));
    }

    /// <summary>Pages of merged files now and then share one array; a signature belongs on one page.</summary>
    private bool IsSharedAnnots(PdfPage page, PdfReference annots) =>
        _pdf.Tree.Pages.Any(p => p != page && p.Dictionary["Annots"] is PdfReference other && other.Number == annots.Number);

    private void AddToForm(PdfReference field)
    {
        var catalog = _document.Catalog;
        var held = catalog["AcroForm"];
        var form = _document.Resolve(held) as PdfDictionary;
        var changed = form ?? new PdfDictionary();
        var fields = _document.Array(form?["Fields"]);
        if (form?["Fields"] is PdfReference ownArray && fields is not null)
            _update.Replace(ownArray.Number, fields.With(field));
        else
            changed = changed.With("Fields", fields?.With(field) ?? new PdfArray([field]));
        // SignaturesExist and AppendOnly, table 225.
        var flags = (int)(_document.Number(form?["SigFlags"]) ?? 0);
        if ((flags & 3) != 3)
            changed = changed.With("SigFlags", PdfNumber.Of(flags | 3));
        if (MakesAppearancesAnew(form) && !_pdf.HasFieldValues && _pdf.ExistingSignatures == 0)
            changed = changed.With("NeedAppearances", PdfBoolean.False);
        if (changed == form)
            return;
        if (held is PdfReference ownForm && form is not null)
            _update.Replace(ownForm.Number, changed);
        else
            _update.Replace(_document.RootReference.Number, catalog.With("AcroForm", form is null ? _update.Add(changed) : changed));
    }

    /// <summary>
    /// With /NeedAppearances (table 224; deprecated in PDF 2.0) readers throw every appearance away, that of the signature too, and what
    /// people see is not what was signed. It is switched off where nothing is lost by it: no value waits to be drawn, nobody signed it.
    /// </summary>
    private bool MakesAppearancesAnew(PdfDictionary? form) => _document.Resolve(form?["NeedAppearances"]) is PdfBoolean { Value: true };

    private void WriteSignature(MemoryStream output)
    {
        ObjectWriter.Ascii(output, _isTimestamp
            ? "<</Type /DocTimeStamp/Filter /Adobe.PPKLite/SubFilter /ETSI.RFC3161/ByteRange "
            : "<</Type /Sig/Filter /Adobe.PPKLite/SubFilter /ETSI.CAdES.detached/ByteRange ");
        _byteRangeAt = (int)output.Length;
        ObjectWriter.Ascii(output, ByteRangeBlank);
        ObjectWriter.Ascii(output, "/Contents ");
        _contentsAt = (int)output.Length;
        ObjectWriter.Ascii(output, "<" + new string('0', 2 * _request.ReservedBytes) + ">");
        if (_isTimestamp)
        {
            ObjectWriter.Ascii(output, ">>");
            return;
        }

        ObjectWriter.Ascii(output, "/M ");
        ObjectWriter.Write(output, PdfString.Ascii(PdfDate.Write(_request.ClaimedTime)));
        foreach (var (key, text) in new[] { ("/Reason ", _request.Reason), ("/Location ", _request.Location) })
        {
            if (text is null)
                continue;
            ObjectWriter.Ascii(output, key);
            ObjectWriter.Write(output, PdfString.Text(text.Normalize()));
        }

        ObjectWriter.Ascii(output, ">>");
    }

    private void Serialise()
    {
        using var output = _update.Write(Start);
        var end = Start + output.Length;
        if (end > int.MaxValue)
            throw new PdfRefusedException(PdfRefusal.TooLarge, "The signed file would be larger than 2,147,483,647 bytes.");
        ContentsOffset = Start + _contentsAt;
        var after = ContentsOffset + ContentsLength;
        var range = string.Create(CultureInfo.InvariantCulture, $"[0 {ContentsOffset} {after} {end - after}]").PadRight(ByteRangeBlank.Length);
        output.Position = _byteRangeAt;
        ObjectWriter.Ascii(output, range);
        Bytes = output.ToArray();
    }
}
