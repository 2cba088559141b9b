using System.Text;
using System.Text.Json;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Signing;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Signing;

/// <summary>Keywords in stored files and boxes on their pages, as pages are displayed: turned, cut, enlarged (facts 5, 7).</summary>
public sealed class PlacementsAreFound : IAsyncLifetime
{
    private const double Width = 150;
    private const double Height = 50;
    private const string A4 = "";
    private const string Turned = "/MediaBox[0 0 595 842]/Rotate 90";
    private const string Cut = "/MediaBox[0 0 595 842]/CropBox[100 200 400 700]";
    private const string Enlarged = "/MediaBox[0 0 595 842]/UserUnit 2";

    private readonly AdapterHost host = AdapterHost.Create();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IDocumentSigner Signer => host.Get<IDocumentSigner>();

    [Theory]
    [InlineData("Người nộp đơn", "Người nộp đơn", NormalizationForm.FormC)]
    [InlineData("Người nộp đơn", "Người nộp đơn", NormalizationForm.FormD)]
    [InlineData("Người nộp đơn", "NGƯỜI NỘP ĐƠN", NormalizationForm.FormC)]
    [InlineData("NGƯỜI NỘP ĐƠN", "người nộp đơn", NormalizationForm.FormD)]
    public async Task One_hit_is_certain_whatever_the_case_and_the_normal_form(string written, string keyword, NormalizationForm form)
    {
        var file = await StoreAsync(new TextPdf().Page(A4, (100, 700, $"Kon Tum. {written} (ký tên)")).Build());

        var search = await FindAsync(file, keyword.Normalize(form));

        search.Outcome.ShouldBe(PlacementOutcome.Found);
        search.PagesWithoutText.ShouldBeEmpty();
        var hit = search.Hits.ShouldHaveSingleItem();
        // Nine letters of five points stand before it.
        hit.Keyword.X.ShouldBe(145, 0.1);
        hit.Keyword.Width.ShouldBe(13 * 5, 0.1);
        hit.Keyword.Y.ShouldBeInRange(690, 700);
        (hit.Keyword.Y + hit.Keyword.Height).ShouldBeInRange(705, 715);
        hit.Placement.ShouldBe(hit.Keyword with { Y = hit.Placement.Y, Width = Width, Height = Height });
        (hit.Placement.Y + Height).ShouldBeInRange(hit.Keyword.Y - 10, hit.Keyword.Y, "below, and near");
        hit.Context.ShouldBe($"Kon Tum. {written} (ký tên)");
        hit.Occurrence.ShouldBe(1);
        await Signer.CheckAsync(file, hit.Placement, Cancellation);
    }

    [Fact]
    public async Task A_keyword_whose_marks_are_letters_of_their_own_on_the_page_is_found()
    {
        var file = await StoreAsync(new TextPdf().Page(A4, (100, 700, "Người nộp đơn".Normalize(NormalizationForm.FormD))).Build());

        (await FindAsync(file, "Người nộp đơn")).Hits.ShouldHaveSingleItem().Context.ShouldBe("Người nộp đơn");
    }

    [Fact]
    public async Task Several_hits_come_in_reading_order_with_what_stands_around_them()
    {
        var file = await StoreAsync(new TextPdf()
            .Page(A4, (100, 300, "thứ hai: Ký tên"), (100, 700, "thứ nhất: Ký tên"))
            .Page(A4, (100, 700, "thứ ba: Ký tên")).Build());

        var search = await FindAsync(file, "ký tên");

        search.Outcome.ShouldBe(PlacementOutcome.Several);
        search.Hits.Select(h => h.Occurrence).ShouldBe([1, 2, 3]);
        search.Hits.Select(h => h.Keyword.Page).ShouldBe([1, 1, 2]);
        search.Hits.ShouldAllBe(h => h.Placement.Page == h.Keyword.Page);
        search.Hits.Select(h => Math.Round(h.Keyword.Y / 100)).ShouldBe([7, 3, 7], "from top to bottom, in whatever order the page draws them");
        foreach (var (hit, which) in search.Hits.Zip(["nhất", "hai", "ba"])) hit.Context.ShouldContain($"thứ {which}: Ký tên");
    }

