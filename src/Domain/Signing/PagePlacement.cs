using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Domain.Signing;

/// <summary>
/// Where the visible signature goes, in points (1/72 inch) from the lower left corner of the page as it is displayed.
/// </summary>
/// <param name="Page">Page, from 1.</param>
/// <param name="X">From the left edge.</param>
/// <param name="Y">From the bottom edge.</param>
/// <param name="Width">20 to 2000.</param>
/// <param name="Height">10 to 2000.</param>
public sealed record PagePlacement(int Page, double X, double Y, double Width, double Height)
{
    /// <summary>Everything that is wrong, at once.</summary>
    /// <param name="field">Path of the placement in the request.</param>
    public IEnumerable<FieldViolation> FindViolations(string field)
    {
        if (Page is < 1 or > 100_000) yield return Failures.Failures.OutOfRange.At($"{field}.page", ("range", "≥ 1"));
        if (!Within(X, 0, 20_000)) yield return Failures.Failures.OutOfRange.At($"{field}.x", ("range", "0–20000"));
        if (!Within(Y, 0, 20_000)) yield return Failures.Failures.OutOfRange.At($"{field}.y", ("range", "0–20000"));
        if (!Within(Width, 20, 2000)) yield return Failures.Failures.OutOfRange.At($"{field}.width", ("range", "20–2000"));
        if (!Within(Height, 10, 2000)) yield return Failures.Failures.OutOfRange.At($"{field}.height", ("range", "10–2000"));
    }

    private static bool Within(double value, double low, double high) => value >= low && value <= high; // false for NaN
}
