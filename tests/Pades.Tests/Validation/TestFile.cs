using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using KonTum.Tthc.Pades.Cms;

namespace KonTum.Tthc.Pades.Tests.Validation;

/// <summary>How a revision tells where its objects are.</summary>
public enum XrefKind
{
    /// <summary>A cross-reference table.</summary>
    Table,

    /// <summary>A cross-reference stream.</summary>
    Stream,

    /// <summary>A cross-reference stream, and all but streams and signatures in an object stream.</summary>
    Compressed,
}

/// <summary>
/// A PDF file whose objects are known as text, so that tests can change any of them in a new revision. Nothing here uses the engine's
/// reader or writer; only the CMS of a signature is made by the product.
/// </summary>
internal sealed record TestFile
{
    private readonly Dictionary<int, string> _objects;

    private TestFile(XrefKind kind, byte[] bytes, Dictionary<int, string> objects, long xref) =>
        (Kind, Bytes, _objects, Xref) = (kind, bytes, objects, xref);

    public XrefKind Kind { get; init; }

    public byte[] Bytes { get; init; }

    /// <summary>Offset of the newest cross-reference section.</summary>
    public long Xref { get; init; }

    public int Next => _objects.Keys.Max() + 1;

    public IReadOnlyDictionary<int, string> Objects => _objects;

    /// <summary>The newest body of an object.</summary>
    public string this[int number] => _objects[number];

    /// <summary>Objects 1, 2, …; the first is the catalog.</summary>
    public static TestFile Create(XrefKind kind, params string[] objects)
    {
        var header = TestPdf.Bytes("%PDF-1.7\n%\u00E2\u00E3\u00CF\u00D3\n");
        var empty = new TestFile(kind, header, [], -1);
        return empty.Update([.. objects.Select((body, i) => (i + 1, body))]);
    }

    /// <summary>Appends a revision in which some objects are new or changed.</summary>
    public TestFile Update(params (int Number, string Body)[] objects) => Update(string.Empty, objects);

    /// <summary>The same with more in the trailer.</summary>
    public TestFile Update(string trailer, params (int Number, string Body)[] objects)
    {
        var known = new Dictionary<int, string>(_objects);
        foreach (var (number, body) in objects)
            known[number] = body;
        var text = new StringBuilder();
        var places = new SortedDictionary<int, (int Type, long Place, int Extra)>();
        var packed = Kind == XrefKind.Compressed ? objects.Where(o => CanBePacked(o.Body)).OrderBy(o => o.Number).ToArray() : [];
        var free = known.Keys.Append(0).Max() + 1;
        foreach (var (number, body) in objects.Except(packed).OrderBy(o => o.Number))
            Put(number, body);
        if (packed.Length > 0)
        {
            var (index, bodies) = (new StringBuilder(), new StringBuilder());
            for (var i = 0; i < packed.Length; i++)
            {
                index.Append(CultureInfo.InvariantCulture, $"{packed[i].Number} {bodies.Length} ");
                bodies.Append(packed[i].Body).Append('\n');
                places[packed[i].Number] = (2, free, i);
            }

            Put(free, Flate($"{index}{bodies}", $"/Type/ObjStm/N {packed.Length}/First {index.Length}"));
            known[free++] = "null";
        }

        var xref = Bytes.Length + text.Length;
        var chain = (Xref < 0 ? string.Empty : $"/Prev {Xref}") + trailer;
        if (Kind == XrefKind.Table)
        {
            text.Append("xref\n").Append(Xref < 0 ? "0 1\n0000000000 65535 f\r\n" : string.Empty);
            foreach (var (number, (_, place, _)) in places)
                text.Append(CultureInfo.InvariantCulture, $"{number} 1\n{place:D10} 00000 n\r\n");
            text.Append(CultureInfo.InvariantCulture, $"trailer\n<</Size {free}/Root 1 0 R{chain}>>\n");
        }
        else
        {
            places[free] = (1, xref, 0);
            known[free] = "null";
            var rows = string.Concat(places.Values.Select(p =>
                new string([(char)p.Type, (char)(p.Place >> 16), (char)((p.Place >> 8) & 255), (char)(p.Place & 255), (char)p.Extra])));
            var pairs = string.Join(' ', places.Keys.Select(n => $"{n} 1"));
            Put(free, Flate(rows, $"/Type/XRef/W[1 3 1]/Index[{pairs}]/Size {free + 1}/Root 1 0 R{chain}"), isXref: true);
        }

        text.Append(CultureInfo.InvariantCulture, $"startxref\n{xref}\n%%EOF\n");
        return new TestFile(Kind, [.. Bytes, .. TestPdf.Bytes(text.ToString())], known, xref);

        void Put(int number, string body, bool isXref = false)
        {
            if (!isXref)
                places[number] = (1, Bytes.Length + text.Length, 0);
            text.Append(CultureInfo.InvariantCulture, $"{number} 0 obj\n{body}\nendobj\n");
        }
    }

