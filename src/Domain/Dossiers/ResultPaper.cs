namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>A paper that the person gets, with its versions, oldest first: as uploaded, sealed.</summary>
public sealed record ResultPaper(Guid Id, string ResultDefinitionId, IReadOnlyList<AttachmentVersion> Versions)
{
    /// <summary>What was noticed in the uploaded file, codes of the failure catalogue.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>The version that counts.</summary>
    public AttachmentVersion Newest => Versions[^1];

    /// <summary>Whether the agency's seal is on it.</summary>
    public bool IsSealed => Newest.Kind == AttachmentVersionKind.Signed;
}
