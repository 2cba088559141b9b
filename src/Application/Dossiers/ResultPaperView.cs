using KonTum.Tthc.Domain.Dossiers;

namespace KonTum.Tthc.Application.Dossiers;

/// <summary>A paper that the person gets, as the people who may see the dossier see it.</summary>
public sealed record ResultPaperView(
    Guid Id, string ResultDefinitionId, string FileName, bool IsSealed, IReadOnlyList<AttachmentVersionView> Versions)
{
    /// <summary>What was noticed in the file and a person should know, codes of the failure catalogue.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    internal static ResultPaperView Of(ResultPaper result) => new(
        result.Id,
        result.ResultDefinitionId,
        result.Newest.FileName.Value ?? AttachmentView.ErasedName,
        result.IsSealed,
        [.. result.Versions.Select(v => new AttachmentVersionView(v.Kind, v.FileName.Value ?? AttachmentView.ErasedName, v.File, v.At, v.SigningId))]) { Notices = result.Notices };
}