    /// <summary>Raw bytes behind everything.</summary>
    public TestFile Raw(string bytes) => this with { Bytes = [.. Bytes, .. TestPdf.Bytes(bytes)] };

    /// <summary>Appends a revision with a signature value in object <paramref name="signature"/>, and signs it.</summary>
    /// <param name="signature">Number of the signature dictionary.</param>
    /// <param name="objects">The other objects of the revision.</param>
    /// <param name="entries">More entries of the signature dictionary.</param>
    /// <param name="key">The signer; the trusted one of the run if null.</param>
    /// <param name="head">Type, filter and sub-filter.</param>
    /// <param name="cms">Makes the CMS from the digest of the byte range; the product's if null.</param>
    public TestFile SignWith(
        int signature,
        (int Number, string Body)[] objects,
        string entries = "",
        LocalKey? key = null,
        Func<byte[], LocalKey, byte[]>? cms = null,
        string head = "/Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached")
    {
        const int room = 8000;
        var blank = $"<<{head}/M(D:20261120093000+07'00'){entries}"
            + $"/ByteRange [0 0000000000 0000000000 0000000000]/Contents <{new string('0', room)}>>>";
        var file = Update([.. objects, (signature, blank)]);
        var text = TestPdf.Text(file.Bytes);
        var range = text.LastIndexOf("/ByteRange [0 0000000000", StringComparison.Ordinal) + 11;
        var hole = text.IndexOf('<', range);
        var end = hole + room + 2;
        var written = string.Create(CultureInfo.InvariantCulture, $"[0 {hole} {end} {file.Bytes.Length - end}]").PadRight(36);
        TestPdf.Bytes(written).CopyTo(file.Bytes, range);
        var digest = SHA256.HashData([.. file.Bytes[..hole], .. file.Bytes[end..]]);
        var value = (cms ?? Cms)(digest, key ?? Signer.Key);
        Encoding.ASCII.GetBytes(Convert.ToHexString(value)).CopyTo(file.Bytes, hole + 1);
        return file;
    }

    public static byte[] Cms(byte[] digest, LocalKey key) => Cms(digest, key, SignedAttributes.Build(digest, key.CertificateChain[0], SignatureDigest.Sha256));

    public static byte[] Cms(byte[] digest, LocalKey key, byte[] attributes)
    {
        var prepared = new PreparedSignature
        {
            FileLength = 0,
            FileDigest = digest,
            ContentsOffset = 0,
            ContentsLength = 0,
            RangeDigest = digest,
            Digest = SignatureDigest.Sha256,
            SignedAttributes = attributes,
            CertificateChain = key.CertificateChain,
            FieldName = string.Empty,
        };
        return CmsBuilder.Assemble(attributes, key.Sign(prepared), key.CertificateChain, SignatureDigest.Sha256, null);
    }

    private static bool CanBePacked(string body) =>
        !body.Contains("stream\n", StringComparison.Ordinal) && !body.Contains("/ByteRange", StringComparison.Ordinal);

    private static string Flate(string content, string entries)
    {
        using var output = new MemoryStream();
        using (var zip = new ZLibStream(output, CompressionLevel.Fastest))
            zip.Write(TestPdf.Bytes(content));
        return TestPdf.Stream(TestPdf.Text(output.ToArray()), $"{entries}/Filter/FlateDecode");
    }
}
