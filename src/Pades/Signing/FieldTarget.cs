using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Signing;

/// <summary>An empty field that was found fit for what was asked for.</summary>
/// <param name="Field">The field.</param>
/// <param name="Lock">Its own lock (table 236); null without one.</param>
/// <param name="LockPermission">The lock's <c>/P</c>.</param>
/// <param name="RequiresTimestamp">A seed value requires one.</param>
internal sealed record FieldTarget(SignatureField Field, NamedFields? Lock, int? LockPermission, bool RequiresTimestamp)
{
    public FormField Node => Field.Node;

    /// <summary>The only widget; null for a field without one.</summary>
    public FormField? Widget => Field.Widgets.Count > 0 ? Field.Widgets[0] : null;

    /// <exception cref="PdfRefusedException">The field cannot be signed as was asked for; the message says which rule forbids it.</exception>
    public static FieldTarget Find(SignablePdf pdf, SignatureRequest request)
    {
        var name = request.FieldName!;
        var document = pdf.Document;
        var found = SignatureField.All(pdf).Where(f => f.Node.Name == name).ToList();
        if (found.Count == 0)
        {
            throw pdf.Fields.Any(f => f.Name == name)
                ? Unusable("The field is no signature field.")
                : new PdfRefusedException(PdfRefusal.FieldNotFound, "The file has no field of that name.");
        }

        if (found.Exists(f => f.Value(document) is not null))
            throw new PdfRefusedException(PdfRefusal.FieldAlreadySigned, "The field holds a signature.");
        if (found is not [var field])
            throw Unusable("Several fields have that name.");
        if (field.HasSubfields)
            throw Unusable("The name is that of a group of fields.");
        if (field.Widgets.Count > 1)
            throw Unusable("The field has more than one widget, which a signature field must not have (ISO 32000-2, 12.7.5.5).");
        if (field.Node.Number == 0 || field.Widgets.Any(w => w.Number == 0))
            throw Unusable("The field or its widget is not an indirect object.");
        if (!field.IsInForm && document.Resolve(field.Node.Dictionary["Parent"]) is not PdfNull)
            throw Unusable("The field has a parent that the form does not name.");
        pdf.Rules.CheckSigning(name);
        if (field.IsReadOnly(document))
            throw EarlierRules.Forbidden("The field is read-only (/Ff bit 1).");
        var ownLock = document.Dictionary(field.Node.Dictionary["Lock"]);
        if (ownLock is not null && request.Lock is not null)
            throw Unusable("The field has a lock of its own.");
        var permission = (int?)document.Number(ownLock?["P"]);
        var seed = document.Dictionary(field.Node.Dictionary["SV"]) is { } values ? new SeedValue(document, values) : null;
        seed?.Check(request, permission ?? (int?)request.Lock?.Permission);
        return new FieldTarget(
            field,
            ownLock is null ? null : NamedFields.Read(document, ownLock),
            permission is >= 1 and <= 3 ? permission : null,
            seed?.RequiresTimestamp ?? false);
    }

    public static PdfRefusedException Unusable(string detail) => new(PdfRefusal.FieldUnusable, detail);

    /// <summary>The field's own box, for what is drawn.</summary>
    /// <exception cref="PdfRefusedException">Nothing drawn there could be seen, or another place was asked for.</exception>
    public SigningPlace Place(SignablePdf pdf, VisibleSignature visible)
    {
        if (Widget is not { } widget || Field.PageOf(pdf) is not { } place)
            throw Unusable("No page shows the field.");
        if (!WidgetFlags.IsSeen(pdf.Document, widget.Dictionary))
            throw Unusable("The field's widget is hidden (/F).");
        var own = SigningPlace.InBox(pdf.Document, place.Page, widget.Dictionary)
            ?? throw Unusable("The field has no box to draw in.");
        if ((visible.Page != 0 && visible.Page != place.Number)
            || (visible.Rectangle != default && !SigningPlace.IsSame(visible.Rectangle, own.Displayed)))
        {
            throw Unusable("The field has a page and a box of its own; another place was asked for.");
        }

        return own;
    }
}
