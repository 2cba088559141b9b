using System.Globalization;
using KonTum.Tthc.Pades.Appearance;
using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Signing;

/// <summary>Plans the update that puts an empty signature into a new or an existing field, and writes its bytes.</summary>
internal sealed class SignatureFieldUpdate
{
    private const string ByteRangeBlank = "[0 0000000000 0000000000 0000000000]";
    private readonly SignablePdf _pdf;
    private readonly PdfDocument _document;
    private readonly SignatureRequest _request;
    private readonly PdfAProfile _profile;
    private readonly FieldTarget? _target;
    private readonly IncrementalUpdate _update;
    private readonly FormChanges _form;
    private readonly int _reservedBytes;
    private readonly bool _isTimestamp;
    private int _byteRangeAt;
    private int _contentsAt;

    private SignatureFieldUpdate(SignablePdf pdf, SignatureRequest request, bool isTimestamp = false)
    {
        _pdf = pdf;
        _isTimestamp = isTimestamp;
        _document = pdf.Document;
        _request = request;
        _profile = PdfAProfile.Of(_document);
        _reservedBytes = Math.Min(request.ReservedBytes, _profile.LongestString);
        _target = request.FieldName is null ? null : FieldTarget.Find(pdf, request);
        _update = new IncrementalUpdate(_document);
        _form = new FormChanges(pdf, _update);
        FieldName = _target?.Node.Name ?? NewFieldName.Choose(pdf, request.NewFieldName);
    }

    public string FieldName { get; }

    /// <summary>A seed value of the field requires a timestamp.</summary>
    public bool RequiresTimestamp => _target?.RequiresTimestamp ?? false;

    /// <summary>Where the update begins: the length of the input.</summary>
    public long Start => _document.Source.Length;

    /// <summary>Both angle brackets included.</summary>
    public int ContentsLength => (2 * _reservedBytes) + 2;

    /// <summary>The bytes to be appended, complete but for the hex digits.</summary>
    public byte[] Bytes { get; private set; } = [];

    /// <summary>Position of the opening angle bracket in the file to be.</summary>
    public long ContentsOffset { get; private set; }

    public static SignatureFieldUpdate Plan(SignablePdf pdf, SignatureRequest request)
    {
        RequestRules.Check(pdf, request);
        var plan = new SignatureFieldUpdate(pdf, request);
        var signature = plan.AddSignature();
        if (plan._target is { } target)
            plan.FillField(target, signature);
        else
            plan.AddField(signature);
        if (request.Certification is not null)
            plan._form.AddCertification(signature);
        plan.Serialise();
        return plan;
    }

    /// <summary>Plans a document timestamp (ISO 32000-2, 12.8.5), which is an invisible signature of another kind and without a claimed time.</summary>
    public static SignatureFieldUpdate PlanTimestamp(SignablePdf pdf, int reservedBytes)
    {
        var request = new SignatureRequest { CertificateChain = [], ClaimedTime = default, ReservedBytes = reservedBytes };
        var plan = new SignatureFieldUpdate(pdf, request, isTimestamp: true);
        plan.AddField(plan.AddSignature());
        plan.Serialise();
        return plan;
    }

    private PdfReference AddSignature()
    {
        var signature = _update.Reserve();
        _update.Put(signature, WriteSignature);
        return signature;
    }

    private NamedFields? OwnLock => _request.Lock is { } wanted ? new NamedFields(wanted.Action, wanted.Fields) : null;

