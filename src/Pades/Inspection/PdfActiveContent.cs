using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades;

/// <summary>
/// What a file would do to who opens it. All objects are looked at, also those that no page leads to: readers differ in what they reach.
/// </summary>
public sealed record PdfActiveContent
{
    /// <summary>An action that starts a program or opens a file (ISO 32000-2, 12.6.4.6).</summary>
    public bool Launches { get; init; }

    /// <summary>JavaScript, in actions or in an XFA form.</summary>
    public bool Scripts { get; init; }

    /// <summary>A form that sends or fetches data.</summary>
    public bool Sends { get; init; }

    /// <summary>Sound, films, 3D and other rich media.</summary>
    public bool Media { get; init; }

    /// <summary>An address that is opened without a click.</summary>
    public bool OpensAddress { get; init; }

    /// <summary>Actions that lead into other files.</summary>
    public bool GoesElsewhere { get; init; }

    /// <summary>Files in the file.</summary>
    public bool EmbeddedFiles { get; init; }

    /// <summary>Their names.</summary>
    public IReadOnlyList<string> EmbeddedNames { get; init; } = [];

    /// <summary>The first bytes of those that could be unpacked.</summary>
    public IReadOnlyList<byte[]> EmbeddedHeads { get; init; } = [];

    /// <summary>Whether it is encrypted; then nothing else can be told.</summary>
    public bool Encrypted { get; init; }

    /// <summary>Whether all of the file was looked at.</summary>
    public bool Complete { get; init; }

    /// <summary>Looks through a file. It never fails for what the file holds.</summary>
    /// <param name="pdf">Seekable.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static PdfActiveContent Find(Stream pdf, CancellationToken cancellationToken = default) =>
        new ActiveContentSearch(cancellationToken).Search(pdf);
}

/// <summary>The search, with its budget.</summary>
internal sealed class ActiveContentSearch(CancellationToken cancellation)
{
    private const int MostValues = 8_000_000;
    private const int MostEmbedded = 64;
    private const int DeepestValue = 64;

    private readonly List<string> names = [];
    private readonly List<byte[]> heads = [];
    private int left = MostValues;
    private int embedded;
    private bool complete = true;
    private PdfActiveContent found = new();

    public PdfActiveContent Search(Stream pdf)
    {
        try
        {
            var document = PdfDocument.Open(new ByteSource(pdf));
            LookAtCatalog(document);
            foreach (var (number, entry) in document.Xref.Entries)
            {
                cancellation.ThrowIfCancellationRequested();
                if (entry.Kind != EntryKind.Free) LookAt(document, number);
                if (left <= 0) break;
            }
        }
        catch (PdfRefusedException e) when (e.Reason == PdfRefusal.Encrypted)
        {
            return found with { Encrypted = true };
        }
        catch (PdfRefusedException)
        {
            // A reader repairs such a file by looking for objects in its bytes; names in plain view are all that can be told here.
            complete = false;
            LookForNames(pdf);
        }

        return found with { Complete = complete && left > 0, EmbeddedNames = names, EmbeddedHeads = heads };
    }

    private void LookAtCatalog(PdfDocument document)
    {
        if (document.Dictionary(document.Catalog["OpenAction"]) is { } action && document.Name(action["S"]) == "URI")
            found = found with { OpensAddress = true };
        if (document.Dictionary(document.Catalog["AcroForm"])?["XFA"] is { } xfa && HasScript(document, xfa)) found = found with { Scripts = true };
    }

    private void LookAt(PdfDocument document, int number)
    {
        try
        {
            LookAt(document, document.Load(number), 0);
        }
        catch (PdfRefusedException)
        {
            complete = false;
        }
    }

