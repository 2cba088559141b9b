using KonTum.Tthc.Domain.Dossiers;

namespace KonTum.Tthc.Application.Dossiers;

/// <summary>A paper that the person gets.</summary>
public sealed record ResultPaperView(
    Guid Id, string ResultDefinitionId, string FileName, bool Sealed, IReadOnlyList<AttachmentVersionView> Versions)
{
    internal static ResultPaperView Of(ResultPaper paper) => new(
        paper.Id,
        paper.ResultDefinitionId,
        paper.Newest.FileName.Value ?? AttachmentView.ErasedName,
        paper.IsSealed,
        [.. paper.Versions.Select(v =>
            new AttachmentVersionView(v.Kind, v.FileName.Value ?? AttachmentView.ErasedName, v.File, v.At, v.SigningId))]);
}
