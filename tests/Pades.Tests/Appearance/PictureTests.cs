using FsCheck.Xunit;
using KonTum.Tthc.Pades.Appearance;
using KonTum.Tthc.Pades.Tests.Cms;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Appearance;

public class PictureTests
{
    private static readonly bool HasPoppler = File.Exists("/usr/bin/pdftoppm");

    /// <summary>Two pixels side by side in every colour type: the left one orange (or gray), the right one clear where it can be.</summary>
    public static TheoryData<string, byte[], (int, int, int), (int, int, int)> Kinds
    {
        get
        {
            (int, int, int) ground = (204, 229, 255);
            return new()
            {
                { "gray 1", TestPictures.Png(2, 1, 1, 0, [0, 0b0100_0000]), (0, 0, 0), (255, 255, 255) },
                { "gray 2", TestPictures.Png(2, 1, 2, 0, [0, 0b0110_0000]), (85, 85, 85), (170, 170, 170) },
                { "gray 4", TestPictures.Png(2, 1, 4, 0, [0, 0x3C]), (51, 51, 51), (204, 204, 204) },
                { "gray 8 with key", TestPictures.Png(2, 1, 8, 0, [0, 100, 200], transparency: [0, 200]), (100, 100, 100), ground },
                { "gray 16", TestPictures.Png(2, 1, 16, 0, [0, 100, 1, 200, 255]), (100, 100, 100), (200, 200, 200) },
                { "rgb 8, filter Sub", TestPictures.Png(2, 1, 8, 2, [1, 250, 120, 10, 5, 5, 5]), (250, 120, 10), (255, 125, 15) },
                { "rgb 16 with key", TestPictures.Png(2, 1, 16, 2, [0, 250, 0, 120, 0, 10, 0, 1, 2, 3, 4, 5, 6], transparency: [1, 2, 3, 4, 5, 6]), (250, 120, 10), ground },
                { "palette 1", TestPictures.Png(2, 1, 1, 3, [0, 0b0100_0000], [250, 120, 10, 1, 2, 3], [255, 0]), (250, 120, 10), ground },
                { "palette 4", TestPictures.Png(2, 1, 4, 3, [0, 0x01], [250, 120, 10, 1, 2, 3]), (250, 120, 10), (1, 2, 3) },
                { "gray and alpha 8", TestPictures.Png(2, 1, 8, 4, [0, 100, 255, 100, 0]), (100, 100, 100), ground },
                { "rgba 8, filter Paeth", TestPictures.Png(2, 1, 8, 6, [4, 250, 120, 10, 255, 0, 0, 0, 1]), (250, 120, 10), ground },
                { "rgba 16", TestPictures.Png(2, 1, 16, 6, [0, 250, 0, 120, 0, 10, 0, 255, 255, 9, 9, 9, 9, 9, 9, 0, 0]), (250, 120, 10), ground },
                { "interlaced", TestPictures.Png(2, 1, 8, 2, [0, 250, 120, 10, 0, 1, 2, 3], interlaced: true), (250, 120, 10), (1, 2, 3) },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_png_is_drawn(string kind, byte[] png, (int, int, int) left, (int, int, int) right)
    {
        Assert.SkipUnless(HasPoppler, "poppler-utils is not installed");

        var (pixel, _, _) = SignatureAppearanceTests.Draw(ImageOnly(png, 40, 20));

        pixel(10, 10).ShouldBe(left, kind);
        pixel(30, 10).ShouldBe(right, kind);
    }

    [Fact]
    public void An_interlaced_picture_is_the_same_as_the_plain_one()
    {
        // 5 x 5 gray; the seven passes of Adam7 written out by hand.
        byte[] plain = [.. Enumerable.Range(0, 5).SelectMany(y => (byte[])[0, .. Enumerable.Range(0, 5).Select(x => (byte)((y * 5) + x))])];
        byte[] passes =
        [
            0, 0, 0, 4, 0, 20, 24, 0, 2, 0, 22, 0, 10, 12, 14, 0, 1, 3, 0, 11, 13, 0, 21, 23,
            0, 5, 6, 7, 8, 9, 0, 15, 16, 17, 18, 19,
        ];

        var expected = PictureReader.Read(TestPictures.Png(5, 5, 8, 0, plain), "Im0");
        var interlaced = PictureReader.Read(TestPictures.Png(5, 5, 8, 0, passes, interlaced: true), "Im0");

        interlaced.Data.ShouldBe(expected.Data);
    }

    [Fact]
    public void An_opaque_picture_has_no_mask() =>
        PictureReader.Read(TestPictures.Png(1, 1, 8, 6, [0, 1, 2, 3, 255]), "Im0").SoftMask.ShouldBeNull();

    [Fact]
    public void A_bomb_is_refused_before_room_is_made_for_it()
    {
        var bomb = TestPictures.Png(60_000, 60_000, 8, 6, new byte[1000]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Refusal(bomb).Reason.ShouldBe(PdfRefusal.UnusableImage);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1024 * 1024);
    }

    [Fact]
    public void A_file_beyond_the_limit_is_refused()
    {
        Refusal(new byte[PictureReader.MaxBytes + 1]).Message.ShouldContain("larger");
        Refusal(new byte[PictureReader.MaxBytes]).Message.ShouldContain("neither");
    }

    [Theory]
    [InlineData("474946383961")]
    [InlineData("89504E470D0A1A0A")]
    [InlineData("FFD8FF")]
    [InlineData("FFD8FFE000104A464946000101")]
    public void What_is_not_a_picture_is_refused(string hex) =>
        Refusal(Convert.FromHexString(hex)).Reason.ShouldBe(PdfRefusal.UnusableImage);

    [Fact]
    public void A_truncated_png_is_refused()
    {
        var png = TestPictures.Seal();

        Refusal(png[..(png.Length / 2)]).Reason.ShouldBe(PdfRefusal.UnusableImage);
        Refusal(TestPictures.Png(10, 10, 8, 2, new byte[20])).Reason.ShouldBe(PdfRefusal.UnusableImage);
    }

    [Property(MaxTest = 300)]
    public void Changed_bytes_are_drawn_or_refused(int position, byte value)
    {
        var png = TestPictures.Seal(16);
        png[(int)((uint)position % png.Length)] = value;

        try
        {
            PictureReader.Read(png, "Im0").Width.ShouldBeGreaterThan(0);
        }
        catch (PdfRefusedException refusal)
        {
            refusal.Reason.ShouldBe(PdfRefusal.UnusableImage);
        }
    }

    /// <summary>Headers are what is read; the samples are the reader's business.</summary>
    [Theory]
    [InlineData(0xC0, 1, false)]
    [InlineData(0xC0, 3, false)]
    [InlineData(0xC2, 3, false)]
    [InlineData(0xC0, 4, true)]
    [InlineData(0xC0, 4, false)]
    public void Jpeg_headers_are_read(byte frame, byte components, bool adobe)
    {
        var image = PictureReader.Read(Jpeg(frame, components, adobe), "Im0");

        (image.Width, image.Height, image.Filter).ShouldBe((300, 200, "DCTDecode"));
        image.ColorSpace.ShouldBe(components switch { 1 => ImageColorSpace.DeviceGray, 3 => ImageColorSpace.DeviceRGB, _ => ImageColorSpace.DeviceCMYK });
        (image.Decode is not null).ShouldBe(components == 4 && adobe);
    }

    [Theory]
    [InlineData(0xC3)]
    [InlineData(0xC9)]
    public void Jpeg_kinds_that_readers_do_not_know_are_refused(byte frame) =>
        Refusal(Jpeg(frame, 3, adobe: false)).Reason.ShouldBe(PdfRefusal.UnusableImage);

    [Fact]
    public void A_jpeg_made_by_another_program_is_drawn()
    {
        Assert.SkipUnless(HasPoppler, "poppler-utils is not installed");
        using var peer = new OpenSsl();
        peer.Write("seal.pdf", AppearancePdf.Write(ImageOnly(TestPictures.Seal(), 100, 100)));
        peer.RunProgram("/usr/bin/pdftoppm", "-jpeg", "-r", "144", "-singlefile", "seal.pdf", "seal").Code.ShouldBe(0);

        var (pixel, _, _) = SignatureAppearanceTests.Draw(ImageOnly(peer.Read("seal.jpg"), 100, 100));

        pixel(50, 14).Red.ShouldBeInRange(190, 210);
        pixel(50, 14).Green.ShouldBeLessThan(15);
    }

    private static byte[] Jpeg(byte frame, byte components, bool adobe)
    {
        byte[] marker = adobe ? [0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, 2] : [];
        byte[] parts = [.. Enumerable.Range(1, components).SelectMany(number => (byte[])[(byte)number, 0x11, 0])];
        return
        [
            0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, .. marker,
            0xFF, frame, 0, (byte)(8 + (3 * components)), 8, 0, 200, 1, 44, components, .. parts,
            0xFF, 0xDA, 0, 2, 0xFF, 0xD9,
        ];
    }

    private static AppearanceContent ImageOnly(byte[] image, double width, double height) =>
        SignatureAppearance.Render(width, height, new VisibleSignature { Page = 1, Rectangle = default, Layout = SignatureLayout.ImageOnly, Image = image });

    private static PdfRefusedException Refusal(byte[] image) => Should.Throw<PdfRefusedException>(() => ImageOnly(image, 10, 10));
}
