using KonTum.Tthc.Pades.Signing;

namespace KonTum.Tthc.Pades;

/// <summary>What can be told about a file before anyone is asked to sign it.</summary>
/// <param name="Pages">Number of pages.</param>
/// <param name="ExistingSignatures">Number of filled signature fields and document timestamps.</param>
/// <param name="PageSizes">Displayed width and height of each page in points, after rotation and UserUnit.</param>
/// <param name="IsDynamicXfa">
/// The form is a dynamic XFA form: its page content is a stand-in ("Please wait…") that few readers replace. Signing is refused unless
/// <see cref="SignatureRequest.AllowDynamicXfa"/> is set: a person would sign what they do not see.
/// </param>
public sealed record PdfSummary(
    int Pages, int ExistingSignatures, IReadOnlyList<(double Width, double Height)> PageSizes, bool IsDynamicXfa)
{
    /// <summary>The signature fields, filled and empty, in the order of the form.</summary>
    public IReadOnlyList<PdfSignatureField> SignatureFields { get; init; } = [];

    /// <summary>Part of PDF/A (ISO 19005) that the file claims to follow, 1 to 4; null when it claims none.</summary>
    public int? PdfAPart { get; init; }
}

/// <summary>A signature field as a person would choose it.</summary>
/// <param name="Name">Full name (ISO 32000-2, 12.7.4.2).</param>
/// <param name="IsSigned">It holds a signature or a document timestamp.</param>
/// <param name="Page">The page that shows it, from 1; 0 when none does.</param>
/// <param name="Rectangle">In points on the page as it is displayed; all zero for a field that is not meant to be seen.</param>
/// <param name="IsLocked">An earlier signature or a flag of its own (<c>/Ff</c> ReadOnly) forbids signing it.</param>
public sealed record PdfSignatureField(string Name, bool IsSigned, int Page, PageRectangle Rectangle, bool IsLocked);

/// <summary>Reads enough of a file to say whether it can be signed.</summary>
public static class PdfPreflight
{
    /// <summary>Opens the file and checks everything that <see cref="PadesSigner.PrepareAsync"/> would refuse, apart from the
    /// appearance, what concerns one field only, and dynamic XFA, which the summary tells.</summary>
    /// <param name="pdf">A seekable PDF, read from its start and not disposed of.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="PdfRefusedException">The file cannot be signed, with the reason.</exception>
    public static Task<PdfSummary> InspectAsync(Stream pdf, CancellationToken cancellationToken = default) =>
        Task.Run(() => Inspect(pdf), cancellationToken);

    internal static PdfSummary Inspect(Stream pdf)
    {
        var signable = SignablePdf.Open(pdf);
        var pages = signable.Tree.Pages;
        return new PdfSummary(pages.Count, signable.ExistingSignatures, [.. pages.Select(p => p.Displayed)], signable.IsDynamicXfa)
        {
            SignatureFields = [.. SignatureField.All(signable).Where(f => !f.HasSubfields).Select(f => f.Describe(signable))],
            PdfAPart = PdfAProfile.Of(signable.Document).Part is > 0 and var part ? part : null,
        };
    }
}
