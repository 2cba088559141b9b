using Ardalis.Specification;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Petitions;

namespace KonTum.Tthc.Application.Petitions;

/// <summary>A petition as the people who may see it see it.</summary>
public sealed record PetitionView(
    Guid Id,
    Guid DossierId,
    string DossierCode,
    PetitionKind Kind,
    string Text,
    string Answer,
    DateTimeOffset FiledAt,
    DateTimeOffset DueAt,
    DateTimeOffset? AnsweredAt,
    bool IsOverdue,
    string ETag)
{
    internal static PetitionView Of(Petition petition, long version, DateTimeOffset now) => new(
        petition.Id,
        petition.DossierId,
        petition.DossierCode,
        petition.Kind,
        petition.Text ?? AttachmentView.ErasedName,
        petition.Answer ?? (petition.AnsweredAt is null ? "" : AttachmentView.ErasedName),
        petition.FiledAt,
        petition.DueAt,
        petition.AnsweredAt,
        petition.IsOverdue(now),
        Storage.ETag.Of(version));
}

/// <summary>A line of a list of petitions; nothing of what was said is in it.</summary>
public sealed record PetitionListing
{
    /// <summary>Years that put what is answered behind all that waits.</summary>
    private const int Behind = 1000;

    /// <summary>Identifier of the petition.</summary>
    public Guid Id { get; init; }

    /// <summary>The dossier.</summary>
    public Guid DossierId { get; init; }

    /// <summary>Who asks.</summary>
    public string OwnerId { get; init; } = "";

    /// <summary>The agency that has the dossier now; it follows a hand-over.</summary>
    public string AgencyCode { get; init; } = "";

    /// <summary>When it was filed.</summary>
    public DateTimeOffset FiledAt { get; init; }

    /// <summary>Whether it waits for its answer.</summary>
    public bool Waiting { get; init; }

    /// <summary>The order of the agency's list: what waits by its due time, then what is answered.</summary>
    public DateTimeOffset Urgency { get; init; }

    /// <summary>The line of a petition that was filed.</summary>
    public static PetitionListing Of(PetitionFiled filed) => new()
    {
        Id = filed.PetitionId,
        DossierId = filed.DossierId,
        OwnerId = filed.OwnerId,
        AgencyCode = filed.AgencyCode,
        FiledAt = filed.At,
        Waiting = true,
        Urgency = filed.DueAt,
    };

    /// <summary>The line once it is answered.</summary>
    public PetitionListing Answered(DateTimeOffset at) => this with { Waiting = false, Urgency = at.AddYears(Behind) };
}

/// <summary>The petitions of a person, newest first.</summary>
internal sealed class PetitionsOf : Specification<PetitionListing>
{
    public PetitionsOf(string ownerId, Guid? dossierId, bool waiting, PageToken? after, int take)
    {
        Query.Where(p => p.OwnerId == ownerId);
        if (dossierId is { } id) Query.Where(p => p.DossierId == id);
        if (waiting) Query.Where(p => p.Waiting);
        if (after is not null) Query.Where(p => p.FiledAt <= after.Time);
        Query.OrderByDescending(p => p.FiledAt).ThenBy(p => p.Id).Skip(after?.Shown ?? 0).Take(take);
    }
}

/// <summary>The petitions about dossiers that an agency has, what must be answered first on top.</summary>
internal sealed class PetitionsFor : Specification<PetitionListing>
{
    public PetitionsFor(string agencyCode, Guid? dossierId, bool waiting, PageToken? after, int take)
    {
        Query.Where(p => p.AgencyCode == agencyCode);
        if (dossierId is { } id) Query.Where(p => p.DossierId == id);
        if (waiting) Query.Where(p => p.Waiting);
        if (after is not null) Query.Where(p => p.Urgency >= after.Time);
        Query.OrderBy(p => p.Urgency).ThenBy(p => p.Id).Skip(after?.Shown ?? 0).Take(take);
    }
}

/// <summary>
/// A petition is seen by who filed it and by the officers of the agency that has the dossier now; anyone else gets the answer for one
/// that does not exist.
/// </summary>
internal static class PetitionAccess
{
    public static async Task<StreamState<Petition>> VisiblePetitionAsync(
        this IStreamReader streams, IReadLog readLog, Guid id, Caller caller, CancellationToken cancellationToken)
    {
        var petition = await streams.ReadAsync<Petition>(id, cancellationToken) ?? throw Failures.PetitionNotFound.Because();
        if ((caller.Is(Role.Citizen) || caller.Is(Role.System)) && petition.State.OwnerId == caller.Subject) return petition;
        if (!await HasAsync(streams, caller, petition.State.DossierId, cancellationToken)) throw Failures.PetitionNotFound.Because();

        await readLog.RecordAsync(petition.State.DossierId, petition.State.OwnerId, "petition", cancellationToken);
        return petition;
    }

    /// <summary>Whether the caller is an officer of the agency that has the dossier now.</summary>
    public static async Task<bool> HasAsync(IStreamReader streams, Caller caller, Guid dossierId, CancellationToken cancellationToken) =>
        caller.Is(Role.Officer)
        && await streams.ReadAsync<Dossier>(dossierId, cancellationToken) is { } dossier
        && dossier.State.Agency.Code == caller.AgencyCode;
}
