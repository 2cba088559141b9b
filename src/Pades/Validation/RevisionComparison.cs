using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Validation;

/// <summary>
/// Tells what was done to a document after a revision was signed: compares the state that was signed with the present one. Whatever is
/// not known to be harmless is reported; what intermediate revisions did and undid is not visible to anyone and does not count. The rules
/// are in docs/pdf-changes.md.
/// </summary>
internal sealed class RevisionComparison
{
    /// <summary>Neither rendered nor acted upon: validation material, developer extensions, XMP, the version that a writer claims.</summary>
    private static readonly HashSet<string> s_harmlessInCatalog = new(StringComparer.Ordinal) { "DSS", "Extensions", "Metadata", "Version" };

    /// <summary>Compared in places of their own.</summary>
    private static readonly HashSet<string> s_ownInCatalog = new(StringComparer.Ordinal) { "AcroForm", "StructTreeRoot" };

    /// <summary>ISO 32000-2, 7.7.3.4.</summary>
    private static readonly HashSet<string> s_inherited = new(StringComparer.Ordinal) { "Resources", "MediaBox", "CropBox", "Rotate" };

    /// <summary>Date and metadata of the page, and the order in which the tabulator goes through its annotations.</summary>
    private static readonly HashSet<string> s_harmlessInPage = new(StringComparer.Ordinal) { "LastModified", "Metadata", "Tabs" };

    private readonly PdfDocument _before;
    private readonly PdfDocument _after;
    private readonly PageTree _pagesBefore;
    private readonly PageTree _pagesAfter;
    private readonly RevisionHistory _history;
    private readonly Func<int, bool> _isClean;
    private readonly StrictComparison _strict;
    private readonly FormComparison _form;
    private readonly StructureComparison _structure;
    private readonly AnnotationRules _rules;
    private readonly Lazy<Dictionary<int, int>> _pageOfWidget;
    private readonly HashSet<int> _newRemarks = [];
    private readonly SortedSet<int> _pages = [];
    private readonly SortedSet<int> _coveredPages = [];
    private readonly HashSet<int> _covering = [];
    private readonly List<string> _findings = [];
    private int _reports;

