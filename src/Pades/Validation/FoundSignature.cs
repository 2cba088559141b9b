using System.Security.Cryptography;
using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Validation;

/// <summary>A filled signature field, and whether what it says about the signed bytes is exactly what the format asks for.</summary>
internal sealed class FoundSignature
{
    /// <summary>Each is a digest over nearly the whole file: a hostile file must not ask for thousands.</summary>
    private const int MostSignatures = 250;

    private readonly Dictionary<HashAlgorithmName, byte[]> _digests = [];

    private FoundSignature(FormField field, PdfDictionary value, int holder)
    {
        Field = field;
        Value = value;
        Holder = holder;
    }

    public FormField Field { get; }

    /// <summary>The signature dictionary.</summary>
    public PdfDictionary Value { get; }

    /// <summary>Number of the indirect object in which the dictionary stands.</summary>
    public int Holder { get; }

    /// <summary>Why the dictionary cannot be relied on; null when it can.</summary>
    public string? Fault { get; private set; }

    /// <summary>The first byte behind what is covered; 0 when there is a fault in the byte range.</summary>
    public long End { get; private set; }

    /// <summary>The bytes of <c>/Contents</c>.</summary>
    public byte[] Contents { get; private set; } = [];

    public string? SubFilter { get; private set; }

    /// <summary>Where the string of <c>/Contents</c> begins; 0 when there is a fault.</summary>
    public long HoleStart { get; private set; }

    /// <summary>The first byte behind that string.</summary>
    public long HoleEnd { get; private set; }

    /// <summary>All filled signature fields of a document, in the order in which they cover it.</summary>
    public static List<FoundSignature> FindAll(PdfDocument document, PageTree pages)
    {
        var fields = FormFields.Read(document);
        var known = fields.Select(f => f.Number).ToHashSet();
        var result = new List<FoundSignature>();
        foreach (var field in fields.Where(f => f.Type == "Sig").Concat(FormFields.OnPagesOnly(document, pages.Pages, known)))
        {
            var held = field.Dictionary["V"];
            if (document.Resolve(held) is not PdfDictionary value)
                continue;
            var found = new FoundSignature(field, value, (held as PdfReference)?.Number ?? field.Number);
            found.Fault = found.Examine(document);
            result.Add(found);
            if (result.Count > MostSignatures)
                throw Refuse.Broken("Too many signatures.");
        }

        foreach (var shared in result.GroupBy(s => s.Holder).Where(g => g.Count() > 1).SelectMany(g => g))
            shared.Fault = "Two fields share one signature dictionary.";
        return [.. result.OrderBy(s => s.End == 0 ? long.MaxValue : s.End)];
    }

    /// <summary>Digest over the two ranges.</summary>
    public byte[] Digest(Stream file, HashAlgorithmName algorithm)
    {
        if (_digests.TryGetValue(algorithm, out var known))
            return known;
        using var hash = RunningDigest.Start(algorithm);
        var buffer = new byte[128 * 1024];
        foreach (var (start, end) in new[] { (0L, HoleStart), (HoleEnd, End) })
        {
            file.Position = start;
            while (file.Position < end)
            {
                var got = file.Read(buffer, 0, (int)Math.Min(buffer.Length, end - file.Position));
                if (got == 0)
                    throw Refuse.Broken("The file became shorter while it was read.");
                hash.Append(buffer.AsSpan(0, got));
            }
        }

        return _digests[algorithm] = hash.Finish();
    }

    /// <summary>
    /// ISO 32000-2, 12.8.1 and ETSI EN 319 142-1, 5.5: two ranges that begin at 0, follow each other and leave out exactly the string of
    /// <c>/Contents</c>. Anything else is a way to hide bytes from the digest.
    /// </summary>
    private string? Examine(PdfDocument document)
    {
        SubFilter = document.Name(Value["SubFilter"]);
        if (RepeatedKeys.AreIn(Value))
            return "The signature dictionary holds a key twice.";
        if (Value["Type"] is not null && document.Name(Value["Type"]) is not ("Sig" or "DocTimeStamp"))
            return "The signature dictionary says that it is something else.";
        if (!document.Xref.Entries.TryGetValue(Holder, out var entry) || entry.Kind != EntryKind.InFile)
            return "The signature dictionary does not stand in the file itself.";
        if (Value["ByteRange"] is not PdfArray { Items.Count: 4 } array || !array.Items.All(i => i is PdfNumber { IsInteger: true }))
            return "/ByteRange is not an array of four integers.";
        if (Value["Contents"] is not PdfString { IsHex: true } contents)
            return "/Contents is not a hex string.";
        // Blanks between the digits, or a digit left over, are bytes that nobody signed and that readers skip in different ways.
        if (!contents.IsPairs)
            return "/Contents holds more than pairs of hex digits.";
        var range = array.Items.Select(i => (long)((PdfNumber)i).Value).ToArray();
        Contents = contents.Value;
        if (range[0] != 0)
            return "/ByteRange does not begin at the start of the file.";
        if (range[1] != contents.Start || range[2] != contents.End)
            return "/ByteRange leaves out something else than /Contents.";
        if (range[3] <= 0 || range[2] > document.Source.Length - range[3])
            return "/ByteRange ends outside the file.";
        (HoleStart, HoleEnd, End) = (range[1], range[2], range[2] + range[3]);
        return contents.Value.Length == 0 || !contents.Value.AsSpan().ContainsAnyExcept((byte)0) ? "/Contents is empty." : null;
    }
}