    [Theory]
    [InlineData(Turned, 842, 595, 700, 595 - 150)] // a quarter to the right: up becomes right, right becomes down
    [InlineData("/MediaBox[0 0 595 842]/Rotate 180", 595, 842, 595 - 150, 842 - 700)]
    [InlineData("/MediaBox[0 0 595 842]/Rotate 270", 842, 595, 842 - 700, 150)]
    [InlineData("/MediaBox[100 200 695 1042]", 595, 842, 50, 500)]
    [InlineData("/MediaBox[0 0 595 842]/CropBox[100 200 400 800]", 300, 600, 50, 500)]
    [InlineData("/MediaBox[0 0 595 842]/CropBox[100 200 400 800]/Rotate 90", 600, 300, 500, 250)]
    [InlineData(Enlarged, 1190, 1684, 300, 1400)]
    public async Task Places_are_those_of_the_page_as_it_is_displayed(string page, double width, double height, double x, double y)
    {
        var file = await StoreAsync(new TextPdf().Page(page, (150, 700, "Ký")).Build());

        var hit = (await FindAsync(file, "Ký")).Hits.ShouldHaveSingleItem();

        // The point where the text begins is a corner of its box, up to the descent.
        var unit = page == Enlarged ? 2 : 1;
        x.ShouldBeInRange(hit.Keyword.X - 0.1, hit.Keyword.X + hit.Keyword.Width + 0.1);
        y.ShouldBeInRange(hit.Keyword.Y - 0.1, hit.Keyword.Y + hit.Keyword.Height + 0.1);
        Math.Max(hit.Keyword.Width, hit.Keyword.Height).ShouldBeLessThan(15 * unit);
        hit.Placement.X.ShouldBeInRange(0, width - Width);
        hit.Placement.Y.ShouldBeInRange(0, height - Height);
        await Signer.CheckAsync(file, hit.Placement, Cancellation);
    }

    [Fact]
    public async Task Below_the_last_line_of_a_page_there_is_still_the_page()
    {
        var file = await StoreAsync(new TextPdf().Page(A4, (570, 10, "Ký")).Build());

        var hit = (await FindAsync(file, "Ký")).Hits.ShouldHaveSingleItem();

        hit.Placement.X.ShouldBe(595 - Width, 0.1);
        hit.Placement.Y.ShouldBe(0, 0.1);
    }

    [Fact]
    public async Task A_scan_is_said_to_be_one_and_so_is_a_scanned_page_among_others()
    {
        var scan = await StoreAsync(new TextPdf().Page(A4).Page(A4).Build());
        var mixed = await StoreAsync(new TextPdf().Page(A4).Page(A4, (100, 700, "Ký tên")).Build());

        var none = await FindAsync(scan, "ký");
        var one = await FindAsync(mixed, "ký");
        var another = await FindAsync(mixed, "đóng dấu");

        (none.Outcome, none.Hits.Count).ShouldBe((PlacementOutcome.NoText, 0));
        none.PagesWithoutText.ShouldBe([1, 2]);
        one.Outcome.ShouldBe(PlacementOutcome.Found);
        one.Hits.ShouldHaveSingleItem().Keyword.Page.ShouldBe(2);
        one.PagesWithoutText.ShouldBe([1]);
        another.Outcome.ShouldBe(PlacementOutcome.NotFound);
        another.PagesWithoutText.ShouldBe([1]);
    }

    [Fact]
    public async Task A_keyword_of_nothing_that_can_be_seen_is_not_found()
    {
        var file = await StoreAsync(new TextPdf().Page(A4, (100, 700, "Ký tên")).Build());

        var search = await FindAsync(file, "\u200b\u200b");

        (search.Outcome, search.Hits.Count).ShouldBe((PlacementOutcome.NotFound, 0));
    }

