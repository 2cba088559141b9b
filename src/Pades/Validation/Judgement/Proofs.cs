using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace KonTum.Tthc.Pades.Validation.Judgement;

/// <summary>
/// Proofs of existence (EN 319 102-1, 5.6.2.3). A document timestamp proves everything inside the bytes that it covers: so it is enough
/// to know, for each object, up to where a timestamp must reach, and which timestamps are believed.
/// </summary>
/// <param name="at">The moment of validation: at that time everything at hand exists.</param>
internal sealed class Proofs(DateTimeOffset at)
{
    private static readonly ConditionalWeakTable<byte[], string> s_digests = [];
    private readonly Dictionary<string, long> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _stored = new(StringComparer.Ordinal);
    private readonly List<(long End, DateTimeOffset Time)> _stamps = [];

    /// <summary>An object stands in the file before a position; of several places the first counts.</summary>
    public void Place(byte[] encoded, long end)
    {
        var key = KeyOf(encoded);
        if (!_places.TryGetValue(key, out var known) || end < known) _places[key] = end;
    }

    /// <summary>Whether the file has a document security store.</summary>
    public bool HasStore { get; set; }

    /// <summary>An object stands in the document security store before a position.</summary>
    public void Store(byte[] encoded, long end)
    {
        Place(encoded, end);
        var key = KeyOf(encoded);
        if (!_stored.TryGetValue(key, out var known) || end < known) _stored[key] = end;
        HasStore = true;
    }

    /// <summary>The first position behind an object of the store; null when the store does not have it.</summary>
    public long? StoredAt(byte[] encoded) => _stored.TryGetValue(KeyOf(encoded), out var end) ? end : null;

    /// <summary>A document timestamp over all before a position is believed.</summary>
    public void Believe(long end, DateTimeOffset time) => _stamps.Add((end, time));

    /// <summary>Since when everything before a position is proven to exist.</summary>
    public DateTimeOffset Before(long end)
    {
        var earliest = at;
        foreach (var stamp in _stamps)
        {
            if (stamp.End >= end && stamp.Time < earliest) earliest = stamp.Time;
        }

        return earliest;
    }

    /// <summary>Since when an object is proven to exist.</summary>
    public DateTimeOffset Of(byte[] encoded) => _stamps.Count > 0 && _places.TryGetValue(KeyOf(encoded), out var end) ? Before(end) : at;

    /// <summary>The first position behind the first place of an object; null when it stands nowhere in the file.</summary>
    public long? PlaceOf(byte[] encoded) => _places.TryGetValue(KeyOf(encoded), out var end) ? end : null;

    /// <summary>Belief starts anew; the places stay.</summary>
    public void Forget() => _stamps.Clear();

    private static string KeyOf(byte[] encoded) => s_digests.GetValue(encoded, bytes => Convert.ToHexString(SHA256.HashData(bytes)));
}
