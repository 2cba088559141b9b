using KonTum.Tthc.Domain.People;
using static KonTum.Tthc.Domain.Failures.Failures;

namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>From DOC and DOCX to the PDF that is signed. The original stays beside it.</summary>
public sealed partial class Dossier
{
    private static readonly string[] Convertible =
        ["application/msword", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"];

    /// <summary>Whether a file of this type is signed as the PDF that it is converted to.</summary>
    public static bool IsConvertible(string contentType) => Convertible.Contains(contentType);

    /// <summary>Decides to have an attachment converted; null when it is converted already, or waits for it.</summary>
    public AttachmentConversionRequested? RequestConversion(string componentId, Guid attachmentId, DateTimeOffset now)
    {
        MustBeOpenFor(componentId);
        var attachment = Attachment(componentId, attachmentId);
        if (attachment.Conversion.State is ConversionState.Waiting or ConversionState.Done) return null;
        return IsConvertible(attachment.Newest.File.ContentType)
            ? new AttachmentConversionRequested(componentId, attachmentId, now)
            : throw AttachmentNotConvertible.Because();
    }

    /// <summary>The attachment that waits for its conversion; null when it was taken off meanwhile, or is converted already.</summary>
    public Attachment? FindWaitingForConversion(string componentId, Guid attachmentId) => Components
        .FirstOrDefault(c => c.Id == componentId)?.Attachments
        .FirstOrDefault(a => a.Id == attachmentId && a.Conversion.State == ConversionState.Waiting);

    /// <summary>Decides to add the PDF of an attachment; null when it no longer waits for one.</summary>
    public AttachmentConverted? Convert(string componentId, Guid attachmentId, StoredFile pdf, int pageCount, DateTimeOffset now) =>
        FindWaitingForConversion(componentId, attachmentId) is { } attachment
            ? new AttachmentConverted(
                componentId,
                attachmentId,
                new Personal<string>(OwnerId, attachment.Newest.FileName.Value is { } name ? Dossiers.Attachment.ConvertedName(name) : null),
                pdf,
                pageCount,
                now)
            : null;

    /// <summary>Decides that an attachment could not be converted; null when it no longer waits for it.</summary>
    public AttachmentConversionFailed? FailConversion(string componentId, Guid attachmentId, string cause, DateTimeOffset now) =>
        FindWaitingForConversion(componentId, attachmentId) is null
            ? null
            : new AttachmentConversionFailed(componentId, attachmentId, cause, now);
}
