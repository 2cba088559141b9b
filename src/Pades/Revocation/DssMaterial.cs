using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Revocation;

/// <summary>Reads the document security store (ISO 32000-2, 12.8.4.3 and 12.8.4.4; ETSI EN 319 142-1, 5.4.2).</summary>
internal static class DssMaterial
{
    private const int MostStreams = 4000;

    /// <summary>Decoded bytes, those included that are left out afterwards: a few compressed kilobytes can hold many megabytes.</summary>
    private const long MostDecoded = 128L * 1024 * 1024;

    /// <summary>The same for a small file; lists of serial numbers do not shrink much.</summary>
    private const long MostDecodedOfSmallFiles = 16L * 1024 * 1024;

    /// <summary>Never throws for what a file holds: a store that cannot be read is an empty one.</summary>
    /// <param name="document">The revision.</param>
    /// <param name="placed">Takes the bytes of each stream and the position behind it in the file, a proof of existence.</param>
    public static ValidationMaterial Read(PdfDocument document, Action<byte[], long>? placed = null)
    {
        var material = new ValidationMaterial();
        foreach (var (kind, data, end) in Streams(document, material.AddVriKey))
        {
            placed?.Invoke(data, end);
            switch (kind)
            {
                case "Certs":
                    material.AddCertificate(data, MaterialOrigin.Document);
                    break;
                case "OCSPs":
                    material.AddOcsp(data, MaterialOrigin.Document);
                    break;
                default:
                    material.AddCrl(data, MaterialOrigin.Document);
                    break;
            }
        }

        return material;
    }

    /// <summary>Every stream of the store once, with the array that names it.</summary>
    private static IEnumerable<(string Kind, byte[] Data, long End)> Streams(PdfDocument document, Action<string> addVriKey)
    {
        if (Try(() => document.Dictionary(document.Catalog["DSS"])) is not { } store) yield break;
        var held = new List<(string Kind, PdfObject Item)>();
        Collect(document, store, ["Certs", "OCSPs", "CRLs"], held);
        foreach (var (key, value) in Try(() => document.Dictionary(store["VRI"]))?.Entries ?? [])
        {
            if (key == "Type" || held.Count >= MostStreams || Try(() => document.Dictionary(value)) is not { } entry) continue;
            addVriKey(key);
            Collect(document, entry, ["Cert", "OCSP", "CRL"], held);
        }

        var seen = new HashSet<int>();
        long decoded = 0;
        foreach (var (kind, item) in held)
        {
            if ((item is PdfReference reference && !seen.Add(reference.Number)) || Try(() => document.Resolve(item)) is not PdfStream stream
                || Try(() => Decode(document, stream)) is not var (data, end))
                continue;
            if ((decoded += data.Length) > Math.Min(MostDecoded, MostDecodedOfSmallFiles + (16 * document.Source.Length))) yield break;
            yield return (kind, data, end);
        }
    }

    private static Tuple<byte[], long> Decode(PdfDocument document, PdfStream stream)
    {
        var (raw, end) = document.RawData(stream);
        return Tuple.Create(StreamDecoder.Decode(raw, stream.Dictionary, document.Resolve), end);
    }

    private static void Collect(PdfDocument document, PdfDictionary holder, string[] keys, List<(string Kind, PdfObject Item)> held)
    {
        foreach (var key in keys)
        {
            var items = Try(() => document.Array(holder[key]))?.Items ?? [];
            held.AddRange(items.Take(MostStreams - held.Count).Select(item => (key.EndsWith('s') ? key : key + "s", item)));
        }
    }

    private static T? Try<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (PdfRefusedException)
        {
            return null;
        }
    }
}
