using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Signing;

/// <summary>Every kind of file that the format allows, signed.</summary>
public sealed class FileShapeTests
{
    private static readonly Gen<GeneratedPdf> s_files =
        from shape in Gen.Elements(Enum.GetValues<FileShape>())
        from pages in Gen.Choose(1, 5)
        from updates in Gen.Frequency((3, Gen.Constant(0)), (2, Gen.Choose(1, 6)))
        from junk in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(1, 900)))
        from counts in Gen.Elements(true, false)
        from end in Gen.Elements(string.Empty, "\n", "\r\n", "\n\n", "\n% remark")
        from rotate in Gen.Elements(0, 90, 180, 270)
        from form in Gen.Elements(true, false)
        from spare in Gen.Choose(1, 6)
        select new GeneratedPdf(shape, pages, updates, junk, counts, end, rotate, form, spare);

    [Property(MaxTest = 150)]
    public Property A_signed_file_is_what_it_was_and_a_signature() => Prop.ForAll(s_files.ToArbitrary(), generated => CheckAsync(generated, 0).GetAwaiter().GetResult());

    [Property(MaxTest = 25)]
    public Property So_it_is_for_the_second_and_the_third_signature() => Prop.ForAll(s_files.ToArbitrary(), generated => CheckAsync(generated, 2).GetAwaiter().GetResult());

    public static TheoryData<FileShape, bool> Shapes
    {
        get
        {
            var data = new TheoryData<FileShape, bool>();
            foreach (var shape in Enum.GetValues<FileShape>())
            {
                data.Add(shape, false);
                data.Add(shape, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Peers_read_every_shape_after_signing_as_before(FileShape shape, bool isUpdated)
    {
        var pdf = new GeneratedPdf(shape, 2, isUpdated ? 3 : 0, 0, false, "\n", 90, HasForm: true, Spare: 3).Write();
        var signed = await Signer.SignAsync(pdf);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, pdf, TestContext.Current.CancellationToken);
            (await Peers.RunAsync("qpdf", "--check", file)).Exit.ShouldBe(0);
            var complains = (await Peers.RunAsync("mutool", "info", file)).Output.Contains("error", StringComparison.Ordinal);
            await File.WriteAllBytesAsync(file, signed, TestContext.Current.CancellationToken);
            var (exit, output) = await Peers.RunAsync("qpdf", "--check", file);
            exit.ShouldBe(0, output);
            (await Peers.RunAsync("pdfsig", "-nocert", file)).Output.ShouldContain("Signature is Valid");
            // mutool has a way of its own with sections that stand at the front, before and after signing.
            if (!complains)
                (await Peers.RunAsync("mutool", "info", file)).Output.ShouldNotContain("error");
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>One of the lengths brings the start of the last section, counted from the header, into the word <c>startxref</c>.</summary>
    [Theory]
    [InlineData(FileShape.Table)]
    [InlineData(FileShape.Stream)]
    [InlineData(FileShape.ObjectStreams)]
    public void No_length_of_what_stands_before_the_header_moves_the_sections(FileShape shape)
    {
        for (var junk = 1; junk <= 900; junk++)
        {
            var pdf = new GeneratedPdf(shape, 2, 1, junk, CountsFromHeader: false, "\n", 0, HasForm: true, Spare: 1).Write();

            Should.NotThrow(() => PdfDocument.Open(ByteSource.Of(pdf)), $"{junk} bytes before the header");
        }
    }

    [Theory]
    [InlineData(FileShape.Table)]
    [InlineData(FileShape.Stream)]
    public Task A_chain_of_five_hundred_updates_is_followed(FileShape shape) =>
        CheckAsync(new GeneratedPdf(shape, 1, 500, 0, false, "\n", 0, HasForm: false, Spare: 1), 1);

    [Fact]
    public async Task What_no_offset_reaches_is_refused_before_it_is_read()
    {
        var refused = await Should.ThrowAsync<PdfRefusedException>(() => PadesSigner.PrepareAsync(
            new Huge(int.MaxValue + 1L), new MemoryStream(), Signer.Request(), TestContext.Current.CancellationToken));

        refused.Reason.ShouldBe(PdfRefusal.TooLarge);
    }

    private static async Task CheckAsync(GeneratedPdf generated, int more)
    {
        var pdf = generated.Write();
        var before = Objects(pdf);
        for (var i = 0; i <= more; i++)
        {
            var signed = await Signer.SignAsync(pdf);
            signed.AsSpan(0, pdf.Length).SequenceEqual(pdf).ShouldBeTrue();
            pdf = signed;
        }

        var after = Objects(pdf);
        foreach (var (number, body) in before.Where(o => !after[o.Key].SequenceEqual(o.Value)))
            (number is 1 or >= 3 && (number == 1 || number < 3 + generated.Pages)).ShouldBeTrue($"object {number} changed: {TestPdf.Text(body)}");
        var results = await Signer.ValidateAsync(pdf);
        results.Count.ShouldBe(more + 1);
        results.ShouldAllBe(r => r.Integrity == Integrity.Intact && r.Indication == Indication.TotalPassed);
        (results[^1].Coverage, results[^1].Modifications).ShouldBe((Coverage.WholeFile, Modifications.None));
        results.Take(more).ShouldAllBe(r => r.Modifications == Modifications.Permitted);
    }

    /// <summary>What the file holds, written anew; streams by their dictionaries.</summary>
    private static Dictionary<int, byte[]> Objects(byte[] pdf)
    {
        var document = PdfDocument.Open(ByteSource.Of(pdf));
        var result = new Dictionary<int, byte[]>();
        for (var number = 1; number < document.NextNumber; number++)
        {
            using var output = new MemoryStream();
            ObjectWriter.Write(output, document.Load(number) is PdfStream stream ? stream.Dictionary : document.Load(number));
            result[number] = output.ToArray();
        }

        return result;
    }

    /// <summary>A file as long as it says, without a byte in it.</summary>
    private sealed class Huge(long length) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get; set; }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new InvalidOperationException("Nobody needs to read it.");

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
