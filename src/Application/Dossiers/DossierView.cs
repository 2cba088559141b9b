using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Procedures;

namespace KonTum.Tthc.Application.Dossiers;

/// <summary>A dossier as the people who may see it see it.</summary>
public sealed record DossierView(
    Guid Id,
    string Code,
    string ProcedureCode,
    int ProcedureVersion,
    string ProcedureName,
    Agency Agency,
    DossierState State,
    DossierForm? Form,
    IReadOnlyList<ComponentView> Components,
    DateTimeOffset OpenedAt,
    DateTimeOffset ChangedAt,
    DateTimeOffset? SubmittedAt,
    string ETag)
{
    internal static DossierView Of(Dossier dossier, long version) => new(
        dossier.Id,
        dossier.Code,
        dossier.ProcedureCode,
        dossier.ProcedureVersion,
        dossier.ProcedureName,
        dossier.Agency,
        dossier.State,
        dossier.Form,
        [.. dossier.Components.Select(ComponentView.Of)],
        dossier.OpenedAt,
        dossier.ChangedAt,
        dossier.SubmittedAt,
        Storage.ETag.Of(version));
}

/// <summary>A paper of the dossier.</summary>
public sealed record ComponentView(
    string Id, string Name, bool Required, bool Selected, int OriginalCount, int CopyCount, IReadOnlyList<AttachmentView> Attachments)
{
    internal static ComponentView Of(DossierComponent component) => new(
        component.Id,
        component.Name,
        component.Required,
        component.Selected,
        component.OriginalCount,
        component.CopyCount,
        [.. component.Attachments.Select(AttachmentView.Of)]);
}

/// <summary>An attached file.</summary>
public sealed record AttachmentView(
    Guid Id, string FileName, IReadOnlyList<AttachmentVersionView> Versions, bool IsSigned, Guid? PendingSigningId)
{
    /// <summary>Stands for a name that has been erased.</summary>
    internal const string ErasedName = "(đã xóa)";

    /// <summary>How far the conversion to PDF is.</summary>
    public ConversionView Conversion { get; init; } = new(ConversionState.None, "", 0, false, 0);

    /// <summary>The stored document that it refers to; null for an uploaded file.</summary>
    public Guid? StoredDocumentId { get; init; }

    internal static AttachmentView Of(Attachment attachment) => new(
        attachment.Id,
        attachment.Newest.FileName.Value ?? ErasedName,
        [.. attachment.Versions.Select(v => new AttachmentVersionView(v.Kind, v.FileName.Value ?? ErasedName, v.File, v.At, v.SigningId))],
        attachment.IsSigned,
        attachment.PendingSigningId)
    {
        Conversion = ConversionView.Of(attachment.Conversion),
        StoredDocumentId = attachment.Source?.Id,
    };
}

/// <summary>One version of an attached file.</summary>
public sealed record AttachmentVersionView(
    AttachmentVersionKind Kind, string FileName, StoredFile File, DateTimeOffset At, Guid? SigningId);
