using Ardalis.Specification;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.People;

namespace KonTum.Tthc.Application.DocumentStore;

/// <summary>The papers of one dossier as its owner's store has them; kept up to date with the dossier. Names are sealed where it is stored.</summary>
public sealed record StoredPapers
{
    /// <summary>Identifier of the dossier.</summary>
    public Guid Id { get; init; }

    /// <summary>Whose papers they are.</summary>
    public string OwnerId { get; init; } = "";

    /// <summary>Code of the dossier; empty while it is a draft.</summary>
    public string Code { get; init; } = "";

    /// <summary>Name of its procedure.</summary>
    public string ProcedureName { get; init; } = "";

    /// <summary>Names of the components by their identifiers.</summary>
    public IReadOnlyDictionary<string, string> Components { get; init; } = new Dictionary<string, string>();

    /// <summary>When it was submitted; a draft's papers are not in the store.</summary>
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>When its result was returned; before, its results are not in the store.</summary>
    public DateTimeOffset? ReturnedAt { get; init; }

    /// <summary>The papers.</summary>
    public IReadOnlyList<StoredPaper> Papers { get; init; } = [];

    /// <summary>What of it is in the store now.</summary>
    public IEnumerable<StoredPaper> InStore() => Papers.Where(p => p.InStoreSince(this) is not null);

    /// <summary>Takes an event of the dossier in; null when nothing is left of it.</summary>
    public static StoredPapers? After(StoredPapers? papers, IDomainEvent @event) => @event switch
    {
        DossierOpened e => new StoredPapers
        {
            Id = e.DossierId,
            OwnerId = e.OwnerId,
            ProcedureName = e.ProcedureName,
            Components = e.Components.ToDictionary(c => c.Id, c => c.Name),
        },
        _ when papers is null => null,
        AttachmentUploaded e => papers.With(new StoredPaper(e.AttachmentId, e.ComponentId, false, AttachmentVersionKind.Original, e.FileName, e.File, e.At)),
        StoredDocumentAttached e => papers.With(new StoredPaper(e.AttachmentId, e.ComponentId, false, e.Kind, e.FileName, e.File, e.At, e.SigningId, IsReference: true)),
        AttachmentConverted e => papers.Changed(e.AttachmentId, AttachmentVersionKind.Converted, e.FileName, e.File, e.At),
        AttachmentSigned e => papers.Changed(e.AttachmentId, AttachmentVersionKind.Signed, e.FileName, e.File, e.At, e.SigningId),
        AttachmentDeleted e => papers.Without(e.AttachmentId),
        DossierSubmitted e => papers with { Code = e.Code, SubmittedAt = e.At },
        ResultPaperAdded e => papers.With(new StoredPaper(e.ResultId, "", true, AttachmentVersionKind.Original, e.FileName, e.File, e.At)),
        ResultPaperSealed e => papers.Changed(e.ResultId, AttachmentVersionKind.Signed, e.FileName, e.File, e.At),
        ResultPaperRemoved e => papers.Without(e.ResultId),
        ResultReturned e => papers with { ReturnedAt = e.At },
        DraftDiscarded => null,
        _ => papers,
    };

    private StoredPapers With(StoredPaper paper) => this with { Papers = [.. Papers, paper] };

    private StoredPapers Without(Guid id) => this with { Papers = [.. Papers.Where(p => p.Id != id)] };

    private StoredPapers Changed(
        Guid id, AttachmentVersionKind kind, Personal<string> name, StoredFile file, DateTimeOffset at, Guid? signingId = null) => this with
    {
        Papers = [.. Papers.Select(p => p.Id != id ? p : p with { Kind = kind, FileName = name, File = file, At = at, SigningId = signingId, IsReference = false })],
    };
}

/// <summary>A paper: an attachment or a result, as its newest version.</summary>
/// <param name="Id">The attachment or result paper.</param>
/// <param name="ComponentId">The component; empty for a result.</param>
/// <param name="IsResult">Whether it is a result.</param>
/// <param name="Kind">What the newest version is.</param>
/// <param name="FileName">Its name.</param>
/// <param name="File">Its bytes.</param>
/// <param name="At">When the version came to be.</param>
/// <param name="SigningId">The signing that made it.</param>
/// <param name="IsReference">It only refers to what is in the store already.</param>
public sealed record StoredPaper(
    Guid Id,
    string ComponentId,
    bool IsResult,
    AttachmentVersionKind Kind,
    Personal<string> FileName,
    StoredFile File,
    DateTimeOffset At,
    Guid? SigningId = null,
    bool IsReference = false)
{
    /// <summary>Since when it is in the store; null when it is not.</summary>
    public DateTimeOffset? InStoreSince(StoredPapers dossier)
    {
        var since = IsResult ? dossier.ReturnedAt : dossier.SubmittedAt;
        if (since is not { } time || IsReference) return null;
        return At > time ? At : time;
    }
}

/// <summary>The submitted dossiers of a person with their papers.</summary>
internal sealed class StoredPapersOf : Specification<StoredPapers>
{
    public StoredPapersOf(string ownerId)
    {
        Query.Where(p => p.OwnerId == ownerId && p.SubmittedAt != null);
    }
}
