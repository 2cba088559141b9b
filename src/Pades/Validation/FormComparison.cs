using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Validation;

/// <summary>Compares the forms of two states: new signatures are permitted, filling only as a certification allows, nothing else.</summary>
/// <param name="before">The signed state.</param>
/// <param name="after">The present state.</param>
/// <param name="fields">All fields of the signed state.</param>
/// <param name="onPagesOnly">Those of them that only a page names; a writer may add them to the form when it signs.</param>
/// <param name="strict">For all that may not change.</param>
/// <param name="isClean">What need not be looked at.</param>
/// <param name="pageOfWidget">Page (from 1) of a widget; 0 when it is on none.</param>
/// <param name="report">Told the page (0: none) of each difference.</param>
internal sealed class FormComparison(
    PdfDocument before,
    PdfDocument after,
    IReadOnlyList<FormField> fields,
    IReadOnlySet<int> onPagesOnly,
    StrictComparison strict,
    Func<int, bool> isClean,
    Func<int, int> pageOfWidget,
    Action<int, string> report)
{
    /// <summary>/Ff may change too, but only to read-only: that is how some writers lock what a signature covers.</summary>
    private static readonly HashSet<string> s_filled = new(StringComparer.Ordinal) { "V", "AS", "AP", "I", "TI", "RV", "M" };

    private static readonly HashSet<string> s_signed = new(StringComparer.Ordinal) { "V", "AP", "AS", "M", "MK", "F", "P", "StructParent" };

    private static readonly HashSet<string> s_nothing = [];

    /// <summary>What a new signature field with its widget may hold: nothing that acts, nothing that another field could share.</summary>
    private static readonly HashSet<string> s_newField = new(StringComparer.Ordinal)
    {
        "Type", "Subtype", "FT", "T", "TU", "F", "Ff", "P", "Rect", "V", "AP", "AS", "MK", "Kids", "Parent", "M", "Lock", "SV", "DA", "NM",
        "BS", "Border", "H", "Q", "DR", "StructParent", "Lang", "C",
    };

    private readonly HashSet<int> _newWidgets = [];
    private readonly HashSet<int> _signedWidgets = [];

    /// <summary>What the signed state permits.</summary>
    public PermittedChanges Permitted { get; } = PermittedChanges.Of(before, fields);

    /// <summary>Holders of the signature dictionaries that were added.</summary>
    public HashSet<int> NewSignatures { get; } = [];

    /// <summary>Those of them that show something on a page.</summary>
    public HashSet<int> VisibleSignatures { get; } = [];

    /// <summary>Holder of the certification that permits filling the fields that there are; null when none of them may be filled.</summary>
    public int? Certification { get; private set; }

    /// <summary>Notes that something was permitted only because of the certification.</summary>
    public void RestOnCertification() => Certification = Permitted.Certification;

    /// <summary>Whether an added annotation is the widget of a new signature; each counts once, so that no page shows it twice.</summary>
    public bool TakeNewWidget(int number) => _newWidgets.Remove(number);

    /// <summary>Whether an annotation is the widget of a field that was added or signed.</summary>
    public bool IsSignedWidget(int number) => _signedWidgets.Contains(number);

    /// <summary>Holder of the signature that a new widget shows; 0 for an empty field.</summary>
    public int SignatureOf(PdfDictionary widget) =>
        ((widget["V"] ?? after.Dictionary(widget["Parent"])?["V"]) as PdfReference)?.Number ?? 0;

    public void Compare()
    {
        var old = before.Dictionary(before.Catalog["AcroForm"]) ?? new PdfDictionary();
        var now = after.Dictionary(after.Catalog["AcroForm"]) ?? new PdfDictionary();
        strict.CompareEntries(old, now, 0, "the form's", key => key is "Fields" or "SigFlags" or "DR" or "DA" or "NeedAppearances");
        new FormResources(before, after, fields, strict, report).Compare(old, now);
        CompareLists(before.Array(old["Fields"]), after.Array(now["Fields"]));
        foreach (var field in fields)
        {
            // A field without a number stands in its owner's array and is compared there, part by part.
            if (field.Number != 0 && !isClean(field.Number))
                CompareField(field);
        }
    }

    private void CompareField(FormField field)
    {
        var page = pageOfWidget(field.Number);
        if (after.Load(field.Number) is not PdfDictionary now)
        {
            report(page, $"the field {field.Name} is gone");
            return;
        }

        var old = field.Dictionary;
        CompareLists(before.Array(old["Kids"]), after.Array(now["Kids"]));
        var free = FreeKeys(field, now);
        strict.CompareEntries(
            old, now, page, $"the field {field.Name}'s", key => key == "Kids" || free.Contains(key) || (key == "Ff" && IsOnlyLocked(old, now)));
    }

    private bool IsOnlyLocked(PdfDictionary old, PdfDictionary now) =>
        (long)(after.Number(now["Ff"]) ?? 0) == ((long)(before.Number(old["Ff"]) ?? 0) | 1);

    private HashSet<string> FreeKeys(FormField field, PdfDictionary now)
    {
        if (field.Type != "Sig")
        {
            if (!Permitted.AllowsFilling(field.Name))
                return s_nothing;
            RestOnCertification();
            return s_filled;
        }

        // The widget of a field can be a dictionary of its own, below the field that holds the value (12.7.4.2).
        if (field.Dictionary["Parent"] is PdfReference parent && !field.Dictionary.Has("FT") && !now.Has("V"))
            return IsSignedNow(before.Dictionary(parent), after.Dictionary(now["Parent"])) ? Signed(field) : s_nothing;
        return IsSignedNow(field.Dictionary, now) && AcceptValue(now["V"], field, now, isOld: true) ? Signed(field) : s_nothing;
    }

    private HashSet<string> Signed(FormField field)
    {
        _signedWidgets.Add(field.Number);
        return s_signed;
    }

    private bool IsSignedNow(PdfDictionary? old, PdfDictionary? now) =>
        old is not null && before.Resolve(old["V"]) is PdfNull && after.Resolve(now?["V"]) is PdfDictionary;

    /// <summary>The old items in their old order; between them only new signature fields.</summary>
    private void CompareLists(PdfArray? old, PdfArray? now)
    {
        var known = (old?.Items ?? []).OfType<PdfReference>().Select(r => r.Number).ToHashSet();
        var kept = new List<PdfObject>();
        foreach (var item in now?.Items ?? [])
        {
            if (item is PdfReference named && onPagesOnly.Contains(named.Number) && after.Resolve(after.Dictionary(named)?["Parent"]) is PdfNull)
                continue;
            if (item is PdfReference reference && !known.Contains(reference.Number))
                AcceptNewField(reference);
            else
                kept.Add(item);
        }

        var items = old?.Items ?? [];
        if (items.Count != kept.Count)
        {
            report(0, "fields were removed or added");
            return;
        }

        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is PdfReference a && (kept[i] is not PdfReference b || a.Number != b.Number))
                report(0, "fields were put into another order");
            else if (items[i] is not PdfReference)
                strict.Compare(items[i], kept[i], 0, "a field");
        }
    }

    private void AcceptNewField(PdfReference reference)
    {
        if (before.Load(reference.Number) is not PdfNull || after.Load(reference.Number) is not PdfDictionary field
            || after.Name(field["FT"]) != "Sig" || field.Keys.Any(k => !s_newField.Contains(k)))
        {
            report(0, "a field was added that is no plain signature field");
            return;
        }

        var widget = field;
        var number = reference.Number;
        if (after.Array(field["Kids"]) is { Items.Count: > 0 } kids)
        {
            if (kids.Items is not [PdfReference only] || before.Load(only.Number) is not PdfNull
                || after.Load(only.Number) is not PdfDictionary kid || kid.Keys.Any(k => !s_newField.Contains(k)) || kid.Has("Kids") || kid.Has("V"))
            {
                report(0, "a signature field was added with other parts than one widget");
                return;
            }

            (widget, number) = (kid, only.Number);
        }

        if (after.Name(widget["Subtype"]) != "Widget" || field.HasDuplicateKeys || widget.HasDuplicateKeys)
        {
            report(0, "a signature field was added whose annotation is no plain widget");
            return;
        }

        var visible = IsVisible(widget);
        if (after.Resolve(field["V"]) is PdfDictionary)
        {
            if (!AcceptValue(field["V"], new FormField(reference.Number, string.Empty, "Sig", field), widget, isOld: false))
                return;
        }
        else if (visible || Permitted.Certified == 1)
        {
            report(0, visible ? "an unsigned signature field with an appearance was added" : "a field was added although a certification permits none");
            return;
        }

        _newWidgets.Add(number);
        _signedWidgets.Add(number);
    }

    /// <param name="held">The value.</param>
    /// <param name="field">The field.</param>
    /// <param name="widget">What shows it.</param>
    /// <param name="isOld">Whether it was signed with the document; then it counts as visible, since some readers draw a mark there.</param>
    private bool AcceptValue(PdfObject? held, FormField field, PdfDictionary widget, bool isOld)
    {
        var holder = (held as PdfReference)?.Number ?? field.Number;
        var isTimestamp = after.Name(after.Dictionary(held)?["SubFilter"]) == "ETSI.RFC3161";
        if (Permitted.Certified == 1 && !isTimestamp)
        {
            report(0, "a signature was added although a certification permits none");
            return false;
        }

        if (field.Name.Length > 0 && Permitted.IsLocked(field.Name))
        {
            report(0, $"the field {field.Name} was signed although an earlier signature locks it");
            return false;
        }

        if (!NewSignatures.Add(holder))
        {
            report(0, "two fields share one signature dictionary");
            return false;
        }

        if (isTimestamp ? Shows(widget) : isOld || IsVisible(widget))
            VisibleSignatures.Add(holder);
        return true;
    }

    private bool Shows(PdfDictionary field) =>
        IsVisible(field) || (after.Array(field["Kids"])?.Items ?? []).Any(kid => after.Dictionary(kid) is { } widget && IsVisible(widget));

    private bool IsVisible(PdfDictionary widget)
    {
        string[] drawn = ["AP", "MK", "BS", "Border", "C"];
        if (drawn.All(key => after.Resolve(widget[key]) is PdfNull))
            return false;
        var n = after.Array(widget["Rect"])?.Items.Select(i => after.Number(i) ?? double.NaN).ToArray();
        // Without height or width a box can still show a line, as wide as a device draws its thinnest.
        return n is not { Length: 4 } || !(n[0].Equals(n[2]) && n[1].Equals(n[3]));
    }
}
