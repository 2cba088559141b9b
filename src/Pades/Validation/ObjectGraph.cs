using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Validation;

/// <summary>
/// Which object of a file names which, walked once. From it follows what no appended revision can have changed: an object that none of
/// them touches and that leads to none they touch. A comparison need not look below it, however many signatures ask.
/// </summary>
internal sealed class ObjectGraph
{
    private const int MostParts = 8_000_000;

    /// <summary>Twelve bytes each; a file of 40 MB has some hundred thousand.</summary>
    private const int MostEdges = 3_000_000;

    private readonly PdfDocument _document;
    private readonly IReadOnlySet<int> _touched;
    private readonly HashSet<int> _stops;
    private readonly IReadOnlySet<int> _fields;
    private readonly long _end;
    private readonly Dictionary<int, int> _index = [];
    private readonly List<int> _numbers = [];
    private readonly List<int> _from = [];
    private readonly List<int> _to = [];
    private readonly List<int> _changed = [];
    private readonly HashSet<int> _dirty = [];
    private int[] _starts = [];
    private int[] _referrers = [];
    private int _parts;

    private ObjectGraph(PdfDocument document, long end, IReadOnlySet<int> touched, IEnumerable<int> stops, IReadOnlySet<int> fields) =>
        (_document, _end, _touched, _stops, _fields) = (document, end, touched, [.. stops], fields);

    /// <summary>Walks the present state from the catalog and all nodes that are compared in a place of their own.</summary>
    /// <param name="document">The present state.</param>
    /// <param name="end">Where the oldest signed revision ends; what reaches beyond counts as touched.</param>
    /// <param name="touched">Objects that something appended since may have changed.</param>
    /// <param name="stops">Objects that are compared in a place of their own: a reference to one equals itself.</param>
    /// <param name="fields">Those of them that are form fields: stops only as long as nothing names them in another role.</param>
    /// <returns>The graph; null when the file is too large for one.</returns>
    public static ObjectGraph? Of(PdfDocument document, long end, IReadOnlySet<int> touched, IReadOnlySet<int> stops, IReadOnlySet<int> fields)
    {
        var graph = new ObjectGraph(document, end, touched, stops, fields);
        if (!graph.Walk())
            return null;
        graph.Order();
        graph.Spread();
        return graph;
    }

    /// <summary>
    /// Whether the object, and all below it up to the stops, is now what it was when the oldest signature was made. A stop itself is
    /// clean when this holds for its own dictionary.
    /// </summary>
    public bool IsClean(int number) => _index.ContainsKey(number) && !_dirty.Contains(number);

    /// <summary>The stops that lead to one of the objects, without passing another stop.</summary>
    public IEnumerable<int> StopsThatReach(IEnumerable<int> objects) => Upwards(objects).Where(_stops.Contains);

    private bool Walk()
    {
        var work = new Stack<int>();
        Node(_document.RootReference.Number, work);
        foreach (var stop in _stops.ToList())
            Node(stop, work);
        while (work.TryPop(out var index))
        {
            if (!ReadNode(index, work))
                return false;
        }

        return true;
    }

    private int Node(int number, Stack<int> work)
    {
        if (_index.TryGetValue(number, out var known))
            return known;
        _index[number] = _numbers.Count;
        _numbers.Add(number);
        work.Push(_numbers.Count - 1);
        return _numbers.Count - 1;
    }

    private bool ReadNode(int index, Stack<int> work)
    {
        var number = _numbers[index];
        if (_touched.Contains(number))
            _changed.Add(number);
        if (!_document.Xref.Entries.TryGetValue(number, out var entry) || entry.Kind == EntryKind.Free)
            return true;
        try
        {
            PdfObject value;
            if (entry.Kind == EntryKind.InFile)
            {
                (value, var last) = _document.ReadAt(number, entry.Position + _document.Xref.HeaderOffset);
                if (Math.Max(last, DataEnd(value)) > _end)
                    _changed.Add(number);
            }
            else
            {
                Edge(index, Node((int)entry.Position, work));
                value = _document.Load(number);
            }

            return AddEdges(index, value, work);
        }
        catch (PdfRefusedException)
        {
            // What cannot be read leads nobody knows where.
            _changed.Add(number);
            return true;
        }
    }

    private double DataEnd(PdfObject value) =>
        value is PdfStream stream ? stream.DataStart + (_document.Number(stream.Dictionary["Length"]) ?? double.MaxValue) : 0;

    private bool AddEdges(int index, PdfObject value, Stack<int> work)
    {
        var parts = new Stack<(PdfObject Value, string? Key)>([(value, null)]);
        while (parts.TryPop(out var part))
        {
            var (next, under) = part;
            if (++_parts > MostParts || _from.Count > MostEdges)
                return false;
            switch (next)
            {
                case PdfReference reference:
                    if (_fields.Contains(reference.Number) && !FieldRoles.Has(under))
                        _stops.Remove(reference.Number);
                    Edge(index, Node(reference.Number, work));
                    break;
                case PdfArray array:
                    foreach (var item in array.Items)
                        parts.Push((item, under));
                    break;
                case PdfDictionary or PdfStream:
                    foreach (var (key, item) in (next as PdfDictionary ?? ((PdfStream)next).Dictionary).Entries)
                        parts.Push((item, key));
                    break;
            }
        }

        return true;
    }

    private void Edge(int from, int to)
    {
        _from.Add(from);
        _to.Add(to);
    }

    /// <summary>Referrers of each node behind one another, in one array.</summary>
    private void Order()
    {
        _starts = new int[_numbers.Count + 1];
        foreach (var to in _to)
            _starts[to + 1]++;
        for (var i = 0; i < _numbers.Count; i++)
            _starts[i + 1] += _starts[i];
        _referrers = new int[_to.Count];
        var next = _starts.AsSpan(0, _numbers.Count).ToArray();
        for (var i = 0; i < _to.Count; i++)
            _referrers[next[_to[i]]++] = _from[i];
        _from.Clear();
        _to.Clear();
        _from.TrimExcess();
        _to.TrimExcess();
    }

    private void Spread() => _dirty.UnionWith(Upwards(_changed));

    /// <summary>The objects themselves and what leads to them; a stop is reached, but nothing is reached through it.</summary>
    private HashSet<int> Upwards(IEnumerable<int> objects)
    {
        var reached = new HashSet<int>(objects);
        var work = new Stack<int>(reached.Where(n => !_stops.Contains(n)));
        while (work.TryPop(out var number))
        {
            if (!_index.TryGetValue(number, out var index))
                continue;
            for (var i = _starts[index]; i < _starts[index + 1]; i++)
            {
                var referrer = _numbers[_referrers[i]];
                if (reached.Add(referrer) && !_stops.Contains(referrer))
                    work.Push(referrer);
            }
        }

        return reached;
    }
}
