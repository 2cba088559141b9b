using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Validation;

/// <summary>Compares the forms of two states: new signatures are permitted, filling only as a certification allows, nothing else.</summary>
internal sealed class FormComparison(
    PdfDocument before,
    PdfDocument after,
    IReadOnlyList<FormField> fields,
    StrictComparison strict,
    Dictionary<int, int> pageOfWidget,
    Action<int, string> report)
{
    private static readonly HashSet<string> s_filled = new(StringComparer.Ordinal) { "V", "AS", "AP", "I", "RV", "M" };
    private static readonly HashSet<string> s_signed = new(StringComparer.Ordinal) { "V", "AP", "M" };

    /// <summary>What a new signature field with its widget may hold: nothing that acts, nothing that another field could share.</summary>
    private static readonly HashSet<string> s_newField = new(StringComparer.Ordinal)
    {
        "Type", "Subtype", "FT", "T", "TU", "F", "Ff", "P", "Rect", "V", "AP", "MK", "Kids", "Parent", "M", "Lock", "SV", "DA", "NM", "BS",
        "Border", "H", "Q", "DR",
    };

    private readonly PermittedChanges _permitted = PermittedChanges.Of(before, fields);
    private readonly HashSet<int> _newWidgets = [];
    private bool _needAppearances;

    /// <summary>Holders of the signature dictionaries that were added.</summary>
    public HashSet<int> NewSignatures { get; } = [];

    /// <summary>Those of them that show something on a page.</summary>
    public HashSet<int> VisibleSignatures { get; } = [];

    /// <summary>Holder of the certification that permits filling the fields that there are; null when none of them may be filled.</summary>
    public int? Certification { get; private set; }

    /// <summary>Whether an added annotation is the widget of a new signature; each counts once, so that no page shows it twice.</summary>
    public bool TakeNewWidget(int number) => _newWidgets.Remove(number);

    public void Compare()
    {
        var old = before.Dictionary(before.Catalog["AcroForm"]) ?? new PdfDictionary();
        var now = after.Dictionary(after.Catalog["AcroForm"]) ?? new PdfDictionary();
        _needAppearances = after.Resolve(now["NeedAppearances"]) is PdfBoolean { Value: true };
        strict.CompareEntries(old, now, 0, "the form's", key => key is "Fields" or "SigFlags" or "DR" or "DA" or "NeedAppearances");
        if (_needAppearances && before.Resolve(old["NeedAppearances"]) is not PdfBoolean { Value: true })
            report(0, "readers are told to draw the fields anew");
        CompareAddable(old["DA"], now["DA"], "/DA");
        if (ResourcesMatter())
            CompareResources(before.Dictionary(old["DR"]), after.Dictionary(now["DR"]));
        CompareLists(before.Array(old["Fields"]), after.Array(now["Fields"]));
        foreach (var field in fields)
            CompareField(field);
    }

    /// <summary>Default appearance and resources only matter to readers that draw fields anew.</summary>
    private void CompareAddable(PdfObject? old, PdfObject? now, string what)
    {
        if (before.Resolve(old) is PdfNull && !_needAppearances)
            return;
        strict.Compare(old, now, 0, $"the form's {what}");
    }

    /// <summary>
    /// Writers exchange the form's resources when they add a signature. Nothing shows them when nothing is drawn anew, all fields are
    /// signatures and each appearance brings resources of its own.
    /// </summary>
    private bool ResourcesMatter() => _needAppearances || fields.Any(f => f.Type != "Sig" || !BringsResources(f.Dictionary));

    private bool BringsResources(PdfDictionary widget) => before.Resolve(before.Dictionary(widget["AP"])?["N"]) switch
    {
        PdfNull => true,
        PdfStream stream => before.Resolve(stream.Dictionary["Resources"]) is PdfDictionary,
        _ => false,
    };

    private void CompareResources(PdfDictionary? old, PdfDictionary? now)
    {
        foreach (var kind in (old?.Keys ?? []).Union(now?.Keys ?? []))
        {
            if (before.Resolve(old?[kind]) is PdfDictionary oldKind && after.Resolve(now?[kind]) is PdfDictionary nowKind)
            {
                foreach (var name in oldKind.Keys.Union(nowKind.Keys))
                    CompareAddable(oldKind[name], nowKind[name], "/DR");
            }
            else
            {
                CompareAddable(old?[kind], now?[kind], "/DR");
            }
        }
    }

    private void CompareField(FormField field)
    {
        var page = pageOfWidget.GetValueOrDefault(field.Number);
        if (field.Number == 0)
        {
            // Stands in its owner's array and is compared there, part by part.
            return;
        }

        if (after.Load(field.Number) is not PdfDictionary now)
        {
            report(page, $"the field {field.Name} is gone");
            return;
        }

        var old = field.Dictionary;
        CompareLists(before.Array(old["Kids"]), after.Array(now["Kids"]));
        var free = FreeKeys(field, now);
        strict.CompareEntries(old, now, page, $"the field {field.Name}'s", key => key == "Kids" || free.Contains(key));
    }

    private HashSet<string> FreeKeys(FormField field, PdfDictionary now)
    {
        if (field.Type != "Sig")
        {
            if (!_permitted.AllowsFilling(field.Name))
                return [];
            Certification = _permitted.Certification;
            return s_filled;
        }

        var signedNow = before.Resolve(field.Dictionary["V"]) is PdfNull && after.Resolve(now["V"]) is PdfDictionary;
        if (!signedNow)
            return [];
        return AcceptValue(now["V"], field.Number, visible: true) ? s_signed : [];
    }

    /// <summary>The old items in their old order; between them only new signature fields.</summary>
    private void CompareLists(PdfArray? old, PdfArray? now)
    {
        var known = (old?.Items ?? []).OfType<PdfReference>().Select(r => r.Number).ToHashSet();
        var kept = new List<PdfObject>();
        foreach (var item in now?.Items ?? [])
        {
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
            if (!AcceptValue(field["V"], reference.Number, visible))
                return;
        }
        else if (visible)
        {
            report(0, "an unsigned signature field with an appearance was added");
            return;
        }

        _newWidgets.Add(number);
    }

    private bool AcceptValue(PdfObject? held, int field, bool visible)
    {
        var holder = (held as PdfReference)?.Number ?? field;
        var isTimestamp = after.Name(after.Dictionary(held)?["SubFilter"]) == "ETSI.RFC3161";
        if (_permitted.Certified == 1 && !isTimestamp)
        {
            report(0, "a signature was added although a certification permits none");
            return false;
        }

        if (!NewSignatures.Add(holder))
        {
            report(0, "two fields share one signature dictionary");
            return false;
        }

        if (visible)
            VisibleSignatures.Add(holder);
        return true;
    }

    private bool IsVisible(PdfDictionary widget)
    {
        string[] drawn = ["AP", "MK", "BS", "Border"];
        if (drawn.All(key => after.Resolve(widget[key]) is PdfNull))
            return false;
        var n = after.Array(widget["Rect"])?.Items.Select(i => after.Number(i) ?? double.NaN).ToArray();
        // Without height or width a box can still show a line, as wide as a device draws its thinnest.
        return n is not { Length: 4 } || !(n[0].Equals(n[2]) && n[1].Equals(n[3]));
    }
}
