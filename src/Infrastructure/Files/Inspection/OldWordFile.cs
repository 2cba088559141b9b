using System.Buffers.Binary;
using System.Text;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Infrastructure.Files.Inspection;

/// <summary>Word 97–2003 files (MS-DOC): compound files with a stream WordDocument that begins with a File Information Block.</summary>
internal static class OldWordFile
{
    private const ushort WordMagic = 0xA5EC;
    private const ushort EncryptedFlag = 0x0100;

    /// <summary>What is found; also for compound files that are something else.</summary>
    public static FileFindings Inspect(byte[] bytes)
    {
        CompoundFile file;
        IReadOnlyList<CompoundFile.Entry> top;
        byte[] document;
        try
        {
            file = CompoundFile.Open(bytes);
            top = file.TopLevel();

            // What Office makes of a DOCX (or any other package) with a password: MS-OFFCRYPTO, 2.3.
            if (top.Any(e => Named(e, "EncryptedPackage")) && top.Any(e => Named(e, "EncryptionInfo")))
                return FileFindings.Refused(FileTypes.Docx, Failures.FileEncrypted);
            if (top.FirstOrDefault(e => Named(e, "WordDocument") && e.Kind == CompoundFile.EntryKind.Stream) is not { } stream) return FileFindings.Unknown;
            document = file.Read(stream, bytes.Length);
        }
        catch (InvalidDataException)
        {
            return FileFindings.Unknown;
        }

        if (document.Length < 32 || BinaryPrimitives.ReadUInt16LittleEndian(document) != WordMagic) return FileFindings.Unknown;
        if ((BinaryPrimitives.ReadUInt16LittleEndian(document.AsSpan(0x0A)) & EncryptedFlag) != 0)
            return FileFindings.Refused(FileTypes.Doc, Failures.FileEncrypted);

        // MS-OVBA, 2.2: the project is in the storage Macros; _VBA_PROJECT is its stream in any file of Office.
        if (file.Entries.Any(e => Named(e, "Macros") || Named(e, "VBA") || Named(e, "_VBA_PROJECT") || Named(e, "_VBA_PROJECT_CUR")))
            return FileFindings.Refused(FileTypes.Doc, Failures.MacrosFound);
        if (HasExchangeField(document)) return FileFindings.Refused(FileTypes.Doc, Failures.ActiveContentRefused);
        return Embedded(file) is { } embedded ? embedded : new FileFindings(FileTypes.Doc, null, []);
    }

    /// <summary>Objects of other programs; a packaged program is refused (MS-OLEDS, 2.3.6: the stream names the file).</summary>
    private static FileFindings? Embedded(CompoundFile file)
    {
        var objects = file.Entries.Any(e => Named(e, "ObjectPool") && e.Kind == CompoundFile.EntryKind.Storage);
        var controls = file.Entries.Any(e => Named(e, "\u0003OCXNAME") || Named(e, "\u0003OCXDATA"));
        foreach (var entry in file.Entries.Where(e => Named(e, "\u0001Ole10Native")))
        {
            objects = true;
            try
            {
                if (Programs.IsPackagedProgram(file.Read(entry, 8192))) return FileFindings.Refused(FileTypes.Doc, Failures.ActiveContentRefused);
            }
            catch (InvalidDataException)
            {
                return FileFindings.Refused(FileTypes.Doc, Failures.FileStructureUnsafe);
            }
        }

        List<Failure> notices = [];
        if (controls) notices.Add(Failures.ActiveContentFound);
        if (objects) notices.Add(Failures.EmbeddedFilesFound);
        return notices.Count == 0 ? null : new FileFindings(FileTypes.Doc, null, notices);
    }

    /// <summary>A field that begins with DDE or DDEAUTO starts a program. 0x13 begins a field (MS-DOC, 2.8.25), in either width of text.</summary>
    private static bool HasExchangeField(ReadOnlySpan<byte> document)
    {
        for (var at = document.IndexOf((byte)0x13); at >= 0;)
        {
            var narrow = Encoding.Latin1.GetString(document.Slice(at + 1, Math.Min(24, document.Length - at - 1)));
            if (DdeFields.Begins(narrow) || DdeFields.Begins(narrow.Length > 1 ? narrow[1..].Replace("\0", "", StringComparison.Ordinal) : "")) return true;
            var next = document[(at + 1)..].IndexOf((byte)0x13);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return false;
    }

    private static bool Named(CompoundFile.Entry entry, string name) =>
        entry.Kind is CompoundFile.EntryKind.Storage or CompoundFile.EntryKind.Stream && entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
