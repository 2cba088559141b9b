using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Domain.Dossiers;

namespace KonTum.Tthc.Application.DocumentStore;

/// <summary>A document of a person's store.</summary>
public sealed record StoredDocumentView(
    Guid Id,
    string FileName,
    string DisplayName,
    bool IsResult,
    bool IsSigned,
    AttachmentVersionView Version,
    Guid DossierId,
    string DossierCode,
    string ProcedureName,
    DateTimeOffset StoredAt)
{
    internal static StoredDocumentView Of(StoredPapers dossier, StoredPaper paper)
    {
        var name = paper.FileName.Value ?? AttachmentView.ErasedName;
        return new StoredDocumentView(
            paper.Id,
            name,
            paper.IsResult ? name : dossier.Components.GetValueOrDefault(paper.ComponentId, ""),
            paper.IsResult,
            paper.Kind == AttachmentVersionKind.Signed,
            new AttachmentVersionView(paper.Kind, name, paper.File, paper.At, paper.SigningId),
            dossier.Id,
            dossier.Code,
            dossier.ProcedureName,
            paper.InStoreSince(dossier)!.Value);
    }
}
