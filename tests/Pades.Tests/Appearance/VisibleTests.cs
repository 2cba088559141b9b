using KonTum.Tthc.Pades.Appearance;
using KonTum.Tthc.Pades.Tests.Cms;
using KonTum.Tthc.Pades.Tests.Signing;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Appearance;

/// <summary>Signatures as readers draw them: in every turn of the page, with boxes that do not begin at zero.</summary>
public sealed class VisibleTests
{
    private static readonly byte[] s_stamp = Stamp();

    public static TheoryData<string, SignatureLayout> Pages
    {
        get
        {
            var data = new TheoryData<string, SignatureLayout>();
            foreach (var rotate in new[] { 0, 90, 180, 270 })
            {
                foreach (var box in new[] { "/MediaBox[0 0 400 600]", "/MediaBox[-100 50 300 650]", "/MediaBox[0 0 900 900]/CropBox[100 200 500 800]", "/MediaBox[0 0 200 300]/UserUnit 2" })
                {
                    foreach (var layout in Enum.GetValues<SignatureLayout>())
                        data.Add($"{box}/Rotate {rotate}", layout);
                }
            }

            return data;
        }
    }

    /// <summary>The stamp is red above and blue below: both programs must draw it upright and in its place.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Two_readers_draw_it_upright_in_its_place(string page, SignatureLayout layout)
    {
        // Beyond the right edge: it is moved back onto the page.
        var visible = Signer.Visible with { Rectangle = new PageRectangle(900, 40, 120, 60), Image = s_stamp, Layout = layout, Lines = ["Nguyễn Thị Phượng"] };
        var pdf = await Signer.SignAsync(TestPdf.OnePage(page), Signer.Request(visible));
        var (width, height) = (await Signer.InspectAsync(pdf)).PageSizes[0];
        using var peer = new OpenSsl();
        peer.Write("s.pdf", pdf);
        // poppler passes UserUnit over.
        peer.RunProgram("pdftoppm", "-cropbox", "-r", page.Contains("UserUnit", StringComparison.Ordinal) ? "144" : "72", "-singlefile", "s.pdf", "poppler").Code.ShouldBe(0);
        peer.RunProgram("mutool", "draw", "-w", $"{width}", "-h", $"{height}", "-o", "mupdf.ppm", "s.pdf", "1").Code.ShouldBe(0);
        foreach (var reader in new[] { "poppler.ppm", "mupdf.ppm" })
        {
            var picture = Ppm.Read(peer.Read(reader));
            (picture.Width, picture.Height).ShouldBe(((int)width, (int)height), reader);
            var (red, blue, dark) = picture.Centres();
            var left = width - 120;
            if (layout != SignatureLayout.TextOnly)
            {
                red.ShouldNotBeNull(reader);
                var (first, second) = (red!.Value, blue!.Value);
                first.Y.ShouldBeLessThan(second.Y - 3, $"{reader}: red is above blue");
                Math.Abs(first.X - second.X).ShouldBeLessThan(2);
                first.X.ShouldBeInRange(left, width);
                second.Y.ShouldBeInRange(height - 100, height - 40);
            }

            if (layout != SignatureLayout.ImageOnly)
            {
                dark.ShouldNotBeNull(reader);
                dark!.Value.X.ShouldBeInRange(left, width);
                dark.Value.Y.ShouldBeInRange(height - 100, height - 40);
            }
        }
    }

    [Theory]
    [InlineData(1, "0 0")]
    [InlineData(2, "1 0")]
    [InlineData(3, "1 1")]
    [InlineData(4, "0 1")]
    [InlineData(5, "0 0")]
    [InlineData(6, "1 0")]
    [InlineData(7, "1 1")]
    [InlineData(8, "0 1")]
    public void The_first_sample_of_a_jpeg_is_where_its_orientation_says(int orientation, string corner)
    {
        using var peer = new OpenSsl();
        // 32 wide, 16 high: the left half of the first rows is red, the rest white.
        var rows = new byte[16 * 97];
        for (var y = 0; y < 16; y++)
        {
            for (var x = 0; x < 32; x++)
                (rows[(y * 97) + 1 + (x * 3)], rows[(y * 97) + 2 + (x * 3)], rows[(y * 97) + 3 + (x * 3)]) = y < 8 && x < 16 ? ((byte)255, (byte)0, (byte)0) : ((byte)255, (byte)255, (byte)255);
        }

        peer.Write("p.pdf", AppearancePdf.Write(ImageOnly(TestPictures.Png(32, 16, 8, 2, rows), 32, 16)));
        peer.RunProgram("pdftoppm", "-jpeg", "-r", "288", "-singlefile", "p.pdf", "p").Code.ShouldBe(0);
        var jpeg = peer.Read("p.jpg");
        byte[] exif = [0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];

        var (width, height) = orientation >= 5 ? (40, 80) : (80, 40);
        var (pixel, _, _) = SignatureAppearanceTests.Draw(ImageOnly([.. jpeg[..2], .. exif, .. jpeg[2..]], width, height));

        var red = from x in new[] { 0, 1 } from y in new[] { 0, 1 } where pixel((width / 4) + (x * width / 2), (height / 4) + (y * height / 2)).Green < 60 select $"{x} {y}";
        red.ShouldBe([corner]);
    }

