namespace KonTum.Tthc.Pades;

/// <summary>Why a file or a request cannot be used. The names are stable: they appear in JSON output and in failure catalogues.</summary>
public enum PdfRefusal
{
    /// <summary>No <c>%PDF-</c> header within the first 1024 bytes (ISO 32000-2, 7.5.2).</summary>
    NotPdf,

    /// <summary>The trailer names an <c>/Encrypt</c> dictionary.</summary>
    Encrypted,

    /// <summary>Cross-reference, trailer, catalog or page tree cannot be read as written; a reader would have to repair the file.</summary>
    BrokenStructure,

    /// <summary>The page tree holds no page.</summary>
    NoPages,

    /// <summary>Larger than 2,147,483,647 bytes, the largest offset that every reader copes with.</summary>
    TooLarge,

    /// <summary>An earlier signature (DocMDP, ISO 32000-2, 12.8.2.2) forbids further signatures.</summary>
    SigningForbidden,

    /// <summary>The page asked for does not exist.</summary>
    PageOutOfRange,

    /// <summary>A character of the visible text has no glyph in the embedded font.</summary>
    MissingGlyph,

    /// <summary>The picture is neither a PNG nor a JPEG that can be embedded.</summary>
    UnusableImage,

    /// <summary>The visible text, the reason or the place holds half a surrogate pair, or is longer than a signature can show.</summary>
    UnusableText,

    /// <summary>The signer's key or the scheme asked for is not one of those that are accepted for new signatures.</summary>
    UnsupportedKey,

    /// <summary>No field of the name asked for is in the form or on a page.</summary>
    FieldNotFound,

    /// <summary>The field asked for is no signature field, is built in a way that readers disagree about, or has no box to draw in.</summary>
    FieldUnusable,

    /// <summary>The field asked for holds a signature.</summary>
    FieldAlreadySigned,

    /// <summary>The name asked for a new field is taken, or is no name that a field can have.</summary>
    FieldNameUnusable,

    /// <summary>A required seed value of the field (ISO 32000-2, 12.7.5.5, table 237) forbids the signature that was asked for.</summary>
    SeedValueForbids,

    /// <summary>A certification signature must be the first signature of a file, and this one has signatures (ISO 32000-2, 12.8.2.2).</summary>
    NotFirstSignature,

    /// <summary>A dynamic XFA form: what is signed is not what its readers show (ISO 32000-1, 7.7.2, /NeedsRendering).</summary>
    DynamicXfa,
}

/// <summary>The input cannot be signed or validated. Nothing has been written that could be taken for a result.</summary>
/// <param name="reason">The typed reason.</param>
/// <param name="detail">One English sentence for developers; holds no content of the document.</param>
/// <param name="innerException">What led to it, if anything.</param>
public sealed class PdfRefusedException(PdfRefusal reason, string detail, Exception? innerException = null)
    : Exception(detail, innerException)
{
    /// <summary>The typed reason.</summary>
    public PdfRefusal Reason { get; } = reason;
}
