
namespace KonTum.Tthc.Pades.Signing;

/// <summary>What a request must keep whatever field it is for.</summary>
internal static class RequestRules
{
    /// <exception cref="PdfRefusedException">The file does not allow what was asked for.</exception>
    /// <exception cref="ArgumentException">The request contradicts itself.</exception>
    public static void Check(SignablePdf pdf, SignatureRequest request)
    {
        if (request.FieldName is not null && request.NewFieldName is not null)
            throw new ArgumentException("A signature goes into an existing field or into a new one, not into both.", nameof(request));
        if (request.Lock is { } fields && (fields.Action == FieldLockAction.All) != (fields.Fields.Count == 0))
            throw new ArgumentException("A lock of all fields names none; every other lock names some.", nameof(request));
        if (request.Lock?.Fields.Any(f => !SignatureText.IsUnicode(f)) == true)
            throw SignatureText.Refused("A field name holds half of a surrogate pair.");
        if (pdf.IsDynamicXfa && !request.AllowDynamicXfa)
            throw new PdfRefusedException(PdfRefusal.DynamicXfa, "A dynamic XFA form: its pages are not what its readers show.");
        if (request.Certification is not null)
            CheckIsFirst(pdf);
    }

    /// <summary>12.8.2.2: one certification in a file, and it comes first.</summary>
    private static void CheckIsFirst(SignablePdf pdf)
    {
        var document = pdf.Document;
        if (document.Dictionary(document.Dictionary(document.Catalog["Perms"])?["DocMDP"]) is not null)
            throw new PdfRefusedException(PdfRefusal.NotFirstSignature, "The file is certified already (/Perms /DocMDP).");
        if (pdf.ExistingSignatures > 0)
            throw new PdfRefusedException(PdfRefusal.NotFirstSignature, "A certification must be the first signature, and the file has signatures.");
    }
}
