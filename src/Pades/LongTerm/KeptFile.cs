using KonTum.Tthc.Pades.Reading;
using KonTum.Tthc.Pades.Validation;

namespace KonTum.Tthc.Pades.LongTerm;

/// <summary>The signatures and document timestamps of a file, oldest first; all verify.</summary>
internal sealed record KeptFile(PdfDocument Document, IReadOnlyList<KeptSignature> Signatures)
{
    /// <summary>The newest document timestamp; null when there is none.</summary>
    public KeptSignature? NewestTimestamp => Signatures.LastOrDefault(s => s.IsDocumentTimestamp);

    /// <exception cref="AugmentationException">One does not verify.</exception>
    public static KeptFile Read(PdfDocument document, PageTree pages, Stream file) =>
        new(document, [.. FoundSignature.FindAll(document, pages).Select(f => KeptSignature.Read(f, file))]);

    public static KeptFile Read(PdfDocument document, Stream file) => Read(document, PageTree.Read(document), file);

    /// <summary>
    /// The earliest moment at which a signature is proven to have existed: by its own timestamps, or by document timestamps that cover it
    /// (EN 319 102-1, 5.5.4). Null when nothing proves any.
    /// </summary>
    public DateTimeOffset? ProvenTime(KeptSignature signature) => signature.Timestamps.Select(t => t.Time)
        .Concat(Signatures.Where(s => s != signature && s.Found.End >= signature.Found.End).Select(s => s.Time).OfType<DateTimeOffset>())
        .Select(t => (DateTimeOffset?)t).Min();

    /// <summary>Whether nothing that was added later has the signature's own bytes under a digest.</summary>
    public bool IsUncovered(KeptSignature signature) =>
        !Signatures.Any(s => s != signature && s.Found.End > signature.Found.HoleStart);
}
