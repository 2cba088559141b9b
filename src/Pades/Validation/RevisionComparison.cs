using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Validation;

/// <summary>
/// Tells what was done to a document after a revision was signed: compares the state that was signed with the present one. Whatever is
/// not known to be harmless is reported; what intermediate revisions did and undid is not visible to anyone and does not count.
/// </summary>
internal sealed class RevisionComparison
{
    /// <summary>Neither rendered nor acted upon: validation material, developer extensions, XMP, the version that a writer claims.</summary>
    private static readonly HashSet<string> s_harmlessInCatalog = new(StringComparer.Ordinal) { "DSS", "Extensions", "Metadata", "Version" };

    private readonly PdfDocument _before;
    private readonly PdfDocument _after;
    private readonly PageTree _pagesBefore;
    private readonly PageTree _pagesAfter;
    private readonly StrictComparison _strict;
    private readonly FormComparison _form;
    private readonly SortedSet<int> _pages = [];
    private readonly List<string> _findings = [];

    private RevisionComparison(PdfDocument before, PdfDocument after, PageTree pagesAfter)
    {
        (_before, _after, _pagesAfter) = (before, after, pagesAfter);
        _pagesBefore = PageTree.Read(before);
        var fields = FormFields.Read(before);
        var elsewhere = _pagesBefore.Nodes.Intersect(pagesAfter.Nodes).ToHashSet();
        elsewhere.UnionWith(fields.Select(f => f.Number).Where(n => n != 0));
        if (before.RootReference.Number == after.RootReference.Number)
            elsewhere.Add(before.RootReference.Number);
        _strict = new StrictComparison(before, after, elsewhere, Report);
        _form = new FormComparison(before, after, fields, _strict, PagesOfWidgets(), Report);
    }

    /// <summary>English sentences; empty when all changes are permitted.</summary>
    public IReadOnlyList<string> Findings => _findings;

    /// <summary>Pages (from 1) that differ.</summary>
    public IReadOnlyCollection<int> Pages => _pages;

    /// <summary>Holders of signature dictionaries that came later; the changes are permitted only if each of them is intact.</summary>
    public IReadOnlyCollection<int> LaterSignatures => _form.NewSignatures;

    /// <summary>
    /// Those of them that show something. What they show may cover what was signed before, so they are excused only if their signers are
    /// believed as the earlier one is.
    /// </summary>
    public IReadOnlyCollection<int> LaterVisibleSignatures => _form.VisibleSignatures;

    /// <summary>Holder of the certification on which the permission to fill fields rests; null when nothing rests on one.</summary>
    public int? Certification => _form.Certification;

    public static RevisionComparison Run(PdfDocument before, PdfDocument after, PageTree pagesAfter)
    {
        var comparison = new RevisionComparison(before, after, pagesAfter);
        comparison.CompareAll();
        return comparison;
    }

    private void Report(int page, string what)
    {
        if (page > 0)
            _pages.Add(page);
        if (_findings.Count < 20)
            _findings.Add(page > 0 ? $"Changed after signing: {what} (page {page})." : $"Changed after signing: {what}.");
    }

    private void CompareAll()
    {
        if (AppendedBytes.Objection(_after, _before.Source.Length) is { } objection)
            Report(0, objection);
        CompareGenerations();
        ComparePages();
        _strict.CompareEntries(
            _before.Catalog, _after.Catalog, 0, "the catalog's", key => key == "AcroForm" || s_harmlessInCatalog.Contains(key));
        _form.Compare();
        for (var i = 0; i < Math.Min(_pagesBefore.Pages.Count, _pagesAfter.Pages.Count); i++)
            CompareAnnotations(_pagesBefore.Pages[i], _pagesAfter.Pages[i], i + 1);
        _strict.Changed.Remove(0);
        if (_strict.Changed.Count > 0)
            AddPagesThatReach(_strict.Changed);
    }

    /// <summary>A reference and an entry of different generations are no object to some readers, and the object to others.</summary>
    private void CompareGenerations()
    {
        foreach (var (number, old) in _before.Xref.Entries)
        {
            if (old.Kind != EntryKind.Free && _after.Xref.Entries.TryGetValue(number, out var now) && now.Kind != EntryKind.Free
                && Generation(old) != Generation(now))
            {
                Report(0, $"object {number} has another generation");
                return;
            }
        }

        static int Generation(XrefEntry entry) => entry.Kind == EntryKind.InFile ? entry.Extra : 0;
    }