    private void LookAt(PdfDocument document, PdfObject? value, int depth)
    {
        if (--left <= 0) return;
        if (depth > DeepestValue)
        {
            complete = false;
            return;
        }

        switch (value)
        {
            case PdfArray array:
                foreach (var item in array.Items) LookAt(document, item, depth + 1);
                break;
            case PdfStream stream:
                if (stream.Dictionary["Type"] is PdfName { Value: "EmbeddedFile" }) LookIntoEmbedded(document, stream);
                LookAt(document, stream.Dictionary, depth + 1);
                break;
            case PdfDictionary dictionary:
                Judge(document, dictionary);
                foreach (var entry in dictionary.Entries) LookAt(document, entry.Value, depth + 1);
                break;
        }
    }

    private void Judge(PdfDocument document, PdfDictionary dictionary)
    {
        // /S is also the type of a structure element and the style of many things: an action of a kind has the entry of that kind.
        switch (document.Name(dictionary["S"]))
        {
            case "Launch" when dictionary.Has("F") || dictionary.Has("Win") || dictionary.Has("Unix") || dictionary.Has("Mac"):
                found = found with { Launches = true };
                break;
            case "JavaScript":
            case "Rendition" when dictionary.Has("JS"):
                found = found with { Scripts = true };
                break;
            case "SubmitForm":
            case "ImportData":
                found = found with { Sends = true };
                break;
            case "GoToR":
            case "GoToE":
                found = found with { GoesElsewhere = true };
                break;
            case "RichMediaExecute":
            case "Movie":
            case "Sound":
            case "Rendition":
                found = found with { Media = true };
                break;
        }

        switch (document.Name(dictionary["Subtype"]))
        {
            case "RichMedia" or "3D" or "Movie" or "Sound" or "Screen" when dictionary.Has("Rect"):
                found = found with { Media = true };
                break;
            case "FileAttachment":
                found = found with { EmbeddedFiles = true };
                break;
        }

        if (document.Dictionary(dictionary["AA"]) is { } additional
            && additional.Entries.Any(e => document.Dictionary(e.Value) is { } action && document.Name(action["S"]) == "URI"))
        {
            found = found with { OpensAddress = true };
        }

        if (!dictionary.Has("EF")) return;
        found = found with { EmbeddedFiles = true };
        foreach (var key in (string[])["F", "UF"])
        {
            if (names.Count < MostEmbedded && document.Resolve(dictionary[key]) is PdfString name) names.Add(name.AsText());
        }
    }

    private void LookIntoEmbedded(PdfDocument document, PdfStream stream)
    {
        found = found with { EmbeddedFiles = true };
        if (++embedded > MostEmbedded)
        {
            complete = false;
            return;
        }

        var data = StreamDecoder.Decode(document.RawData(stream).Raw, stream.Dictionary, document.Resolve);
        heads.Add(data[..Math.Min(data.Length, 16)]);
    }

    private bool HasScript(PdfDocument document, PdfObject xfa)
    {
        var packets = document.Resolve(xfa) is PdfArray array ? array.Items : [xfa];
        foreach (var packet in packets)
        {
            if (document.Resolve(packet) is not PdfStream stream) continue;
            try
            {
                var data = StreamDecoder.Decode(document.RawData(stream).Raw, stream.Dictionary, document.Resolve);
                if (data.AsSpan().IndexOf("<script"u8) >= 0 || data.AsSpan().IndexOf(":script"u8) >= 0) return true;
            }
            catch (PdfRefusedException)
            {
                complete = false;
            }
        }

        return false;
    }

    private void LookForNames(Stream pdf)
    {
        const int Overlap = 32;
        var buffer = new byte[64 * 1024];
        var kept = 0;
        pdf.Position = 0;
        int read;
        while ((read = pdf.Read(buffer, kept, buffer.Length - kept)) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var seen = buffer.AsSpan(0, kept + read);
            if (seen.IndexOf("/Launch"u8) >= 0) found = found with { Launches = true };
            if (seen.IndexOf("/JavaScript"u8) >= 0) found = found with { Scripts = true };
            if (seen.IndexOf("/EmbeddedFile"u8) >= 0) found = found with { EmbeddedFiles = true };
            kept = Math.Min(Overlap, seen.Length);
            seen[^kept..].CopyTo(buffer);
        }
    }
}
