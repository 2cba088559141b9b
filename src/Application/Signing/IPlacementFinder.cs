using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Signing;

namespace KonTum.Tthc.Application.Signing;

/// <summary>Finds words in stored PDF files, so that a visible signature can be placed beside them.</summary>
public interface IPlacementFinder
{
    /// <summary>Finds a keyword, without regard to case and Unicode normal form, in the time that a file of its size deserves.</summary>
    /// <param name="file">A PDF.</param>
    /// <param name="keyword">1 to 100 characters.</param>
    /// <param name="width">Width of the visible signature in points.</param>
    /// <param name="height">Height in points.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="Domain.Failures.FailureException">PDF_NOT_SIGNABLE when the file cannot be read.</exception>
    Task<PlacementSearch> FindAsync(StoredFile file, string keyword, double width, double height, CancellationToken cancellationToken);
}

/// <summary>What a search found.</summary>
/// <param name="Outcome">In one word.</param>
/// <param name="Hits">In reading order, 100 at most.</param>
/// <param name="PagesWithoutText">Pages that show no text that can be read, 100 at most.</param>
public sealed record PlacementSearch(PlacementOutcome Outcome, IReadOnlyList<PlacementHit> Hits, IReadOnlyList<int> PagesWithoutText);

/// <summary>A place where the keyword stands.</summary>
/// <param name="Keyword">The keyword itself.</param>
/// <param name="Placement">Below it, within the page.</param>
/// <param name="Context">The text around it, 160 characters at most.</param>
/// <param name="Occurrence">Number of the hit, from 1.</param>
public sealed record PlacementHit(PagePlacement Keyword, PagePlacement Placement, string Context, int Occurrence);

/// <summary>What a search for a keyword found.</summary>
public enum PlacementOutcome
{
    /// <summary>One hit, and all pages were read.</summary>
    Found = 1,

    /// <summary>
    /// Several hits, or one while some page could not be read to its end: there may be another, so a person has to choose.
    /// </summary>
    Several = 2,

    /// <summary>There is text, but not this.</summary>
    NotFound = 3,

    /// <summary>No page has text: a scan.</summary>
    NoText = 4,
}
