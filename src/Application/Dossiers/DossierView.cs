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
    /// <summary>How far each step of filing is, in order.</summary>
    public IReadOnlyList<FilingStep> FilingSteps { get; init; } = [];

    /// <summary>How it was filed.</summary>
    public IntakeChannel Channel { get; init; }

    /// <summary>Number of the national list of statuses; 0 for a draft.</summary>
    public int NationalStatus { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }

    /// <summary>When the result is due.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Whether it is open and past its due time.</summary>
    public bool Overdue { get; init; }

    /// <summary>When it came to its end.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What was said last.</summary>
    public string Note { get; init; } = "";

    /// <summary>What is asked for; null when nothing is.</summary>
    public SupplementView? Supplement { get; init; }

    /// <summary>Result papers: for the person, once they were returned.</summary>
    public IReadOnlyList<ResultPaperView> Results { get; init; } = [];

    /// <summary>Officer who has it; empty for anyone but officers.</summary>
    public string OfficerId { get; init; } = "";

    /// <summary>As whoever reads it sees it.</summary>
    internal static DossierView For(Access.Caller caller, Dossier dossier, long version, DateTimeOffset now) =>
        caller.Is(Access.Role.Officer) && dossier.IsAt(caller.AgencyCode) ? ForOfficer(dossier, version, now) : Of(dossier, version, now);

    /// <summary>As the officers of its agency see it.</summary>
    internal static DossierView ForOfficer(Dossier dossier, long version, DateTimeOffset now) => Of(dossier, version, now) with
    {
        OfficerId = dossier.OfficerId,
        Results = [.. dossier.Results.Select(ResultPaperView.Of)],
    };

    /// <summary>As its owner sees it.</summary>
    /// <param name="dossier">The dossier.</param>
    /// <param name="version">Its version.</param>
    /// <param name="now">The time; a draft, which cannot be overdue, needs none.</param>
    internal static DossierView Of(Dossier dossier, long version, DateTimeOffset? now = null) => new(
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
        Storage.ETag.Of(version))
    {
        Channel = dossier.Channel,
        NationalStatus = NationalStatuses.Of(dossier.State),
        AcceptedAt = dossier.AcceptedAt,
        DueAt = dossier.DueAt,
        Overdue = now is { } time && dossier.IsOverdueAt(time),
        EndedAt = dossier.EndedAt,
        Note = dossier.Note?.Value ?? "",
        Supplement = SupplementView.Of(dossier),
        Results = dossier.State == DossierState.Returned ? [.. dossier.Results.Select(ResultPaperView.Of)] : [],
    };
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

    /// <summary>What was noticed in the file, codes of the failure catalogue.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    internal static AttachmentView Of(Attachment attachment) => new(
        attachment.Id,
        attachment.Newest.FileName.Value ?? ErasedName,
        [.. attachment.Versions.Select(v => new AttachmentVersionView(v.Kind, v.FileName.Value ?? ErasedName, v.File, v.At, v.SigningId))],
        attachment.IsSigned,
        attachment.PendingSigningId)
    {
        Conversion = ConversionView.Of(attachment.Conversion),
        StoredDocumentId = attachment.Source?.Id,
        Notices = attachment.Notices,
    };
}

/// <summary>One version of an attached file.</summary>
public sealed record AttachmentVersionView(
    AttachmentVersionKind Kind, string FileName, StoredFile File, DateTimeOffset At, Guid? SigningId);
