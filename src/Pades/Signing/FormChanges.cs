using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Signing;

/// <summary>Enters a field into its page, the form and the catalog, rewriting as few objects as can be.</summary>
internal sealed class FormChanges(SignablePdf pdf, IncrementalUpdate update)
{
    private readonly PdfDocument _document = pdf.Document;
    private PdfDictionary _catalog = pdf.Document.Catalog;

    public void AddToPage(PdfPage page, PdfReference field)
    {
        var held = page.Dictionary["Annots"];
        var array = _document.Array(held);
        if (held is PdfReference own && array is not null && !IsSharedAnnots(page, own))
            update.Replace(own.Number, array.With(field));
        else
            update.Replace(page.Reference.Number, page.Dictionary.With("Annots", array?.With(field) ?? new PdfArray([field])));
    }

    /// <summary>Tells the form of a signature, and of its field if that is not yet there.</summary>
    public void AddToForm(PdfReference? newField)
    {
        var held = _catalog["AcroForm"];
        var form = _document.Resolve(held) as PdfDictionary;
        var changed = form ?? new PdfDictionary();
        if (newField is not null)
            changed = WithField(form, changed, newField);
        // SignaturesExist and AppendOnly, table 225.
        var flags = (int)(_document.Number(form?["SigFlags"]) ?? 0);
        if ((flags & 3) != 3)
            changed = changed.With("SigFlags", PdfNumber.Of(flags | 3));
        if (MakesAppearancesAnew(form) && !pdf.HasFieldValues && pdf.ExistingSignatures == 0)
            changed = changed.With("NeedAppearances", PdfBoolean.False);
        if (changed == form)
            return;
        if (held is PdfReference ownForm && form is not null)
            update.Replace(ownForm.Number, changed);
        else
            ReplaceCatalog(_catalog.With("AcroForm", form is null ? update.Add(changed) : changed));
    }

    /// <summary>12.8.6, table 263: the catalog names the certification.</summary>
    public void AddCertification(PdfReference signature)
    {
        var held = _catalog["Perms"];
        var permissions = (_document.Resolve(held) as PdfDictionary ?? new PdfDictionary()).With("DocMDP", signature);
        if (held is PdfReference own && _document.Resolve(held) is PdfDictionary)
            update.Replace(own.Number, permissions);
        else
            ReplaceCatalog(_catalog.With("Perms", permissions));
    }

    private PdfDictionary WithField(PdfDictionary? form, PdfDictionary changed, PdfReference field)
    {
        var fields = _document.Array(form?["Fields"]);
        if (form?["Fields"] is not PdfReference ownArray || fields is null)
            return changed.With("Fields", fields?.With(field) ?? new PdfArray([field]));
        update.Replace(ownArray.Number, fields.With(field));
        return changed;
    }

    private void ReplaceCatalog(PdfDictionary catalog)
    {
        _catalog = catalog;
        update.Replace(_document.RootReference.Number, catalog);
    }

    /// <summary>Pages of merged files now and then share one array; a signature belongs on one page.</summary>
    private bool IsSharedAnnots(PdfPage page, PdfReference annots) =>
        pdf.Tree.Pages.Any(p => p != page && p.Dictionary["Annots"] is PdfReference other && other.Number == annots.Number);

    /// <summary>
    /// With /NeedAppearances (table 224; deprecated in PDF 2.0) readers throw every appearance away, that of the signature too, and what
    /// people see is not what was signed. It is switched off where nothing is lost by it: no value waits to be drawn, nobody signed it.
    /// </summary>
    private bool MakesAppearancesAnew(PdfDictionary? form) => _document.Resolve(form?["NeedAppearances"]) is PdfBoolean { Value: true };
}
