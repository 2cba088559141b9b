using System.Text;
using System.Xml;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Infrastructure.Files.Inspection;

/// <summary>
/// Word files since 2007: packages (ECMA-376 part 2) whose main part, named by the relationships of the package, has the content type of
/// a Word document. Names of parts alone decide nothing.
/// </summary>
internal sealed class WordPackage
{
    private const string Document = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    private const string MacroMark = "macroenabled";
    private const long MostUnpacked = 512L * 1024 * 1024;
    private const long FreeOfRatio = 16L * 1024 * 1024;
    private const int HighestRatio = 200;
    private const long MostXml = 128L * 1024 * 1024;
    private const int MostInstructions = 256 * 1024;

    private readonly ZipDirectory zip;
    private readonly CancellationToken cancellation;
    private readonly HashSet<Failure> notices = [];

    private WordPackage(ZipDirectory zip, CancellationToken cancellation) => (this.zip, this.cancellation) = (zip, cancellation);

    /// <summary>What is found; also for ZIP files that are something else.</summary>
    public static FileFindings Inspect(byte[] bytes, CancellationToken cancellation)
    {
        try
        {
            var zip = ZipDirectory.Read(bytes);
            if (zip.Entries.Any(e => e.Encrypted)) return FileFindings.Refused(FileTypes.Docx, Failures.FileEncrypted);
            return new WordPackage(zip, cancellation).Inspect();
        }
        catch (Exception e) when (e is UnsafePackageException or InvalidDataException)
        {
            return FileFindings.Refused(FileTypes.Docx, Failures.FileStructureUnsafe);
        }
        catch (XmlException)
        {
            return FileFindings.Refused(FileTypes.Docx, Failures.FileStructureUnsafe);
        }
    }

    private FileFindings Inspect()
    {
        if (zip.Find("[Content_Types].xml") is null || zip.Find("_rels/.rels") is null) return FileFindings.Unknown;
        RefuseBombs();
        var types = ReadTypes();
        var main = Relationships("_rels/.rels").FirstOrDefault(r => r.IsA("officeDocument"));
        if (main is null || zip.Find(main.Target.TrimStart('/')) is not { } part) return FileFindings.Unknown;
        var mainType = types.Of(part.Name);
        if (mainType.Contains(MacroMark, StringComparison.OrdinalIgnoreCase) && mainType.Contains("word", StringComparison.OrdinalIgnoreCase))
            return FileFindings.Refused(FileTypes.Docx, Failures.MacrosFound);
        if (!mainType.Equals(Document, StringComparison.OrdinalIgnoreCase)) return FileFindings.Unknown;

        if (zip.Entries.Any(e => IsMacro(e.Name, types.Of(e.Name)))) return FileFindings.Refused(FileTypes.Docx, Failures.MacrosFound);
        var refusal = LookIntoRelationships() ?? LookIntoParts(types);
        return refusal is not null
            ? FileFindings.Refused(FileTypes.Docx, refusal)
            : new FileFindings(FileTypes.Docx, null, [.. notices.OrderBy(n => n.Code, StringComparer.Ordinal)]);
    }

    private void RefuseBombs()
    {
        if (zip.Entries.Sum(e => e.Unpacked) > MostUnpacked) throw new UnsafePackageException("It unpacks into too much.");
        if (zip.Entries.Any(e => e.Unpacked > FreeOfRatio && e.Unpacked / Math.Max(1, e.Packed) > HighestRatio))
            throw new UnsafePackageException("A file unpacks into far more than documents do.");
    }

    private static bool IsMacro(string name, string type) =>
        type.Equals("application/vnd.ms-office.vbaProject", StringComparison.OrdinalIgnoreCase)
        || type.Equals("application/vnd.ms-word.vbaData+xml", StringComparison.OrdinalIgnoreCase)
        || Path.GetFileName(name).Equals("vbaProject.bin", StringComparison.OrdinalIgnoreCase);

    private Failure? LookIntoRelationships()
    {
        foreach (var part in zip.Entries.Where(e => e.Name.EndsWith(".rels", StringComparison.OrdinalIgnoreCase)))
        {
            foreach (var relationship in Relationships(part.Name))
            {
                if (relationship.IsA("vbaProject")) return Failures.MacrosFound;
                if (relationship.IsA("control") || relationship.IsA("activeXControlBinary")) notices.Add(Failures.ActiveContentFound);
                if (!relationship.External) continue;
                if (relationship.IsA("attachedTemplate"))
                {
                    // A template on another machine is fetched and its macros are run. One of the own disk names it for who wrote it.
                    if (relationship.IsElsewhere) return Failures.ActiveContentRefused;
                }
                else if (relationship.IsA("oleObject") || relationship.IsA("package") || relationship.IsA("frame") || relationship.IsA("subDocument"))
                {
                    return Failures.ActiveContentRefused;
                }
                else if (!relationship.IsA("hyperlink"))
                {
                    notices.Add(Failures.ExternalContentFound);
                }
            }
        }

        return null;
    }

