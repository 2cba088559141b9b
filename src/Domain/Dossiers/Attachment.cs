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
    /// <summary>How far the conversion to PDF is.</summary>
    public Conversion Conversion { get; init; } = new(ConversionState.None);

    /// <summary>Where it is from, for a stored document that was attached by reference.</summary>
    public StoredDocumentSource? Source { get; init; }

    /// <summary>What was noticed in the file, codes of the failure catalogue.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>The version that counts.</summary>
    public AttachmentVersion Newest => Versions[^1];

    /// <summary>Whether the newest version is signed.</summary>
    public bool IsSigned => Newest.Kind == AttachmentVersionKind.Signed;

    /// <summary>Name of the PDF that a conversion makes: "name.docx" becomes "name.pdf".</summary>
    public static string ConvertedName(string fileName) => Path.GetFileNameWithoutExtension(fileName) + ".pdf";

    /// <summary>Name of the file that a signing makes: "name.pdf" becomes "name_signed.pdf", and stays so when signed again.</summary>
    public static string SignedName(string fileName)
    {
        var stem = Path.GetFileNameWithoutExtension(fileName);
        return stem.EndsWith("_signed", StringComparison.Ordinal) ? stem + ".pdf" : stem + "_signed.pdf";
    }
}

/// <summary>The conversion of an attachment to PDF.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Cause">Code of the failure catalogue, for one that failed.</param>
/// <param name="PageCount">Pages of the PDF, for one that is done.</param>
public sealed record Conversion(ConversionState State, string Cause = "", int PageCount = 0);

/// <summary>Where a conversion stands.</summary>
public enum ConversionState
{
    /// <summary>None was asked for.</summary>
    None,

    /// <summary>In the queue, or at work.</summary>
    Waiting,

    /// <summary>Done.</summary>
    Done,

    /// <summary>It did not work.</summary>
    Failed,
}

/// <summary>The attachment or result paper of an earlier dossier that an attachment refers to.</summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="Id">The attachment or result paper.</param>
public sealed record StoredDocumentSource(Guid DossierId, Guid Id);

/// <summary>A paper of the dossier (thành phần hồ sơ) with its files.</summary>
public sealed record DossierComponent(
    string Id, string Name, bool Required, bool Selected, int OriginalCount, int CopyCount, IReadOnlyList<Attachment> Attachments);