    [Theory]
    [InlineData("4D4D002A00000008FFFF")]
    [InlineData("49492A00FFFFFF7F0000")]
    [InlineData("4D4D002A0000000800010112000300000001000900000000")]
    [InlineData("")]
    public void Broken_exif_is_passed_over(string hex) =>
        ExifOrientation.Read([.. "Exif\0\0"u8, .. Convert.FromHexString(hex)]).ShouldBe(1);

    [Theory]
    [InlineData("line")]
    [InlineData("reason")]
    [InlineData("location")]
    [InlineData("too long")]
    public async Task Text_that_is_no_text_is_refused(string where)
    {
        const string half = "Phượng \ud83d";
        var request = Signer.Request(Signer.Visible with { Lines = [where == "line" ? half : where == "too long" ? new string('a', 20_001) : "a"] });

        var refused = await FormPdf.RefusedAsync(
            TestPdf.OnePage(), request with { Reason = where == "reason" ? half : null, Location = where == "location" ? half : null });

        refused.Reason.ShouldBe(PdfRefusal.UnusableText);
    }

    [Fact]
    public void The_longest_text_costs_little_and_ends_in_an_ellipsis()
    {
        // Counted in what it allocates, because seconds depend on what else the machine does: breaking it word by word from its start
        // again and again would take a hundred times as much.
        var before = GC.GetAllocatedBytesForCurrentThread();

        var words = SignatureAppearance.Render(120, 40, new VisibleSignature { Lines = [string.Concat(Enumerable.Repeat("từ ", 6_600))] });
        var word = SignatureAppearance.Render(120, 40, new VisibleSignature { Lines = [new string('W', 20_000)] });

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(60L * 1024 * 1024);
        words.Fonts.Count.ShouldBe(1);
        word.Fonts.Count.ShouldBe(1);
    }

    private static AppearanceContent ImageOnly(byte[] image, double width, double height) =>
        SignatureAppearance.Render(width, height, new VisibleSignature { Layout = SignatureLayout.ImageOnly, Image = image });

    /// <summary>Eight by eight: the upper half red, the lower blue.</summary>
    private static byte[] Stamp()
    {
        var rows = new byte[8 * 25];
        for (var y = 0; y < 8; y++)
        {
            for (var x = 0; x < 8; x++)
                rows[(y * 25) + 1 + (x * 3) + (y < 4 ? 0 : 2)] = 255;
        }

        return TestPictures.Png(8, 8, 8, 2, rows);
    }

    private sealed record Ppm(byte[] Bytes, int Start, int Width, int Height)
    {
        public static Ppm Read(byte[] bytes)
        {
            var words = System.Text.Encoding.ASCII.GetString(bytes, 0, 40).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            var (width, height) = (int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture), int.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture));
            return new(bytes, bytes.Length - (width * height * 3), width, height);
        }

        /// <summary>Of red, of blue, and of dark pixels; null where there are none. The text of the page itself stands in its middle and is left out.</summary>
        public ((double X, double Y)? Red, (double X, double Y)? Blue, (double X, double Y)? Dark) Centres()
        {
            (double X, double Y, int Count)[] sums = new (double, double, int)[3];
            for (var y = Height - 110; y < Height; y++)
            {
                for (var x = Width - 130; x < Width; x++)
                {
                    var at = Start + (((y * Width) + x) * 3);
                    var (r, g, b) = (Bytes[at], Bytes[at + 1], Bytes[at + 2]);
                    var kind = (r > 200 && g < 60 && b < 60) ? 0 : (b > 200 && r < 60 && g < 60) ? 1 : (r < 110 && g < 110 && b < 110) ? 2 : -1;
                    if (kind >= 0)
                        sums[kind] = (sums[kind].X + x, sums[kind].Y + y, sums[kind].Count + 1);
                }
            }

            var centres = sums.Select(s => s.Count == 0 ? ((double X, double Y)?)null : (s.X / s.Count, s.Y / s.Count)).ToArray();
            return (centres[0], centres[1], centres[2]);
        }
    }
}
