using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Signing;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Infrastructure.Signing;

/// <summary>Searches stored files with the engine's keyword search.</summary>
internal sealed class PlacementFinder(IBlobStore blobs, TimeProvider time) : IPlacementFinder
{
    private const int LongestContext = 160;
    private const int MostPages = 100;

    /// <inheritdoc />
    public async Task<PlacementSearch> FindAsync(
        StoredFile file, string keyword, double width, double height, CancellationToken cancellationToken)
    {
        await using var pdf = await blobs.OpenAsync(file.Sha256, cancellationToken);
        KeywordSearchResult result;
        try
        {
            result = await KeywordSearch.FindAsync(
                pdf, keyword, new KeywordSearchOptions { IgnoreCase = true, MaxHits = 100, ContextLength = 60, Clock = time }, cancellationToken);
        }
        catch (PdfRefusedException refused)
        {
            throw refused.ToFailure();
        }
        catch (ArgumentException)
        {
            // Nothing is left of it once what cannot be seen is taken out.
            return new PlacementSearch(PlacementOutcome.NotFound, [], []);
        }

        return new PlacementSearch(
            result.Answer switch
            {
                KeywordAnswer.One => PlacementOutcome.Found,
                KeywordAnswer.NoText => PlacementOutcome.NoText,
                _ => result.Hits.Count == 0 ? PlacementOutcome.NotFound : PlacementOutcome.Several,
            },
            [.. result.Hits.Select(h => Describe(h, width, height))],
            [.. result.Pages.Where(p => p.State is PageSearchState.NoText or PageSearchState.UnknownCharacters).Select(p => p.Page).Take(MostPages)]);
    }

    private static PlacementHit Describe(KeywordHit hit, double width, double height) => new(
        On(hit.Page, hit.Rectangle),
        On(hit.Page, SignaturePlacement.Beside(hit, PlacementSide.Below, width, height)),
        Context(hit),
        hit.Index + 1);

    private static PagePlacement On(int page, PageRectangle rectangle) =>
        new(page, rectangle.X, rectangle.Y, rectangle.Width, rectangle.Height);

    /// <summary>Keeps the keyword and as much of both sides as there is room for.</summary>
    private static string Context(KeywordHit hit)
    {
        var side = Math.Max(0, (LongestContext - hit.Match.Length) / 2);
        var before = hit.Before.Length > side ? hit.Before[^side..] : hit.Before;
        var after = hit.After.Length > side ? hit.After[..side] : hit.After;
        // A letter beyond the basic plane is two halves; the half that a cut leaves shows as nothing anybody wrote.
        if (before.Length > 0 && char.IsLowSurrogate(before[0])) before = before[1..];
        if (after.Length > 0 && char.IsHighSurrogate(after[^1])) after = after[..^1];
        var text = before + hit.Match + after;
        return text.Length > LongestContext ? text[..LongestContext] : text;
    }
}
