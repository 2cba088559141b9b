using KonTum.Tthc.Domain.People;

namespace KonTum.Tthc.Domain.Dossiers;

/// <summary>What a version of an attachment is.</summary>
public enum AttachmentVersionKind
{
    /// <summary>As uploaded.</summary>
    Original,

    /// <summary>Converted to PDF.</summary>
    Converted,

    /// <summary>Signed.</summary>
    Signed,
}

/// <summary>One version of an attached file. Bytes are never overwritten.</summary>
public sealed record AttachmentVersion(
    AttachmentVersionKind Kind, Personal<string> FileName, StoredFile File, DateTimeOffset At, Guid? SigningId = null);

/// <summary>An attached file with its versions, oldest first.</summary>
public sealed record Attachment(Guid Id, IReadOnlyList<AttachmentVersion> Versions, Guid? PendingSigningId = null)
{
    /// <summary>The version that counts.</summary>
    public AttachmentVersion Newest => Versions[^1];

    /// <summary>Whether the newest version is signed.</summary>
    public bool IsSigned => Newest.Kind == AttachmentVersionKind.Signed;

    /// <summary>Name of the file that a signing makes: "name.pdf" becomes "name_signed.pdf", and stays so when signed again.</summary>
    public static string SignedName(string fileName)
    {
        var stem = Path.GetFileNameWithoutExtension(fileName);
        return stem.EndsWith("_signed", StringComparison.Ordinal) ? stem + ".pdf" : stem + "_signed.pdf";
    }
}

/// <summary>A paper of the dossier (thành phần hồ sơ) with its files.</summary>
public sealed record DossierComponent(
    string Id, string Name, bool Required, bool Selected, int OriginalCount, int CopyCount, IReadOnlyList<Attachment> Attachments);
