using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Infrastructure.Files.Inspection;
using KonTum.Tthc.TestKit;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Files;

/// <summary>Recognition by content, and what files would do to who opens them.</summary>
public sealed class FilesAreLookedInto
{
    private static readonly FileInspector Inspector = new();

    public static TheoryData<string> PlainCorpus { get; } = new(Repository.Corpus("plain").Select(f => Path.GetFileName(f)!).DefaultIfEmpty(""));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_word_package_is_one_by_its_main_part()
    {
        await CleanAsync(FileTypes.Docx, WordFiles.Docx());
        (await LookAsync(WordFiles.Docx("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"))).ContentType.ShouldBeNull();
        (await LookAsync(WordFiles.Docx("application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"))).ContentType.ShouldBeNull();
        (await LookAsync(Zip(("mimetype", "application/vnd.oasis.opendocument.text"), ("word/document.xml", "<a/>"), ("[Content_Types].xml", "<a/>"))))
            .ContentType.ShouldBeNull("names of parts decide nothing");
    }

    [Fact]
    public async Task A_compound_file_is_word_only_with_its_stream()
    {
        await CleanAsync(FileTypes.Doc, WordFiles.Compound(("WordDocument", WordFiles.WordStream())));
        (await LookAsync(WordFiles.Compound(("Workbook", WordFiles.WordStream())))).ContentType.ShouldBeNull();
        (await LookAsync(WordFiles.Compound(("PowerPoint Document", WordFiles.WordStream())))).ContentType.ShouldBeNull();
        (await LookAsync(WordFiles.Compound(("WordDocument", new byte[4096])))).ContentType.ShouldBeNull("no File Information Block");
        (await LookAsync([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0])).ContentType.ShouldBeNull();
    }

