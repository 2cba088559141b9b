using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Validation;

/// <summary>
/// What the comparisons of all signatures of one file share, so that their cost does not grow with signatures times objects: what was
/// touched since the oldest signed revision, what cannot have changed, what the pages show, and one bound for all of the work.
/// </summary>
internal sealed class RevisionHistory
{
    /// <summary>Fields, nodes and steps of all comparisons of one file together; about two seconds, and 100 MB for what was seen.</summary>
    private const long MostWork = 3_000_000;

    private readonly List<long> _ends;
    private readonly Dictionary<int, PageMarks?> _marks = [];
    private readonly ContentBudget _content = new();
    private readonly HashSet<int> _touched = [];
    private readonly List<int> _touchedPages = [];
    private bool _isTreeTouched;
    private ObjectGraph? _graph;
    private PdfDocument? _oldest;
    private (PdfDocument? Revision, bool Holds) _checked;
    private bool _prepared;
    private long _work;

    /// <param name="document">The present state.</param>
    /// <param name="pages">Its pages.</param>
    /// <param name="signatures">All its signatures.</param>
    public RevisionHistory(PdfDocument document, PageTree pages, IEnumerable<FoundSignature> signatures)
    {
        (Document, Pages) = (document, pages);
        _ends = [.. signatures.Select(s => s.End).Where(e => e > 0 && e < document.Source.Length).Distinct().Order()];
    }

    public PdfDocument Document { get; }

    public PageTree Pages { get; }

    /// <summary>Nodes of the present structure tree.</summary>
    public IReadOnlySet<int> Structure { get; private set; } = new HashSet<int>();

    /// <summary>What speaks against the bytes behind the oldest signed revision.</summary>
    public AppendedBytes? Appended { get; private set; }

    /// <summary>Whether the bound of all work is not reached yet.</summary>
    public bool HasWorkLeft => _work < MostWork;

    /// <summary>Compares a signed revision with the present state; null when something cannot be read.</summary>
    public RevisionComparison? Compare(PdfDocument signed)
    {
        try
        {
            Prepare();
            if (!HasWorkLeft)
                return null;
            return RevisionComparison.Run(signed, this);
        }
        catch (PdfRefusedException)
        {
            // What cannot be read cannot be told harmless.
            return null;
        }
    }

    /// <summary>Counts work; the comparison that goes beyond the bound reports that it cannot be made.</summary>
    public bool Spend(long work) => (_work += work) < MostWork;

    /// <summary>What a page shows, as far as it can be told where; null when it cannot.</summary>
    public PageMarks? Marks(int page)
    {
        if (!_marks.TryGetValue(page, out var marks))
            _marks[page] = marks = PageMarks.Read(Document, Pages.Pages[page - 1], _content);
        return marks;
    }

    /// <summary>Tells which objects are the same in a revision as at present, all below them included.</summary>
    public Func<int, bool> CleanSince(PdfDocument revision) =>
        _graph is { } graph && HoldsFor(revision) ? graph.IsClean : _ => false;

    /// <summary>The objects of a revision whose entries can differ from the present ones.</summary>
    public IEnumerable<int> MayDiffer(PdfDocument revision) => HoldsFor(revision) ? _touched : revision.Xref.Entries.Keys;

    /// <summary>The pages of a revision. Where no node of the tree was touched, only its touched leaves are read again.</summary>
    public PageTree PagesOf(PdfDocument revision)
    {
        if (!HoldsFor(revision) || revision.Catalog["Pages"] is not PdfReference root || Document.Catalog["Pages"] is not PdfReference now
            || root.Number != now.Number || _isTreeTouched)
        {
            return PageTree.Read(revision);
        }

        var pages = new List<PdfPage>(Pages.Pages);
        foreach (var index in _touchedPages)
        {
            if (revision.Load(pages[index].Reference.Number) is not PdfDictionary old || revision.Name(old["Type"]) != "Page")
                return PageTree.Read(revision);
            pages[index] = pages[index] with { Dictionary = old };
        }

        return Pages.With(pages);
    }

