using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Validation;

/// <summary>
/// Compares the structure trees of two states (ISO 32000-2, 14.7). A signer of a tagged file adds an element for its widget: elements may
/// be added that hold nothing but new annotations, and everything else must be what it was.
/// </summary>
/// <param name="before">The signed state.</param>
/// <param name="history">The present state, and what is known to be untouched.</param>
/// <param name="isClean">What need not be looked at.</param>
/// <param name="strict">For all that may not change.</param>
/// <param name="isNewAnnotation">Whether an object is an annotation that was added or signed and is permitted.</param>
/// <param name="report">Told the page (0: none) of each difference.</param>
internal sealed class StructureComparison(
    PdfDocument before,
    RevisionHistory history,
    Func<int, bool> isClean,
    StrictComparison strict,
    Func<int, bool> isNewAnnotation,
    Action<int, string> report)
{
    private const int MostNodes = 2_000_000;
    private const int DeepestAddition = 4;

    /// <summary>What an added element may say; nothing that replaces the text of others (/ActualText, /E).</summary>
    private static readonly HashSet<string> s_elementKeys = new(StringComparer.Ordinal)
    {
        "Type", "S", "P", "K", "Pg", "ID", "T", "Lang", "Alt", "A", "C", "R",
    };

    private readonly PdfDocument _after = history.Document;
    private readonly HashSet<int> _added = [];

    /// <summary>Object numbers of the root and all elements of a structure tree.</summary>
    public static HashSet<int> Nodes(PdfDocument document)
    {
        var nodes = new HashSet<int>();
        if (document.Catalog["StructTreeRoot"] is not PdfReference root || document.Resolve(root) is not PdfDictionary top)
            return nodes;
        nodes.Add(root.Number);
        var work = new Stack<PdfObject>(Kids(document, top));
        while (work.TryPop(out var next) && nodes.Count < MostNodes)
        {
            var number = (next as PdfReference)?.Number ?? 0;
            if (nodes.Contains(number) || document.Resolve(next) is not PdfDictionary element || document.Name(element["Type"]) is "MCR" or "OBJR")
                continue;
            if (number != 0)
                nodes.Add(number);
            foreach (var kid in Kids(document, element))
            {
                if (kid is not PdfNumber)
                    work.Push(kid);
            }
        }

        return nodes;
    }

    /// <summary>Whether an object is compared here.</summary>
    public bool Holds(int number) => history.Structure.Contains(number) && before.Load(number) is PdfDictionary;

    public void Compare()
    {
        var (old, now) = (before.Catalog["StructTreeRoot"], _after.Catalog["StructTreeRoot"]);
        if (old is not PdfReference a || now is not PdfReference b || a.Number != b.Number)
        {
            strict.Compare(old, now, 0, "the structure tree");
            return;
        }

        // Elements first, which tells the added ones; the tree from pages to elements names them.
        foreach (var number in history.Structure.Where(n => n != a.Number).Append(a.Number).Where(n => !isClean(n)))
        {
            if (!history.Spend(1))
            {
                report(0, "more than can be compared");
                return;
            }

            if (before.Load(number) is PdfDictionary then && _after.Load(number) is PdfDictionary element)
                CompareNode(number, then, element, number == a.Number);
            else if (before.Load(number) is not PdfNull)
                report(0, "the structure tree");
        }
    }

    private void CompareNode(int number, PdfDictionary old, PdfDictionary now, bool isRoot)
    {
        CompareKids(number, old, now);
        strict.CompareEntries(
            old, now, 0, "the structure tree's", key => key == "K" || (isRoot && key is "ParentTree" or "ParentTreeNextKey"));
        if (!isRoot)
            return;
        if (before.Number(old["ParentTreeNextKey"]) > (_after.Number(now["ParentTreeNextKey"]) ?? double.MinValue))
            report(0, "the structure tree counts backwards");
        CompareParents(NumberTree(before, old["ParentTree"]), NumberTree(_after, now["ParentTree"]));
    }

    private void CompareKids(int parent, PdfDictionary old, PdfDictionary now)
    {
        var known = Kids(before, old).ToList();
        var next = 0;
        foreach (var kid in Kids(_after, now))
        {
            if (kid is PdfReference reference && before.Load(reference.Number) is PdfNull)
            {
                if (!AcceptElement(reference.Number, parent, 0))
                    report(0, "an element was added to the structure tree that is none of a new signature");
            }
            else if (next == known.Count)
            {
                report(0, "the structure tree");
                return;
            }
            else
            {
                strict.Compare(known[next++], kid, 0, "the structure tree");
            }
        }

        if (next < known.Count)
            report(0, "an element was taken from the structure tree");
    }

    private bool AcceptElement(int number, int parent, int depth)
    {
        if (depth > DeepestAddition || !_added.Add(number) || _after.Load(number) is not PdfDictionary element
            || element.Keys.Any(k => !s_elementKeys.Contains(k)) || element["P"] is not PdfReference up || up.Number != parent)
        {
            return false;
        }

        return Kids(_after, element).All(kid =>
            _after.Resolve(kid) is PdfDictionary held
            && (_after.Name(held["Type"]) == "OBJR"
                ? held["Obj"] is PdfReference annotation && isNewAnnotation(annotation.Number)
                : kid is PdfReference below && before.Load(below.Number) is PdfNull && AcceptElement(below.Number, number, depth + 1)));
    }

    private void CompareParents(Dictionary<long, PdfObject>? old, Dictionary<long, PdfObject>? now)
    {
        if (old is null || now is null)
        {
            report(0, "the structure tree's /ParentTree cannot be read");
            return;
        }

        foreach (var (key, value) in old)
            strict.Compare(value, now.GetValueOrDefault(key), 0, "the structure tree's /ParentTree");
        foreach (var (key, value) in now)
        {
            if (!old.ContainsKey(key) && !(value is PdfReference element && _added.Contains(element.Number)) && _after.Resolve(value) is not PdfNull)
                report(0, "the structure tree's /ParentTree");
        }
    }

    private static IEnumerable<PdfObject> Kids(PdfDocument document, PdfDictionary element) => document.Resolve(element["K"]) switch
    {
        PdfNull => [],
        PdfArray array => array.Items,
        _ => [element["K"]!],
    };

    /// <summary>All pairs of a number tree (7.9.7); null for one that is not to be understood.</summary>
    private static Dictionary<long, PdfObject>? NumberTree(PdfDocument document, PdfObject? root)
    {
        var pairs = new Dictionary<long, PdfObject>();
        var seen = new HashSet<int>();
        var work = new Stack<PdfObject>();
        if (root is not null)
            work.Push(root);
        while (work.TryPop(out var next))
        {
            if ((next is PdfReference reference && !seen.Add(reference.Number)) || seen.Count > MostNodes)
                return null;
            if (document.Dictionary(next) is not { } node)
                continue;
            foreach (var kid in document.Array(node["Kids"])?.Items ?? [])
                work.Push(kid);
            var items = document.Array(node["Nums"])?.Items ?? [];
            for (var i = 0; i + 1 < items.Count; i += 2)
            {
                if (document.Number(items[i]) is not { } key || !pairs.TryAdd((long)key, items[i + 1]))
                    return null;
            }
        }

        return pairs;
    }
}
