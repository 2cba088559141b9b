using System.IO.Compression;
using System.Security.Cryptography;
using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;
using KonTum.Tthc.Pades.Signing;

namespace KonTum.Tthc.Pades.LongTerm;

/// <summary>The kinds of material in a store, by their keys in the store itself.</summary>
internal enum StoreKind
{
    Certs,
    OCSPs,
    CRLs,
}

/// <summary>
/// The document security store (ISO 32000-2, 12.8.4.3; ETSI EN 319 142-1, 5.4.2) as it is, and what is added to it. Nothing is dropped,
/// no stream is written twice.
/// </summary>
internal sealed class SecurityStore
{
    /// <summary>Decoded bytes that are compared with what is added; beyond it a double is possible, but no hostile store takes long.</summary>
    private const long MostCompared = 128L * 1024 * 1024;

    private static readonly StoreKind[] s_kinds = Enum.GetValues<StoreKind>();
    private readonly PdfDocument _document;
    private readonly PdfDictionary _old;
    private readonly Dictionary<StoreKind, List<PdfObject>> _items = [];
    private readonly Dictionary<string, PdfReference> _byDigest = new(StringComparer.Ordinal);
    private readonly HashSet<int> _remembered = [];
    private readonly OrderedDictionary<string, (PdfObject? Held, Dictionary<StoreKind, List<PdfObject>> Items)> _vri = new(StringComparer.Ordinal);
    private readonly List<(PdfReference Reference, byte[] Data)> _new = [];
    private readonly IncrementalUpdate _update;
    private long _compared;
    private bool _changed;

    public SecurityStore(PdfDocument document)
    {
        _document = document;
        _update = new IncrementalUpdate(document);
        _old = document.Dictionary(document.Catalog["DSS"]) ?? new PdfDictionary();
        foreach (var kind in s_kinds)
        {
            _items[kind] = [.. document.Array(_old[kind.ToString()])?.Items ?? []];
            foreach (var item in _items[kind]) Remember(item);
        }

        foreach (var (key, held) in document.Dictionary(_old["VRI"])?.Entries ?? [])
        {
            if (document.Dictionary(held) is not { } entry) continue;
            var items = s_kinds.ToDictionary(k => k, k => (List<PdfObject>)[.. document.Array(entry[EntryKey(k)])?.Items ?? []]);
            foreach (var item in items.Values.SelectMany(i => i)) Remember(item);
            _vri[key] = (held, items);
        }
    }

    /// <summary>Streams that were added.</summary>
    public int Added => _new.Count;

    /// <summary>The bytes to be appended; null when the store holds all of it already.</summary>
    public byte[]? Write()
    {
        if (!_changed) return null;
        foreach (var (reference, data) in _new) _update.Put(reference, Stream(data));
        var store = _old.Has("Type") ? _old : new PdfDictionary().Add("Type", new PdfName("DSS"));
        foreach (var (key, value) in _old.Entries) store = store.With(key, value);
        foreach (var kind in s_kinds.Where(k => _items[k].Count > 0)) store = store.With(kind.ToString(), new PdfArray(_items[kind]));
        if (_vri.Count > 0) store = store.With("VRI", Entries());
        if (_document.Catalog["DSS"] is PdfReference own && _document.Resolve(own) is PdfDictionary) _update.Replace(own.Number, store);
        else _update.Replace(_document.RootReference.Number, WithExtension(_document.Catalog.With("DSS", _update.Add(store))));
        using var output = _update.Write(_document.Source.Length);
        return output.ToArray();
    }

    /// <summary>Adds what is not there yet.</summary>
    public PdfReference Add(StoreKind kind, byte[] data)
    {
        var digest = Digest(data);
        if (!_byDigest.TryGetValue(digest, out var reference))
        {
            reference = _byDigest[digest] = _update.Reserve();
            _new.Add((reference, data));
            _changed = true;
        }

        if (!Holds(_items[kind], reference))
        {
            _items[kind].Add(reference);
            _changed = true;
        }

        return reference;
    }

