namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>Conversions and stored documents.</summary>
public sealed partial class Dossier
{
    /// <summary>Takes in an event.</summary>
    public void Apply(AttachmentConversionRequested e) => ChangeAttachments(e.At, [e.AttachmentId], a => a with
    {
        Conversion = new Conversion(ConversionState.Waiting),
    });

    /// <summary>Takes in an event.</summary>
    public void Apply(AttachmentConverted e) => ChangeAttachments(e.At, [e.AttachmentId], a => a with
    {
        Conversion = new Conversion(ConversionState.Done, PageCount: e.PageCount),
        Versions = [.. a.Versions, new AttachmentVersion(AttachmentVersionKind.Converted, e.FileName, e.File, e.At)],
    });

    /// <summary>Takes in an event.</summary>
    public void Apply(AttachmentConversionFailed e) => ChangeAttachments(e.At, [e.AttachmentId], a => a with
    {
        Conversion = new Conversion(ConversionState.Failed, e.Cause),
    });

    /// <summary>Decides to attach a stored document by reference, within the rules for any other file.</summary>
    /// <param name="reference">What is to be attached.</param>
    /// <param name="rules">How many and which files the component takes.</param>
    public StoredDocumentAttached AttachStored(StoredDocumentAttached reference, AttachmentRules rules)
    {
        MustTake(reference.ComponentId, reference.File.ContentType, "document_id", rules);
        return reference;
    }

    /// <summary>Takes in an event.</summary>
    public void Apply(StoredDocumentAttached e)
    {
        Answer(e.AttachmentId);
        Change(e.At, e.ComponentId, c => c with
        {
            Selected = true,
            Attachments = [.. c.Attachments, new Attachment(e.AttachmentId, [new AttachmentVersion(e.Kind, e.FileName, e.File, e.At, e.SigningId)])
            {
                Source = new StoredDocumentSource(e.SourceDossierId, e.SourceId),
            }],
        });
    }
}