    [Theory]
    [InlineData("%PDF-1.7 and nothing behind it")]
    [InlineData("\r\n junk before %PDF-1.4")]
    public async Task A_pdf_that_cannot_be_read_is_one_and_said_to_be_unreadable(string content)
    {
        var found = await LookAsync(Encoding.Latin1.GetBytes(content));
        (found.ContentType, found.Refusal).ShouldBe((FileTypes.Pdf, null));
        found.Notices.ShouldBe([Failures.FileUnreadable]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MZ this is a program")]
    [InlineData("GIF89a")]
    [InlineData("<html>%PDF</html>")]
    public async Task What_is_nothing_of_these_is_nothing(string content) =>
        (await LookAsync(Encoding.Latin1.GetBytes(content))).ShouldBe(FileFindings.Unknown);

    [Fact]
    public async Task Passwords_of_word_files_refuse_them()
    {
        await RefusedAsync(Failures.FileEncrypted, WordFiles.Compound(("EncryptedPackage", new byte[100]), ("EncryptionInfo", new byte[100])));
        await RefusedAsync(Failures.FileEncrypted, WordFiles.Compound(("WordDocument", WordFiles.WordStream(flags: 0x0100))));
        (await LookAsync(SmallPdf("<</Type/Catalog/Pages 2 0 R>>", "/Encrypt<</Filter/Standard/V 1/R 2/O<00>/U<00>/P -4>>/ID[<00><00>]"))).Notices
            .ShouldBe([Failures.FileEncrypted]);
    }

    [Fact]
    public async Task Macros_refuse_word_files()
    {
        await RefusedAsync(Failures.MacrosFound, WordFiles.Docx("application/vnd.ms-word.document.macroEnabled.main+xml"));
        await RefusedAsync(Failures.MacrosFound, WordFiles.Docx(more: ("word/vbaProject.bin", [1, 2, 3])));
        await RefusedAsync(Failures.MacrosFound, WordFiles.Docx(relationships: """<Relationship Id="r9" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="other.bin"/>"""));
        await RefusedAsync(Failures.MacrosFound, WordFiles.Compound(("WordDocument", WordFiles.WordStream()), ("_VBA_PROJECT", new byte[10])));
        await RefusedAsync(Failures.MacrosFound, WordFiles.Compound(("WordDocument", WordFiles.WordStream()), ("Macros", new byte[10])));
    }

    [Fact]
    public async Task What_fetches_or_starts_a_program_refuses_word_files()
    {
        foreach (var template in (string[])["https://example.vn/a.dotm", @"\\example.vn\a\b.dotm", "file://example.vn/a.dotm"])
            await RefusedAsync(Failures.ActiveContentRefused, WordFiles.Docx(relationships: WordFiles.Relationship("attachedTemplate", template, external: true)));
        await RefusedAsync(Failures.ActiveContentRefused, WordFiles.Docx(relationships: WordFiles.Relationship("oleObject", "https://example.vn/x", external: true)));
        await RefusedAsync(Failures.ActiveContentRefused, WordFiles.Docx(body: WordFiles.Field(" DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe \"/k calc\" ")));
        await RefusedAsync(Failures.ActiveContentRefused, WordFiles.Docx(body: WordFiles.Field(" DD", "E", "AUTO excel ")));
        await RefusedAsync(Failures.ActiveContentRefused, WordFiles.Docx(body: "<w:fldSimple w:instr=\"dde excel x y\"/>"));
        await RefusedAsync(Failures.ActiveContentRefused, WordFiles.Compound(("WordDocument", WordFiles.WordStream(text: "\u0013 DDEAUTO c:\\\\cmd.exe \u0015"))));
        await RefusedAsync(Failures.ActiveContentRefused, WordFiles.Docx(more: ("word/embeddings/oleObject1.bin", "MZ a program"u8.ToArray())));
        await RefusedAsync(Failures.ActiveContentRefused, WordFiles.Docx(more: ("word/embeddings/oleObject1.bin", Packaged("invoice.exe"))));
        await RefusedAsync(Failures.ActiveContentRefused, WordFiles.Compound(
            ("WordDocument", WordFiles.WordStream()), ("\u0001Ole10Native", "\u0010\0\0\0\u0002\0hoa-don.js\0C:\\hoa-don.js\0"u8.ToArray())));
    }

    [Fact]
    public async Task What_only_shows_something_else_is_said_of_word_files()
    {
        await NoticedAsync(Failures.EmbeddedFilesFound, WordFiles.Docx(more: ("word/embeddings/sheet.xlsx", "PK"u8.ToArray())));
        await NoticedAsync(Failures.EmbeddedFilesFound, WordFiles.Docx(more: ("word/embeddings/oleObject1.bin", Packaged("anh.png"))));
        await NoticedAsync(Failures.ExternalContentFound, WordFiles.Docx(relationships: WordFiles.Relationship("image", "https://example.vn/a.png", external: true)));
        await NoticedAsync(Failures.ActiveContentFound, WordFiles.Docx(more: ("word/activeX/activeX1.xml", "<a/>"u8.ToArray())));
        await CleanAsync(FileTypes.Docx, WordFiles.Docx(
            relationships: WordFiles.Relationship("attachedTemplate", "file:///C:/Users/an/Normal.dotm", external: true)
                + WordFiles.Relationship("hyperlink", "https://example.vn", external: true)));
        await CleanAsync(FileTypes.Docx, WordFiles.Docx(body: WordFiles.Field(" PAGE ") + "<w:p><w:r><w:t>DDE trong văn bản</w:t></w:r></w:p>"));
    }

    [Fact]
    public async Task Packages_that_deceive_or_explode_are_refused()
    {
        await RefusedAsync(Failures.FileStructureUnsafe, WordFiles.Docx(more: ("../evil.xml", "<a/>"u8.ToArray())));
        await RefusedAsync(Failures.FileStructureUnsafe, WordFiles.Docx(more: ("/etc/passwd", "<a/>"u8.ToArray())));
        await RefusedAsync(Failures.FileStructureUnsafe, WordFiles.Docx(more: ("word/DOCUMENT.xml", "<a/>"u8.ToArray())));
        await RefusedAsync(Failures.FileStructureUnsafe, WordFiles.Docx(more: ("word/media/a.bmp", new byte[40 * 1024 * 1024])));
        await RefusedAsync(Failures.FileStructureUnsafe, WordFiles.Docx()[..^30]);
        await RefusedAsync(Failures.FileStructureUnsafe, Understated(WordFiles.Docx(more: ("word/media/a.bmp", new byte[100_000])), "word/media/a.bmp"));
        await RefusedAsync(Failures.FileStructureUnsafe, WordFiles.Docx(body: "<unclosed>"));
        await RefusedAsync(Failures.FileStructureUnsafe, Zip(
            ("[Content_Types].xml", "<!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>"), ("_rels/.rels", "<a/>")));
    }

    [Fact]
    public async Task An_encrypted_zip_entry_is_told_apart()
    {
        var bytes = WordFiles.Docx();
        var entry = bytes.AsSpan().LastIndexOf("PK\x01\x02"u8);
        bytes[entry + 8] |= 1;
        await RefusedAsync(Failures.FileEncrypted, bytes);
    }

    [Fact]
    public async Task A_pdf_that_starts_programs_is_refused()
    {
        await RefusedAsync(Failures.ActiveContentRefused, SmallPdf("<</Type/Catalog/Pages 2 0 R/OpenAction<</S/Launch/F(cmd.exe)>>>>"));
        await RefusedAsync(Failures.ActiveContentRefused, SmallPdf("<</Type/Catalog/Pages 2 0 R/OpenAction<</S/L#61unch/Win<</F(cmd.exe)>>>>>>"));
        await RefusedAsync(Failures.ActiveContentRefused, SmallPdf(
            "<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a)4 0 R]>>>>>>", "", "<</Type/Filespec/F(a.exe)/EF<</F 5 0 R>>>>",
            "<</Type/EmbeddedFile/Length 2>>stream\nxx\nendstream"));
        await RefusedAsync(Failures.ActiveContentRefused, SmallPdf(
            "<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a)4 0 R]>>>>>>", "", "<</Type/Filespec/F(a.txt)/EF<</F 5 0 R>>>>",
            "<</Type/EmbeddedFile/Length 4>>stream\nMZxx\nendstream"));
    }

    [Theory]
    [InlineData("/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>", "ACTIVE_CONTENT_FOUND")]
    [InlineData("/OpenAction<</S/URI/URI(https://example.vn)>>", "ACTIVE_CONTENT_FOUND")]
    [InlineData("/AA<</WC<</S/URI/URI(https://example.vn)>>>>", "ACTIVE_CONTENT_FOUND")]
    [InlineData("/X<</S/SubmitForm/F(https://example.vn)>>", "ACTIVE_CONTENT_FOUND")]
    [InlineData("/X<</Subtype/RichMedia/Rect[0 0 1 1]>>", "ACTIVE_CONTENT_FOUND")]
    [InlineData("/X<</S/GoToR/F(b.pdf)>>", "EXTERNAL_CONTENT_FOUND")]
    [InlineData("/X<</Type/Filespec/F(a.xml)/EF<</F 3 0 R>>>>", "EMBEDDED_FILES_FOUND")]
    public async Task What_else_a_pdf_does_is_said(string entries, string notice)
    {
        var found = await LookAsync(SmallPdf($"<</Type/Catalog/Pages 2 0 R{entries}>>"));
        found.Refusal.ShouldBeNull();
        found.Notices.Select(n => n.Code).ShouldBe([notice]);
    }

    [Fact]
    public async Task A_link_that_a_person_clicks_is_nothing_to_tell() =>
        await CleanAsync(FileTypes.Pdf, SmallPdf("<</Type/Catalog/Pages 2 0 R/X<</S/URI/URI(https://example.vn)>>>>"));

    [Theory]
    [MemberData(nameof(PlainCorpus))]
    public async Task Files_of_real_programs_are_taken_as_before(string file)
    {
        Assert.SkipWhen(file.Length == 0, Repository.CorpusMissing);
        var bytes = await File.ReadAllBytesAsync(Repository.Corpus("plain").Single(f => Path.GetFileName(f) == file), Cancellation);

        var found = await LookAsync(bytes);

        // A few of the corpus have no header where one must be: those were never taken.
        var isOne = bytes.AsSpan(0, Math.Min(1024, bytes.Length)).IndexOf("%PDF-"u8) >= 0;
        (found.ContentType, found.Refusal).ShouldBe((isOne ? FileTypes.Pdf : null, null), found.ToString());
    }

    [Fact]
    public void Any_damage_to_a_file_costs_bounded_time_and_memory_and_never_an_exception()
    {
        byte[][] seeds =
        [
            WordFiles.Docx(body: WordFiles.Field(" PAGE "), more: ("word/embeddings/oleObject1.bin", Packaged("anh.png"))),
            WordFiles.Compound(("WordDocument", WordFiles.WordStream(text: "\u0013 PAGE \u0015")), ("\u0001Ole10Native", new byte[600])),
            SmallPdf("<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(1)>>>>"),
        ];
        var damage = Gen.Choose(0, int.MaxValue).ListOf(6).ToArbitrary();
        var clock = Stopwatch.StartNew();

        Prop.ForAll(damage, wounds =>
        {
            foreach (var seed in seeds)
            {
                var bytes = (byte[])seed.Clone();
                foreach (var wound in wounds)
                {
                    var at = wound % bytes.Length;
                    if (wound % 5 == 0) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(Math.Min(at, bytes.Length - 4)), (uint)wound * 2654435761);
                    else bytes[at] = (byte)(wound >> 8);
                }

                if (wounds.Count > 0 && wounds[0] % 7 == 0) bytes = bytes[..(wounds[0] % bytes.Length)];
                LookAsync(bytes).GetAwaiter().GetResult().ShouldNotBeNull();
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1500));
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Chains_of_sectors_that_lead_in_circles_end()
    {
        var bytes = WordFiles.Compound(("WordDocument", WordFiles.WordStream()));
        for (var i = 1; i < 12; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(512 + (4 * i)), 1);
        (await LookAsync(bytes)).ContentType.ShouldBeNull();
    }

    private static Task<FileFindings> LookAsync(byte[] bytes) => Inspector.InspectAsync(new MemoryStream(bytes), CancellationToken.None);

    private static async Task RefusedAsync(Failure why, byte[] bytes) => (await LookAsync(bytes)).Refusal.ShouldBe(why);

    private static async Task NoticedAsync(Failure what, byte[] bytes)
    {
        var found = await LookAsync(bytes);
        found.Refusal.ShouldBeNull();
        found.Notices.ShouldBe([what]);
    }

    private static async Task CleanAsync(string type, byte[] bytes)
    {
        var found = await LookAsync(bytes);
        (found.ContentType, found.Refusal).ShouldBe((type, null));
        found.Notices.ShouldBeEmpty();
    }

    private static byte[] Packaged(string name) =>
        WordFiles.Compound(("\u0001Ole10Native", Encoding.Latin1.GetBytes($"\u0010\0\0\0\u0002\0{name}\0C:\\{name}\0")));

    private static byte[] Zip(params (string Name, string Content)[] files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var stream = zip.CreateEntry(name).Open();
                stream.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return bytes.ToArray();
    }

    /// <summary>The directory says that the file is shorter than what it unpacks into.</summary>
    private static byte[] Understated(byte[] zip, string name)
    {
        var at = zip.AsSpan().LastIndexOf(Encoding.UTF8.GetBytes(name)) - 46;
        BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(at + 24), 10);
        return zip;
    }

    private static byte[] SmallPdf(string catalog, string trailer = "", params string[] more)
    {
        string[] objects = [catalog, "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>", .. more];
        var text = new StringBuilder("%PDF-1.7\n");
        var table = new StringBuilder("0000000000 65535 f\r\n");
        for (var i = 0; i < objects.Length; i++)
        {
            table.Append(CultureInfo.InvariantCulture, $"{text.Length:D10} 00000 n\r\n");
            text.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var start = text.Length;
        text.Append(CultureInfo.InvariantCulture,
            $"xref\n0 {objects.Length + 1}\n{table}trailer\n<</Size {objects.Length + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(text.ToString());
    }
}