    /// <summary>Unpacks every part once: its real length, embedded programs, fields that start programs.</summary>
    private Failure? LookIntoParts(ContentTypes types)
    {
        var buffer = new byte[64 * 1024];
        foreach (var entry in zip.Entries)
        {
            cancellation.ThrowIfCancellationRequested();
            using (var content = zip.Open(entry))
            {
                var head = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
                var isEmbedded = entry.Name.Contains("/embeddings/", StringComparison.OrdinalIgnoreCase)
                    || types.Of(entry.Name).Contains("oleObject", StringComparison.OrdinalIgnoreCase);
                if (isEmbedded) notices.Add(Failures.EmbeddedFilesFound);
                if (entry.Name.Contains("/activeX/", StringComparison.OrdinalIgnoreCase)) notices.Add(Failures.ActiveContentFound);
                if (Programs.BeginsLikeOne(buffer.AsSpan(0, head)) || Programs.IsRunnable(entry.Name) || (isEmbedded && HoldsProgram(entry)))
                    return Failures.ActiveContentRefused;
                while (content.Read(buffer) > 0) cancellation.ThrowIfCancellationRequested();
            }

            if (entry.Name.StartsWith("word/", StringComparison.OrdinalIgnoreCase) && entry.Name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)
                && HasExchangeField(entry))
            {
                return Failures.ActiveContentRefused;
            }
        }

        return null;
    }

    /// <summary>An embedded object is a compound file of its own: a packaged program, or a document with macros.</summary>
    private bool HoldsProgram(ZipDirectory.Entry entry)
    {
        if (entry.Unpacked > 64 * 1024 * 1024) return false;
        using var content = zip.Open(entry);
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        if (!copy.GetBuffer().AsSpan(0, (int)copy.Length).StartsWith(CompoundFile.Signature)) return false;
        var file = CompoundFile.Open(copy.ToArray());
        return file.Entries.Any(e => e.Name.Equals("_VBA_PROJECT", StringComparison.OrdinalIgnoreCase))
            || file.Entries.Where(e => e.Name.Equals("\u0001Ole10Native", StringComparison.OrdinalIgnoreCase))
                .Any(e => Programs.IsPackagedProgram(file.Read(e, 8192)));
    }

    private bool HasExchangeField(ZipDirectory.Entry part)
    {
        using var reader = Xml(part);
        var instructions = new StringBuilder();
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.EndElement && reader.LocalName == "p") instructions.Append('\n');
            if (reader.NodeType != XmlNodeType.Element) continue;
            if (reader.LocalName == "fldSimple") instructions.Append(' ').Append(Attribute(reader, "instr")).Append('\n');
            if (reader.LocalName == "instrText" && !reader.IsEmptyElement)
            {
                var depth = reader.Depth;
                while (reader.Read() && reader.Depth > depth)
                {
                    if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace) instructions.Append(reader.Value);
                }
            }

            if (instructions.Length > MostInstructions) throw new UnsafePackageException("It has more fields than documents do.");
        }

        return DdeFields.AreIn(instructions.Append('\n').ToString());
    }

    private ContentTypes ReadTypes()
    {
        var types = new ContentTypes();
        using var reader = Xml(zip.Find("[Content_Types].xml")!);
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element) continue;
            var type = reader.GetAttribute("ContentType") ?? "";
            if (reader.LocalName == "Default") types.ByExtension[reader.GetAttribute("Extension") ?? ""] = type;
            if (reader.LocalName == "Override") types.ByName[(reader.GetAttribute("PartName") ?? "").TrimStart('/')] = type;
        }

        return types;
    }

    private List<Relationship> Relationships(string part)
    {
        var found = new List<Relationship>();
        using var reader = Xml(zip.Find(part)!);
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element || reader.LocalName != "Relationship") continue;
            found.Add(new Relationship(
                reader.GetAttribute("Type") ?? "",
                reader.GetAttribute("Target") ?? "",
                string.Equals(reader.GetAttribute("TargetMode"), "External", StringComparison.OrdinalIgnoreCase)));
        }

        return found;
    }

    private XmlReader Xml(ZipDirectory.Entry entry) => XmlReader.Create(zip.Open(entry), new XmlReaderSettings
    {
        DtdProcessing = DtdProcessing.Prohibit, // entities that multiply; ECMA-376 part 2 forbids them anyway
        XmlResolver = null,
        CloseInput = true,
        MaxCharactersInDocument = MostXml,
    });

    private static string Attribute(XmlReader reader, string localName)
    {
        for (var found = reader.MoveToFirstAttribute(); found; found = reader.MoveToNextAttribute())
        {
            if (reader.LocalName != localName) continue;
            var value = reader.Value;
            reader.MoveToElement();
            return value;
        }

        reader.MoveToElement();
        return "";
    }

    private sealed record Relationship(string Type, string Target, bool External)
    {
        /// <summary>The types of the transitional and of the strict form end alike.</summary>
        public bool IsA(string kind) => Type.EndsWith("/" + kind, StringComparison.OrdinalIgnoreCase);

        /// <summary>Whether the target is on another machine: an address with a host, or a network path in either writing.</summary>
        public bool IsElsewhere => Target.StartsWith(@"\\", StringComparison.Ordinal) || Target.StartsWith("//", StringComparison.Ordinal)
            || (Uri.TryCreate(Target, UriKind.Absolute, out var uri) && (uri.Scheme != Uri.UriSchemeFile || uri.IsUnc || uri.Host.Length > 0));
    }

    private sealed class ContentTypes
    {
        public Dictionary<string, string> ByExtension { get; } = new(StringComparer.OrdinalIgnoreCase);

        public Dictionary<string, string> ByName { get; } = new(StringComparer.OrdinalIgnoreCase);

        public string Of(string name) =>
            ByName.GetValueOrDefault(name) ?? ByExtension.GetValueOrDefault(Path.GetExtension(name).TrimStart('.')) ?? "";
    }
}
