using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Validation;

/// <summary>
/// Compares what two states of a document show below given objects: by what is reached, not by object numbers, so that neither an
/// overriding object nor one that fills a dangling reference goes unnoticed. Walks with a list of work, not by recursion.
/// </summary>
/// <param name="before">The signed state.</param>
/// <param name="after">The present state.</param>
/// <param name="equal">
/// Objects that a reference may name, under a key, without being looked at: known to be the same with all below them, or compared in a
/// place of their own.
/// </param>
/// <param name="spend">Counts steps; false when there were too many.</param>
/// <param name="report">Told the page (0: none) of each difference.</param>
internal sealed class StrictComparison(
    PdfDocument before, PdfDocument after, Func<int, string?, bool> equal, Func<long, bool> spend, Action<int, string> report)
{
    private readonly HashSet<(int, int)> _seen = [];
    private readonly Stack<Pair> _work = new();

    /// <summary>Present objects that differ.</summary>
    public HashSet<int> Changed { get; } = [];

    /// <param name="old">The signed value.</param>
    /// <param name="now">The present value.</param>
    /// <param name="page">For the report.</param>
    /// <param name="what">For the report.</param>
    /// <param name="key">The key under which it stands; null where only fields, pages or elements do.</param>
    public void Compare(PdfObject? old, PdfObject? now, int page, string what, string? key = null)
    {
        _work.Push(new Pair(old, now, page, 0, key));
        while (_work.TryPop(out var next))
        {
            if (!spend(1))
            {
                report(0, "more than can be compared");
                _work.Clear();
                return;
            }

            if (!Differ(next))
                continue;
            Changed.Add(next.Holder);
            report(next.Page, what);
        }
    }

    /// <summary>Compares dictionaries key by key, leaving out some.</summary>
    public void CompareEntries(PdfDictionary old, PdfDictionary now, int page, string what, Func<string, bool> leaveOut)
    {
        foreach (var key in old.Keys.Union(now.Keys))
        {
            if (!leaveOut(key))
                Compare(old[key], now[key], page, $"{what} /{key}", key);
        }
    }

    private bool Differ(Pair pair)
    {
        if (pair is not { Old: PdfReference a, New: PdfReference b })
            return DifferValues(before.Resolve(pair.Old), after.Resolve(pair.New), pair);
        if ((a.Number == b.Number && equal(a.Number, pair.Key)) || !_seen.Add((a.Number, b.Number)))
            return false;
        // Another object in the same place: what changed is the one that names it.
        var holder = a.Number == b.Number ? b.Number : pair.Holder;
        if (!DifferValues(before.Resolve(a), after.Resolve(b), pair with { Holder = holder, InArray = false }))
            return false;
        Changed.Add(holder);
        return true;
    }

    private bool DifferValues(PdfObject old, PdfObject now, Pair pair)
    {
        switch (old, now)
        {
            case (PdfNull, PdfNull):
                return false;
            case (PdfBoolean a, PdfBoolean b):
                return a.Value != b.Value;
            case (PdfNumber a, PdfNumber b):
                // "90" and "90.0" are the same length in a list, but not the same /Rotate to every reader.
                return a.Written != b.Written && ((a.IsInteger != b.IsInteger && !pair.InArray) || !a.Value.Equals(b.Value) || double.IsNaN(a.Value));
            case (PdfName a, PdfName b):
                return a.Value != b.Value;
            case (PdfString a, PdfString b):
                return !a.Value.AsSpan().SequenceEqual(b.Value);
            case (PdfArray a, PdfArray b):
                if (a.Items.Count != b.Items.Count)
                    return true;
                for (var i = 0; i < a.Items.Count; i++)
                    _work.Push(pair with { Old = a.Items[i], New = b.Items[i], InArray = true });
                return false;
            case (PdfDictionary a, PdfDictionary b):
                PushEntries(a, b, pair);
                return false;
            case (PdfStream a, PdfStream b):
                if (a.DataStart == b.DataStart || !DifferData(a, b))
                {
                    PushEntries(a.Dictionary, b.Dictionary, pair);
                    return false;
                }

                PushEntries(a.Dictionary, b.Dictionary, pair, key => key is "Filter" or "Length");
                return !PlainData.AreSame(before, a, after, b, spend);
            default:
                return true;
        }
    }

    private void PushEntries(PdfDictionary old, PdfDictionary now, Pair pair, Func<string, bool>? leaveOut = null)
    {
        foreach (var key in old.Keys.Union(now.Keys).Where(key => leaveOut?.Invoke(key) != true))
            _work.Push(pair with { Old = old[key], New = now[key], Key = key, InArray = false });
    }

    /// <summary>A stream that was written again with the same bytes shows the same.</summary>
    private bool DifferData(PdfStream old, PdfStream now)
    {
        try
        {
            return !before.RawData(old).Raw.AsSpan().SequenceEqual(after.RawData(now).Raw);
        }
        catch (PdfRefusedException)
        {
            return true;
        }
    }

    /// <summary>
    /// Two values in the same place; the number of the object in which the new one stands, 0 for the place where it began; the key.
    /// </summary>
    private readonly record struct Pair(PdfObject? Old, PdfObject? New, int Page, int Holder, string? Key, bool InArray = false);
}