    [Fact]
    public async Task What_stands_around_a_hit_is_cut_between_letters()
    {
        var faces = string.Concat(Enumerable.Repeat("😀", 100));
        var file = await StoreAsync(new TextPdf().Page("/MediaBox[0 0 3000 842]", (10, 700, $"{faces}aKý{faces}")).Build());

        var context = (await FindAsync(file, "Ký")).Hits.ShouldHaveSingleItem().Context;

        context.Length.ShouldBeLessThanOrEqualTo(160);
        context.ShouldContain("😀aKý😀");
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(context)).ShouldBe(context, "no half of a letter");
    }

    [Fact]
    public async Task A_file_that_cannot_be_searched_says_why()
    {
        var word = await StoreAsync("This is not a PDF."u8.ToArray());
        var locked = await StoreAsync(SmallPdf.Write("/Encrypt<</Filter/Standard/V 1/R 2/P -4/O()/U()>>"));

        foreach (var (file, reason) in new[] { (word, "NotPdf"), (locked, "Encrypted") })
        {
            var failure = await Should.ThrowAsync<FailureException>(() => FindAsync(file, "Ký"));
            failure.Failure.ShouldBe(Failures.PdfNotSignable);
            failure.Details["reason"].ShouldBe(reason);
        }
    }

    [Theory]
    [InlineData(A4, 445, 792, true)] // in the corner
    [InlineData(A4, 520, 700, true)] // half of it is seen
    [InlineData(A4, 521, 700, false)]
    [InlineData(A4, -75, 700, true)]
    [InlineData(A4, -76, 700, false)]
    [InlineData(A4, 100, -25, true)]
    [InlineData(A4, 100, -26, false)]
    [InlineData(A4, 100, 818, false)]
    [InlineData(A4, 5000, 5000, false)]
    [InlineData(Turned, 692, 545, true)] // off the page, were it not turned
    [InlineData(Turned, 100, 700, false)]
    [InlineData(Cut, 150, 450, true)]
    [InlineData(Cut, 300, 100, false)] // on the paper, and cut away
    [InlineData(Enlarged, 1000, 1600, true)]
    public async Task A_box_of_which_less_than_half_is_seen_is_refused(string page, double x, double y, bool accepted)
    {
        var file = await StoreAsync(new TextPdf().Page(page).Build());
        var check = () => Signer.CheckAsync(file, new PagePlacement(1, x, y, Width, Height), Cancellation);

        if (accepted)
        {
            await check();
            return;
        }

        var failure = await Should.ThrowAsync<FailureException>(check);
        failure.Failure.ShouldBe(Failures.PlacementOutsidePage);
        (failure.Details["width"], failure.Details["height"]).ShouldBe(page switch { Turned => ("842", "595"), Cut => ("300", "500"), _ => ("595", "842") });
        failure.Vietnamese.ShouldContain(failure.Details["width"]);
        failure.English.ShouldContain(failure.Details["height"]);
    }

    [Fact]
    public async Task In_real_documents_every_proposed_place_can_be_signed_and_what_cannot_be_is_refused()
    {
        var entries = CorpusFiles();
        Assert.SkipUnless(entries.Count > 0, "The corpus ../shared/corpus is not here.");
        var (files, refused, wrong) = (0, 0, new List<string>());
        foreach (var (path, mustBeRefused) in entries)
        {
            var file = await StoreAsync(await File.ReadAllBytesAsync(path, Cancellation));
            try
            {
                await Signer.CheckAsync(file, new PagePlacement(1, 0, 0, 20, 10), Cancellation);
                if (mustBeRefused) wrong.Add($"{path} was accepted");
                var search = await FindAsync(file, "e");
                foreach (var hit in search.Hits.Take(3)) await Signer.CheckAsync(file, hit.Placement, Cancellation);
                if (search.Hits.Count > 0) files++;
            }
            catch (FailureException failure) when (failure.Failure == Failures.PdfNotSignable)
            {
                refused++;
                failure.Vietnamese.ShouldNotContain("{");
            }
            catch (FailureException failure)
            {
                wrong.Add($"{path}: {failure.Failure.Code}");
            }
        }

        wrong.ShouldBeEmpty();
        files.ShouldBeGreaterThanOrEqualTo(35);
        refused.ShouldBeGreaterThanOrEqualTo(entries.Count(e => e.MustBeRefused));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private Task<PlacementSearch> FindAsync(StoredFile file, string keyword) =>
        host.Get<IPlacementFinder>().FindAsync(file, keyword, Width, Height, Cancellation);

    private async Task<StoredFile> StoreAsync(byte[] bytes)
    {
        var stored = await host.Get<IBlobStore>().StoreAsync(new MemoryStream(bytes), bytes.Length, Cancellation);
        return new StoredFile(stored.Sha256, stored.Size, "application/pdf");
    }

    private static List<(string Path, bool MustBeRefused)> CorpusFiles()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "KonTum.Tthc.sln"))) folder = folder.Parent;
        var corpus = Path.GetFullPath(Path.Combine(folder!.FullName, "..", "shared", "corpus"));
        var index = Path.Combine(corpus, "expected.json");
        if (!File.Exists(index)) return [];
        using var json = JsonDocument.Parse(File.ReadAllBytes(index));
        return [.. json.RootElement.GetProperty("plain").EnumerateArray().Select(e => (
            Path.Combine(corpus, e.GetProperty("file").GetString()!),
            e.GetProperty("expected").GetString() == "refuse" && !e.TryGetProperty("also_accept", out _)))];
    }
}