    private void AddField(PdfReference signature)
    {
        var page = Page(_request.Visible?.Page ?? 1);
        var widget = new PdfDictionary()
            .Add("Type", new PdfName("Annot"))
            .Add("Subtype", new PdfName("Widget"))
            .Add("FT", new PdfName("Sig"))
            .Add("T", NewFieldName.Write(FieldName))
            .Add("F", PdfNumber.Of(WidgetFlags.OfNewFields))
            .Add("P", page.Reference)
            .Add("V", signature);
        if (OwnLock is { } fields)
            widget.Add("Lock", _update.Add(SignatureReferences.Lock(fields, (int?)_request.Lock!.Permission)));
        if (_request.Visible is { } visible)
        {
            var place = SigningPlace.On(page, visible.Rectangle);
            widget.Add("Rect", place.Rect);
            if (page.Rotate != 0)
                widget.Add("MK", new PdfDictionary().Add("R", PdfNumber.Of(page.Rotate)));
            widget.Add("AP", Drawn(place, visible));
        }
        else
        {
            // 12.7.5.5: a field that is not meant to be seen has a rectangle without width and height.
            widget.Add("Rect", new PdfArray([PdfNumber.Of(0), PdfNumber.Of(0), PdfNumber.Of(0), PdfNumber.Of(0)]));
            if (_profile.EveryFieldHasAppearance)
                widget.Add("AP", Appearance(new AppearanceContent([], 0, 0, [], []), null));
        }

        var field = _update.Add(widget);
        _form.AddToPage(page, field);
        _form.AddToForm(field);
    }

    /// <summary>Only what a signature brings is changed (12.7.5.5); field and widget may be one object or two.</summary>
    private void FillField(FieldTarget target, PdfReference signature)
    {
        var field = target.Node.Dictionary.With("V", signature);
        if (_request.Visible is { } visible)
        {
            var drawn = Drawn(target.Place(_pdf, visible), visible);
            if (target.Widget!.Number == target.Node.Number)
                field = field.With("AP", drawn);
            else
                _update.Replace(target.Widget.Number, target.Widget.Dictionary.With("AP", drawn));
        }

        _update.Replace(target.Node.Number, field);
        _form.AddToForm(target.Field.IsInForm ? null : new PdfReference(target.Node.Number, Generation(target.Node.Number)));
    }

    private int Generation(int number) => _document.Xref.Entries[number] is { Kind: EntryKind.InFile } entry ? entry.Extra : 0;

    private PdfPage Page(int number) =>
        number >= 1 && number <= _pdf.Tree.Pages.Count
            ? _pdf.Tree.Pages[number - 1]
            : throw new PdfRefusedException(PdfRefusal.PageOutOfRange, $"The file has {_pdf.Tree.Pages.Count} pages.");

    private PdfDictionary Drawn(SigningPlace place, VisibleSignature visible) =>
        Appearance(SignatureAppearance.Render(place.Width, place.Height, visible, rules: _profile.Drawing), place.Matrix);

    private PdfDictionary Appearance(AppearanceContent content, PdfArray? matrix) =>
        new PdfDictionary().Add("N", AppearanceObjects.Add(_update, content, matrix, _profile.Drawing));

    private void WriteSignature(MemoryStream output)
    {
        ObjectWriter.Ascii(output, _isTimestamp
            ? "<</Type /DocTimeStamp/Filter /Adobe.PPKLite/SubFilter /ETSI.RFC3161/ByteRange "
            : "<</Type /Sig/Filter /Adobe.PPKLite/SubFilter /ETSI.CAdES.detached/ByteRange ");
        _byteRangeAt = (int)output.Length;
        ObjectWriter.Ascii(output, ByteRangeBlank);
        ObjectWriter.Ascii(output, "/Contents ");
        _contentsAt = (int)output.Length;
        ObjectWriter.Ascii(output, "<" + new string('0', 2 * _reservedBytes) + ">");
        if (!_isTimestamp)
            WriteClaims(output);
        ObjectWriter.Ascii(output, ">>");
    }

    private void WriteClaims(MemoryStream output)
    {
        ObjectWriter.Ascii(output, "/M ");
        ObjectWriter.Write(output, PdfString.Ascii(PdfDate.Write(_request.ClaimedTime)));
        foreach (var (key, text) in new[] { ("/Reason ", _request.Reason), ("/Location ", _request.Location) })
        {
            if (text is null)
                continue;
            ObjectWriter.Ascii(output, key);
            ObjectWriter.Write(output, PdfString.Text(SignatureText.Normalised(text)));
        }

        var permission = _target is { Lock: not null } ? _target.LockPermission : (int?)_request.Lock?.Permission;
        if (SignatureReferences.Build(_request.Certification, _target?.Lock ?? OwnLock, permission, _document.RootReference) is { } references)
        {
            ObjectWriter.Ascii(output, "/Reference ");
            ObjectWriter.Write(output, references);
        }
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
