using System.Globalization;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Placement;

/// <summary>A search reads what its pages show, and nothing of the pictures around.</summary>
public sealed class LargeFileSearchTests
{
    [Fact]
    public async Task Only_what_is_needed_is_read()
    {
        var file = Build(pages: 200, picture: 40_000);
        var (one, all) = (new CountingStream(file), new CountingStream(file));

        var first = await KeywordSearch.FindAsync(one, "word", new KeywordSearchOptions { LastPage = 1 }, TestContext.Current.CancellationToken);
        var every = await KeywordSearch.FindAsync(
            all, "page 200", new KeywordSearchOptions { TimeLimit = TimeSpan.FromMinutes(1) }, TestContext.Current.CancellationToken);

        first.Answer.ShouldBe(KeywordAnswer.One);
        every.Answer.ShouldBe(KeywordAnswer.One);
        every.Hits[0].Page.ShouldBe(200);
        // The page tree is read as a whole: one block of 32 KB for each page object at most.
        one.Bytes.ShouldBeLessThan(file.Length);
        all.Bytes.ShouldBeLessThan(2 * file.Length);
    }

    [Fact]
    public async Task Memory_does_not_grow_with_the_pages()
    {
        await AllocatedAsync(Build(20, 100));

        var (some, many) = (await AllocatedAsync(Build(100, 100)), await AllocatedAsync(Build(400, 100)));

        // What a page needs is used again for the next.
        ((many - some) / 300.0).ShouldBeLessThan(40_000);
    }

    private static async Task<long> AllocatedAsync(byte[] file)
    {
        var options = new KeywordSearchOptions { TimeLimit = TimeSpan.FromMinutes(1) };
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var result = await KeywordSearch.FindAsync(new MemoryStream(file, writable: false), "nowhere", options, TestContext.Current.CancellationToken);
        result.Answer.ShouldBe(KeywordAnswer.None);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    private static byte[] Build(int pages, int picture)
    {
        var noise = new Random(3);
        List<string> objects =
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            $"<</Type/Pages/Kids[{string.Concat(Enumerable.Range(0, pages).Select(i => $"{4 + (3 * i)} 0 R "))}]/Count {pages}/MediaBox[0 0 600 800]>>",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        ];
        for (var i = 0; i < pages; i++)
        {
            var bytes = new byte[picture];
            noise.NextBytes(bytes);
            objects.Add($"<</Type/Page/Parent 2 0 R/Contents {5 + (3 * i)} 0 R/Resources<</Font<</F 3 0 R>>/XObject<</I {6 + (3 * i)} 0 R>>>>>>");
            objects.Add(TestPdf.Stream(string.Create(CultureInfo.InvariantCulture, $"/I Do BT /F 12 Tf 50 700 Td (A word on page {i + 1}) Tj ET")));
            objects.Add(TestPdf.Stream(TestPdf.Text(bytes), "/Type/XObject/Subtype/Image/Width 9/Height 9/BitsPerComponent 8/ColorSpace/DeviceGray"));
        }

        return TestPdf.Build(objects);
    }

    private sealed class CountingStream(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public long Bytes { get; private set; }

        /// <summary>The base class sends the other ways of reading here.</summary>
        public override int Read(byte[] buffer, int offset, int count)
        {
            var got = base.Read(buffer, offset, count);
            Bytes += got;
            return got;
        }
    }
}