    /// <summary>Adds material and says for which signature it is there.</summary>
    /// <param name="key">Upper-case hex SHA-1 of the signature's <c>/Contents</c> (ISO 32000-2, 12.8.4.4).</param>
    /// <param name="material">Encoded certificates, responses and lists.</param>
    public void AddFor(string key, IEnumerable<(StoreKind Kind, byte[] Data)> material)
    {
        if (!_vri.TryGetValue(key, out var entry))
        {
            entry = (null, s_kinds.ToDictionary(k => k, _ => new List<PdfObject>()));
            _vri[key] = entry;
            _changed = true;
        }

        foreach (var (kind, data) in material)
        {
            var reference = Add(kind, data);
            if (Holds(entry.Items[kind], reference)) continue;
            entry.Items[kind].Add(reference);
            // An entry that was there is written anew with what it had.
            _vri[key] = (null, entry.Items);
            _changed = true;
        }
    }

    private PdfDictionary Entries()
    {
        var old = _document.Dictionary(_old["VRI"]);
        var result = new PdfDictionary();
        foreach (var (key, value) in old?.Entries ?? [])
        {
            if (!_vri.ContainsKey(key)) result.Add(key, value);
        }

        foreach (var (key, (held, items)) in _vri)
        {
            if (held is not null)
            {
                result.Add(key, held);
                continue;
            }

            var entry = _document.Dictionary(old?[key]) ?? new PdfDictionary();
            foreach (var kind in s_kinds.Where(k => items[k].Count > 0)) entry = entry.With(EntryKey(kind), new PdfArray(items[kind]));
            result.Add(key, _update.Add(entry));
        }

        return result;
    }

    /// <summary>
    /// ISO 32000-2, 7.12: a file of an older version says that it uses what came later, as ETSI's extension level 5 to PDF 1.7.
    /// </summary>
    private PdfDictionary WithExtension(PdfDictionary catalog)
    {
        var version = _document.Name(catalog["Version"]) ?? System.Text.Encoding.Latin1.GetString(_document.Source.Read(_document.Xref.HeaderOffset + 5, 3));
        var extensions = _document.Dictionary(catalog["Extensions"]) ?? new PdfDictionary();
        if (string.CompareOrdinal(version, "2.0") >= 0 || extensions.Has("ESIC")) return catalog;
        return catalog.With("Extensions", extensions.With(
            "ESIC", new PdfDictionary().Add("BaseVersion", new PdfName("1.7")).Add("ExtensionLevel", PdfNumber.Of(5))));
    }

    private void Remember(PdfObject item)
    {
        if (item is not PdfReference reference || _compared > MostCompared || !_remembered.Add(reference.Number)) return;
        try
        {
            if (_document.Resolve(reference) is not PdfStream stream) return;
            var data = StreamDecoder.Decode(_document.RawData(stream).Raw, stream.Dictionary, _document.Resolve);
            _compared += data.Length;
            _byDigest.TryAdd(Digest(data), reference);
        }
        catch (PdfRefusedException)
        {
            // What cannot be read stays where it is, and is no double of anything.
        }
    }

    /// <summary>In the store the arrays are named in the plural, in an entry in the singular.</summary>
    private static string EntryKey(StoreKind kind) => kind.ToString()[..^1];

    private static bool Holds(List<PdfObject> items, PdfReference reference) => items.Exists(i => i is PdfReference r && r.Number == reference.Number);

    private static string Digest(byte[] data) => Convert.ToHexString(SHA256.HashData(data));

    private static PdfStream Stream(byte[] data)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(data);
        return packed.Length < data.Length
            ? PdfStream.Of(new PdfDictionary().Add("Filter", new PdfName("FlateDecode")), packed.ToArray())
            : PdfStream.Of(new PdfDictionary(), data);
    }
}
