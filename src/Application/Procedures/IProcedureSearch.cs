using KonTum.Tthc.Domain.Procedures;

namespace KonTum.Tthc.Application.Procedures;

/// <summary>Finds procedures in force, as people type.</summary>
public interface IProcedureSearch
{
    /// <summary>One page: the best match first, or by code when nothing is typed.</summary>
    /// <param name="query">What is asked for.</param>
    /// <param name="position">Where the page begins: the position that the page before ended with; empty for the first.</param>
    /// <param name="size">Most items.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="Domain.Failures.FailureException">PAGE_TOKEN_INVALID: the position was not given out here.</exception>
    Task<ProcedureHits> SearchAsync(ProcedureQuery query, string position, int size, CancellationToken cancellationToken);

    /// <summary>What can be filtered by, with how many procedures in force have it.</summary>
    Task<ProcedureFilters> FiltersAsync(CancellationToken cancellationToken);
}

/// <summary>What is asked for. Filters add up; an empty one lets everything through.</summary>
/// <param name="Text">What a person typed.</param>
public sealed record ProcedureQuery(string Text)
{
    /// <summary>Only this field of administration.</summary>
    public string Field { get; init; } = "";

    /// <summary>Only what this agency accepts.</summary>
    public string AgencyCode { get; init; } = "";

    /// <summary>Only this level.</summary>
    public string Level { get; init; } = "";

    /// <summary>Only for this audience.</summary>
    public Audience? Audience { get; init; }

    /// <summary>Only under this life event.</summary>
    public string LifeEvent { get; init; } = "";

    /// <summary>Only featured ones.</summary>
    public bool Featured { get; init; }
}

/// <summary>A page of what was found.</summary>
/// <param name="Items">The page.</param>
/// <param name="NextPosition">Where the next page begins; empty on the last.</param>
/// <param name="TotalSize">How many there are on all pages.</param>
public sealed record ProcedureHits(IReadOnlyList<PublishedProcedure> Items, string NextPosition, int TotalSize);

/// <summary>The choices of the dialog "Tìm kiếm nâng cao".</summary>
public sealed record ProcedureFilters(
    IReadOnlyList<ProcedureFilter> Fields,
    IReadOnlyList<ProcedureFilter> Agencies,
    IReadOnlyList<ProcedureFilter> Levels,
    IReadOnlyList<ProcedureFilter> Audiences,
    IReadOnlyList<ProcedureFilter> LifeEvents);

/// <summary>A value to filter by.</summary>
/// <param name="Value">The value; of an audience, the name in <see cref="Audience"/>.</param>
/// <param name="Label">Vietnamese label.</param>
/// <param name="Count">How many procedures have it.</param>
public sealed record ProcedureFilter(string Value, string Label, int Count);
