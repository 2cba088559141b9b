namespace KonTum.Tthc.Pades.Validation.Judgement;

/// <summary>Which timestamp covers what. Revisions follow each other, so a position in the file is a place in time.</summary>
internal sealed class Timeline
{
    /// <summary>Of timestamps inside signatures a file can hold thousands; document timestamps are all judged.</summary>
    private const int MostInSignatures = 256;

    private readonly List<Stamp> _stamps;
    private readonly List<Stamp> _documents;

    public Timeline(IReadOnlyList<SignedItem> items)
    {
        _documents = [.. items.Select(i => i.Stamp).OfType<Stamp>().OrderByDescending(s => s.End)];
        var inSignatures = items.SelectMany(i => i.SignatureStamps.Concat(i.ContentStamps)).OrderByDescending(s => s.End).Take(MostInSignatures);
        _stamps = [.. inSignatures.Concat(_documents).OrderByDescending(s => s.End)];
        Starts = items.ToDictionary(i => i, i => i.Start);
    }

    /// <summary>All timestamps, the newest first.</summary>
    public IEnumerable<Stamp> FromTheNewest => _stamps;

    private Dictionary<SignedItem, long> Starts { get; }

    /// <summary>Document timestamps over an item, whether believed or not, the oldest first.</summary>
    public IEnumerable<Stamp> Covering(SignedItem item) => item.End == 0 ? [] : _documents.Where(s => s.End > item.End).Reverse();

    /// <summary>Believed timestamps that are part of what an item signs: it was made after them.</summary>
    public IEnumerable<Stamp> CoveredBelieved(SignedItem item) =>
        _stamps.Where(s => s.IsBelieved && s.End <= Starts[item]).Concat(item.ContentStamps.Where(s => s.IsBelieved));

    /// <summary>
    /// A believed timestamp that states an earlier time than one which it covers cannot be right (EN 319 102-1, 5.5.4, step 5). Which of
    /// the two is wrong is not known; the newer one is taken out, since it alone could have been made with knowledge of the other.
    /// </summary>
    public bool MarkContradictions()
    {
        var found = false;
        var latest = DateTimeOffset.MinValue;
        foreach (var stamp in Enumerable.Reverse(_documents).Where(s => s.IsBelieved))
        {
            var token = stamp.Token!;
            if (token.Time + token.Accuracy < latest) stamp.IsOutOfOrder = found = true;
            else if (token.Time - token.Accuracy > latest) latest = token.Time - token.Accuracy;
        }

        return found;
    }
}
