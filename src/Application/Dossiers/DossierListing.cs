using Ardalis.Specification;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.People;

namespace KonTum.Tthc.Application.Dossiers;

/// <summary>A line of a list of dossiers, kept up to date with the dossier itself.</summary>
public sealed record DossierListing
{
    /// <summary>Identifier of the dossier.</summary>
    public Guid Id { get; init; }

    /// <summary>Whose it is.</summary>
    public string OwnerId { get; init; } = "";

    /// <summary>Code; empty for a draft.</summary>
    public string Code { get; init; } = "";

    /// <summary>National code of the procedure.</summary>
    public string ProcedureCode { get; init; } = "";

    /// <summary>Name of the procedure.</summary>
    public string ProcedureName { get; init; } = "";

    /// <summary>Code of the agency.</summary>
    public string AgencyCode { get; init; } = "";

    /// <summary>Owner's name from the form; sealed where it is stored.</summary>
    public Personal<string>? OwnerName { get; init; }

    /// <summary>Where it stands.</summary>
    public DossierState State { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }

    /// <summary>The state that a request for papers or money interrupts; null for none.</summary>
    public DossierState? Interrupted { get; init; }

    /// <summary>When it was opened.</summary>
    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it was submitted.</summary>
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>Officer who has it; empty while nobody in particular has.</summary>
    public string OfficerId { get; init; } = "";

    /// <summary>When the result is due; null before acceptance, while the time stands still, and after the end.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Attachments that are signed.</summary>
    public IReadOnlyList<Guid> SignedAttachments { get; init; } = [];

    /// <summary>Keyed digests of the words of the owner's name: what it is found by without being readable (decision record 0019).</summary>
    public IReadOnlyList<long> NameWords { get; init; } = [];

    /// <summary>Version of the dossier's stream.</summary>
    public long Version { get; init; }

    /// <summary>Whether it is open and past its due time.</summary>
    public bool IsOverdue(DateTimeOffset now) => DueAt < now;
}

/// <summary>The dossiers of an owner, newest first.</summary>
internal sealed class DossiersOf : Specification<DossierListing>
{
    public DossiersOf(string ownerId, PageToken? after, int take, IReadOnlyList<DossierState>? states = null)
    {
        Query.Where(d => d.OwnerId == ownerId);
        if (states is { Count: > 0 }) Query.Where(d => states.Contains(d.State));
        if (after is not null) Query.Where(d => d.OpenedAt <= after.Time);
        Query.OrderByDescending(d => d.OpenedAt).ThenBy(d => d.Id).Skip(after?.Shown ?? 0).Take(take);
    }
}