    /// <summary>Pages (from 1) that show something of the objects.</summary>
    public IEnumerable<int> PagesThatReach(IReadOnlyCollection<int> objects)
    {
        var stops = _graph?.StopsThatReach(objects).ToHashSet() ?? [];
        var widgets = stops.Where(s => !Pages.Nodes.Contains(s)).ToHashSet();
        for (var i = 0; i < Pages.Pages.Count; i++)
        {
            var page = Pages.Pages[i];
            if (stops.Contains(page.Reference.Number)
                || (widgets.Count > 0 && (Document.Array(page.Dictionary["Annots"])?.Items ?? []).Any(a => a is PdfReference r && widgets.Contains(r.Number))))
            {
                yield return i + 1;
            }
        }
    }

    /// <summary>Whether what is untouched since the oldest revision also stands in this one: a chain of sections could leave some out.</summary>
    private bool HoldsFor(PdfDocument revision)
    {
        if (_checked.Revision == revision)
            return _checked.Holds;
        var holds = _oldest is not null && revision.Source.Length >= _oldest.Source.Length && HasUntouched(revision);
        _checked = (revision, holds);
        return holds;
    }

    /// <summary>
    /// The sections of the revision must be the oldest of the present ones, and all newer ones must stand behind the oldest signed revision,
    /// where their objects count as touched.
    /// </summary>
    private bool HasUntouched(PdfDocument revision)
    {
        var newer = Document.Xref.Sections.TakeWhile(s => s.Offset != revision.Xref.Newest.Offset).ToList();
        return newer.TrueForAll(s => s.Offset >= _oldest!.Source.Length)
            && Document.Xref.Sections.Skip(newer.Count).Select(s => s.Offset).SequenceEqual(revision.Xref.Sections.Select(s => s.Offset));
    }

    private void Prepare()
    {
        if (_prepared)
            return;
        _prepared = true;
        Structure = StructureComparison.Nodes(Document);
        Appended = AppendedBytes.Read(Document, _ends);
        foreach (var end in _ends)
        {
            try
            {
                _oldest = PdfDocument.Open(Document.Source.Until(end));
                break;
            }
            catch (PdfRefusedException)
            {
                // Its signature is judged by itself; the next older state that can be read is the base.
            }
        }

        if (_oldest is { } oldest)
            Measure(oldest);
    }

    private void Measure(PdfDocument oldest)
    {
        foreach (var section in Document.Xref.Sections.Where(s => s.Offset >= oldest.Source.Length))
            _touched.UnionWith(section.Entries.Keys);
        foreach (var (number, entry) in Document.Xref.Entries)
        {
            if (!oldest.Xref.Entries.TryGetValue(number, out var then) || then != entry)
                _touched.Add(number);
        }

        _touched.UnionWith(oldest.Xref.Entries.Keys.Where(n => !Document.Xref.Entries.ContainsKey(n)));
        _touchedPages.AddRange(Enumerable.Range(0, Pages.Pages.Count).Where(i => _touched.Contains(Pages.Pages[i].Reference.Number)));
        _isTreeTouched = Pages.Nodes.Count(_touched.Contains) > _touchedPages.Count;
        // Only what was there already: whatever an old object named before it came to be must be seen where it is named.
        var fields = FormFields.Read(Document).Select(f => f.Number).ToHashSet();
        fields.IntersectWith(FormFields.Read(oldest).Select(f => f.Number));
        var stops = Pages.Nodes.Concat(Structure).Concat(fields).Append(Document.RootReference.Number)
            .Where(n => n != 0 && oldest.Xref.Entries.TryGetValue(n, out var then) && then.Kind != EntryKind.Free)
            .ToHashSet();
        _graph = ObjectGraph.Of(Document, oldest.Source.Length, _touched, stops, fields);
    }
}
