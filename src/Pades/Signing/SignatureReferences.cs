using KonTum.Tthc.Pades.Objects;

namespace KonTum.Tthc.Pades.Signing;

/// <summary>Writes what a signature permits and locks: the <c>/Reference</c> of its dictionary (ISO 32000-2, 12.8.1, tables 256 to 259).</summary>
internal static class SignatureReferences
{
    /// <summary>Null when the signature neither certifies nor locks.</summary>
    /// <param name="certification">For DocMDP.</param>
    /// <param name="fields">For FieldMDP.</param>
    /// <param name="permission"><c>/P</c> of the lock. The standard leaves it in the lock; Acrobat looks for it here.</param>
    /// <param name="catalog">The object that FieldMDP is about.</param>
    public static PdfArray? Build(CertificationLevel? certification, NamedFields? fields, int? permission, PdfReference catalog)
    {
        var references = new List<PdfObject>();
        if (certification is { } level)
            references.Add(Reference("DocMDP", Parameters().Add("P", PdfNumber.Of((int)level))));
        if (fields is not null)
        {
            var parameters = Parameters().Add("Action", new PdfName(fields.Action.ToString()));
            if (fields.Action != FieldLockAction.All)
                parameters.Add("Fields", Names(fields));
            if (permission is { } p)
                parameters.Add("P", PdfNumber.Of(p));
            references.Add(Reference("FieldMDP", parameters).Add("Data", catalog));
        }

        return references.Count > 0 ? new PdfArray(references) : null;
    }

    /// <summary>The lock of a new field (table 236).</summary>
    public static PdfDictionary Lock(NamedFields fields, int? permission)
    {
        var result = new PdfDictionary().Add("Type", new PdfName("SigFieldLock")).Add("Action", new PdfName(fields.Action.ToString()));
        if (fields.Action != FieldLockAction.All)
            result.Add("Fields", Names(fields));
        if (permission is { } p)
            result.Add("P", PdfNumber.Of(p));
        return result;
    }

    private static PdfArray Names(NamedFields fields) => new([.. fields.Names.Select(PdfString.Text)]);

    private static PdfDictionary Reference(string method, PdfDictionary parameters) => new PdfDictionary()
        .Add("Type", new PdfName("SigRef"))
        .Add("TransformMethod", new PdfName(method))
        .Add("TransformParams", parameters);

    private static PdfDictionary Parameters() =>
        new PdfDictionary().Add("Type", new PdfName("TransformParams")).Add("V", new PdfName("1.2"));
}