    private RevisionComparison(PdfDocument before, RevisionHistory history)
    {
        (_before, _after, _history) = (before, history.Document, history);
        _pagesAfter = history.Pages;
        _isClean = history.CleanSince(before);
        _pagesBefore = history.PagesOf(before);
        var fields = FormFields.Read(before);
        var known = fields.Select(f => f.Number).ToHashSet();
        var onPages = FormFields.OnPagesOnly(before, TouchedPages(), known).ToList();
        fields.AddRange(onPages);
        var elsewhere = fields.Select(f => f.Number).Where(n => n != 0).ToHashSet();
        elsewhere.Add(before.RootReference.Number);
        history.Spend(1 + (_pagesAfter.Pages.Count / 8) + fields.Count);
        _strict = new StrictComparison(before, _after, IsEqual, history.Spend, Report);
        _pageOfWidget = new Lazy<Dictionary<int, int>>(PagesOfWidgets);
        _form = new FormComparison(before, _after, fields, onPages.Select(f => f.Number).ToHashSet(), _strict, _isClean, n => _pageOfWidget.Value.GetValueOrDefault(n), Report);
        _structure = new StructureComparison(
            before, history, _isClean, _strict, n => _form.IsSignedWidget(n) || _newRemarks.Contains(n), Report);
        _rules = new AnnotationRules(history);

        bool IsEqual(int number, string? key) =>
            _isClean(number) || (elsewhere.Contains(number) && (number == before.RootReference.Number || FieldRoles.Has(key)))
            || (_pagesBefore.Nodes.Contains(number) && _pagesAfter.Nodes.Contains(number)) || _structure!.Holds(number);
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

    /// <summary>Those of the visible ones that lie over content of the page: never excused if their signers are not believed.</summary>
    public IReadOnlyCollection<int> LaterCoveringSignatures => _covering;

    /// <summary>Pages (from 1) on which they do.</summary>
    public IReadOnlyCollection<int> CoveredPages => _coveredPages;

    /// <summary>Holder of the certification on which the permission to fill fields rests; null when nothing rests on one.</summary>
    public int? Certification => _form.Certification;

    /// <summary>Compares a signed revision with the present state.</summary>
    /// <exception cref="PdfRefusedException">Something cannot be read.</exception>
    public static RevisionComparison Run(PdfDocument before, RevisionHistory history)
    {
        var comparison = new RevisionComparison(before, history);
        comparison.CompareAll();
        return comparison;
    }

    private void Report(int page, string what)
    {
        _reports++;
        if (page > 0)
            _pages.Add(page);
        if (_findings.Count < 20)
            _findings.Add(page > 0 ? $"Changed after signing: {what} (page {page})." : $"Changed after signing: {what}.");
    }

    private void CompareAll()
    {
        if (_history.Appended?.Objection(_before.Source.Length) is { } objection)
            Report(0, objection);
        if (_before.RootReference.Number != _after.RootReference.Number)
            Report(0, "another object is the catalog");
        CompareGenerations();
        ComparePages();
        _strict.CompareEntries(
            _before.Catalog, _after.Catalog, 0, "the catalog's", key => s_ownInCatalog.Contains(key) || s_harmlessInCatalog.Contains(key));
        _form.Compare();
        for (var i = 0; i < Math.Min(_pagesBefore.Pages.Count, _pagesAfter.Pages.Count); i++)
        {
            if (!IsCleanPage(i))
                CompareAnnotations(_pagesBefore.Pages[i], _pagesAfter.Pages[i], i + 1);
        }

        _structure.Compare();
        _strict.Changed.Remove(0);
        if (_strict.Changed.Count > 0)
            _pages.UnionWith(_history.PagesThatReach(_strict.Changed));
    }

    /// <summary>Only there can a field be signed that the form does not name.</summary>
    private IEnumerable<PdfPage> TouchedPages() =>
        Enumerable.Range(0, Math.Min(_pagesBefore.Pages.Count, _pagesAfter.Pages.Count)).Where(i => !IsCleanPage(i)).Select(i => _pagesBefore.Pages[i]);

    private bool IsCleanPage(int index) =>
        _isClean(_pagesAfter.Pages[index].Reference.Number)
        && _pagesBefore.Pages[index].Reference.Number == _pagesAfter.Pages[index].Reference.Number;

    /// <summary>A reference and an entry of different generations are no object to some readers, and the object to others.</summary>
    private void CompareGenerations()
    {
        foreach (var number in _history.MayDiffer(_before))
        {
            if (_before.Xref.Entries.TryGetValue(number, out var old) && old.Kind != EntryKind.Free && _after.Xref.Entries.TryGetValue(number, out var now) && now.Kind != EntryKind.Free
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
        {
            if (!IsCleanPage(i))
                ComparePage(i);
        }

        var leaves = before.ToHashSet();
        foreach (var node in _pagesBefore.Nodes.Where(n => !leaves.Contains(n) && !_isClean(n)))
        {
            // Inner nodes: the shape of the tree, and what pages inherit.
            if (_before.Load(node) is not PdfDictionary old)
                continue;
            if (_after.Load(node) is not PdfDictionary now)
            {
                Report(0, "the page tree");
                continue;
            }

            _strict.CompareEntries(old, now, 0, "the page tree's", s_inherited.Contains);
            var known = _reports;
            _strict.CompareEntries(old, now, 0, "the page tree's", key => !s_inherited.Contains(key));
            if (_reports > known)
                _pages.UnionWith(Enumerable.Range(1, after.Count).Where(i => Inherits(_pagesAfter.Pages[i - 1], node)));
        }
    }

    private void ComparePage(int index) => _strict.CompareEntries(
        _pagesBefore.Pages[index].Dictionary, _pagesAfter.Pages[index].Dictionary, index + 1, "the page's",
        key => key == "Annots" || s_harmlessInPage.Contains(key));

    private bool Inherits(PdfPage page, int node)
    {
        var parent = page.Dictionary["Parent"] as PdfReference;
        for (var depth = 0; parent is not null && depth < 64; depth++)
        {
            if (parent.Number == node)
                return true;
            parent = _after.Dictionary(parent)?["Parent"] as PdfReference;
        }

        return false;
    }

    private void CompareAnnotations(PdfPage old, PdfPage now, int page)
    {
        var before = _before.Array(old.Dictionary["Annots"])?.Items ?? [];
        var after = _after.Array(now.Dictionary["Annots"])?.Items ?? [];
        var known = before.OfType<PdfReference>().Select(r => r.Number).ToHashSet();
        var kept = after.Where(a => a is not PdfReference r || known.Contains(r.Number)).ToList();
        foreach (var added in after.OfType<PdfReference>().Where(r => !known.Contains(r.Number)))
            CompareAdded(added, page);
        if (_form.Permitted.AllowsAnnotations)
            before = WithoutRemovedRemarks(before, kept);
        if (kept.Count != before.Count)
        {
            Report(page, "annotations were removed, added or doubled");
            return;
        }

        for (var i = 0; i < before.Count; i++)
        {
            if (before[i] is PdfReference a && (kept[i] is not PdfReference b || a.Number != b.Number))
                Report(page, "annotations were put into another order");
            if (!IsPermittedChange(before[i], kept[i], page))
                _strict.Compare(before[i], kept[i], page, "an annotation");
        }
    }

    private void CompareAdded(PdfReference added, int page)
    {
        if (_form.TakeNewWidget(added.Number))
        {
            CompareCover(added, page);
        }
        else if (_form.Permitted.AllowsAnnotations && _before.Load(added.Number) is PdfNull && _rules.IsHarmlessRemark(added, page))
        {
            _newRemarks.Add(added.Number);
            _form.RestOnCertification();
        }
        else
        {
            Report(page, _form.Permitted.AllowsAnnotations
                ? "an annotation was added that acts, or lies over what was signed"
                : "an annotation was added that is no widget of a new signature");
        }
    }

    /// <summary>A later visible signature shows what its maker wants. Where that lies over content it must be small and its signer believed.</summary>
    private void CompareCover(PdfReference added, int page)
    {
        if (_after.Load(added.Number) is not PdfDictionary widget || !_form.VisibleSignatures.Contains(_form.SignatureOf(widget)))
            return;
        if (PageMarks.BoxOf(_after, widget["Rect"]) is { } box && !_rules.HidesContent(added, box, page))
            return;
        if (PageMarks.BoxOf(_after, widget["Rect"]) is not { } cover || _rules.IsTooLargeForContent(cover, page))
            Report(page, "a signature was added that hides a large part of the page");
        _covering.Add(_form.SignatureOf(widget));
        _coveredPages.Add(page);
    }

    private List<PdfObject> WithoutRemovedRemarks(IReadOnlyList<PdfObject> before, List<PdfObject> kept)
    {
        var left = kept.OfType<PdfReference>().Select(r => r.Number).ToHashSet();
        var result = before.Where(a => a is not PdfReference r || left.Contains(r.Number)
            || _before.Load(r.Number) is not PdfDictionary gone || !_rules.IsRemark(gone)).ToList();
        if (result.Count < before.Count)
            _form.RestOnCertification();
        return result;
    }

    private bool IsPermittedChange(PdfObject old, PdfObject now, int page)
    {
        if (!_form.Permitted.AllowsAnnotations || old is not PdfReference reference || _isClean(reference.Number)
            || _before.Load(reference.Number) is not PdfDictionary then || !_rules.IsRemark(then) || !_rules.IsHarmlessRemark(now, page))
        {
            return false;
        }

        _newRemarks.Add(reference.Number);
        _form.RestOnCertification();
        return true;
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
}