    private void ComparePages()
    {
        var before = _pagesBefore.Pages.Select(p => p.Reference.Number).ToList();
        var after = _pagesAfter.Pages.Select(p => p.Reference.Number).ToList();
        if (!before.SequenceEqual(after))
        {
            Report(0, "the list of pages");
            for (var i = 0; i < after.Count; i++)
            {
                if (i >= before.Count || before[i] != after[i])
                    _pages.Add(i + 1);
            }
        }

        for (var i = 0; i < Math.Min(before.Count, after.Count); i++)
            _strict.CompareEntries(_pagesBefore.Pages[i].Dictionary, _pagesAfter.Pages[i].Dictionary, i + 1, "the page's", key => key == "Annots");
        var leaves = before.ToHashSet();
        foreach (var node in _pagesBefore.Nodes.Where(n => !leaves.Contains(n)))
        {
            // Inner nodes: what pages inherit, and the shape of the tree.
            if (_before.Load(node) is PdfDictionary old && _after.Load(node) is PdfDictionary now)
                _strict.CompareEntries(old, now, 0, "the page tree's", _ => false);
            else if (_before.Load(node) is PdfDictionary)
                Report(0, "the page tree");
        }
    }

    private void CompareAnnotations(PdfPage old, PdfPage now, int page)
    {
        var before = _before.Array(old.Dictionary["Annots"])?.Items ?? [];
        var after = _after.Array(now.Dictionary["Annots"])?.Items ?? [];
        var known = before.OfType<PdfReference>().Select(r => r.Number).ToHashSet();
        var kept = after.Where(a => a is not PdfReference r || known.Contains(r.Number)).ToList();
        foreach (var added in after.OfType<PdfReference>().Where(r => !known.Contains(r.Number)))
        {
            if (!_form.TakeNewWidget(added.Number))
                Report(page, "an annotation was added that is no widget of a new signature");
        }

        if (kept.Count != before.Count)
        {
            Report(page, "annotations were removed, added or doubled");
            return;
        }

        for (var i = 0; i < before.Count; i++)
        {
            if (before[i] is PdfReference a && (kept[i] is not PdfReference b || a.Number != b.Number))
                Report(page, "annotations were put into another order");
            _strict.Compare(before[i], kept[i], page, "an annotation");
        }
    }

    private Dictionary<int, int> PagesOfWidgets()
    {
        var result = new Dictionary<int, int>();
        for (var i = 0; i < _pagesBefore.Pages.Count; i++)
        {
            foreach (var annotation in _before.Array(_pagesBefore.Pages[i].Dictionary["Annots"])?.Items.OfType<PdfReference>() ?? [])
                result.TryAdd(annotation.Number, i + 1);
        }

        return result;
    }

    /// <summary>A font or picture that was exchanged is seen on every page that uses it, not only on the one where it was noticed.</summary>
    private void AddPagesThatReach(HashSet<int> changed)
    {
        const int budget = 2_000_000;
        var steps = 0;
        for (var i = 0; i < _pagesAfter.Pages.Count && steps < budget; i++)
        {
            var page = _pagesAfter.Pages[i];
            var seen = new HashSet<int>(_pagesAfter.Nodes);
            var work = new Stack<PdfObject>([page.Dictionary]);
            while (work.TryPop(out var next) && steps++ < budget)
            {
                if (next is PdfReference reference)
                {
                    if (changed.Contains(reference.Number))
                    {
                        _pages.Add(i + 1);
                        break;
                    }

                    if (seen.Add(reference.Number))
                        work.Push(_after.Load(reference.Number));
                    continue;
                }

                foreach (var part in Parts(next))
                    work.Push(part);
            }
        }
    }

    private static IEnumerable<PdfObject> Parts(PdfObject value) => value switch
    {
        PdfArray array => array.Items,
        PdfDictionary dictionary => dictionary.Entries.Where(e => e.Key != "Parent").Select(e => e.Value),
        PdfStream stream => stream.Dictionary.Entries.Select(e => e.Value),
        _ => [],
    };
}
