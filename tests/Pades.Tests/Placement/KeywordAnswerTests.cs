using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Placement;

/// <summary>The answers are told apart, and a limit is never taken for an answer.</summary>
public sealed class KeywordAnswerTests
{
    [Fact]
    public async Task A_scan_is_not_a_page_without_the_keyword()
    {
        var pages = new TextPages();
        pages.Page("q 100 0 0 100 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q").Page("0 0 10 10 re f").Page(pages.Line("Chữ ký"));

        var scan = await pages.FindAsync("ký", new KeywordSearchOptions { LastPage = 2 });
        var all = await pages.FindAsync("dấu");
        var found = await pages.FindAsync("ký");

        scan.Answer.ShouldBe(KeywordAnswer.NoText);
        scan.Pages.ShouldBe([new PageSearch(1, PageSearchState.NoText), new PageSearch(2, PageSearchState.NoText)]);
        all.Answer.ShouldBe(KeywordAnswer.None);
        found.Answer.ShouldBe(KeywordAnswer.One);
        found.Hits[0].Page.ShouldBe(3);
    }

    [Fact]
    public async Task Glyphs_that_nobody_can_name_are_no_text()
    {
        var file = TestPdf.Text(new TextPages().Page("BT /F 20 Tf 60 300 Td <0001> Tj ET").Build())
            .Replace("/ToUnicode 7 0 R", new string(' ', 16), StringComparison.Ordinal);

        var result = await TextPages.FindAsync(TestPdf.Bytes(file), "x");

        result.Pages[0].State.ShouldBe(PageSearchState.UnknownCharacters);
        result.Answer.ShouldBe(KeywordAnswer.NoText);
    }

    [Fact]
    public async Task Several_hits_come_in_reading_order()
    {
        var pages = new TextPages();
        pages.Page(pages.Line("ký tên", 60, 100) + pages.Line("ký tên", 300, 400) + pages.Line("ký tên", 60, 400));
        pages.Page(pages.Line("ký tên"));

        var result = await pages.FindAsync("ký");

        result.Answer.ShouldBe(KeywordAnswer.Several);
        result.Hits.Select(h => h.Index).ShouldBe([0, 1, 2, 3]);
        result.Hits.Select(h => (h.Page, Math.Round(h.Rectangle.X))).ShouldBe([(1, 60), (1, 300), (1, 60), (2, 60)]);
        result.HasMoreHits.ShouldBeFalse();
    }

    [Fact]
    public async Task One_hit_wanted_and_more_there_is_several()
    {
        var pages = new TextPages();
        pages.Page(pages.Line("ký")).Page(pages.Line("ký")).Page(pages.Line("ký"));

        var result = await pages.FindAsync("ký", new KeywordSearchOptions { MaxHits = 1 });

        result.Answer.ShouldBe(KeywordAnswer.Several);
        result.HasMoreHits.ShouldBeTrue();
        result.Hits.ShouldHaveSingleItem().Page.ShouldBe(1);
        result.Pages[2].State.ShouldBe(PageSearchState.NotSearched);
    }

    [Fact]
    public async Task A_hit_before_the_limit_of_pages_is_not_certain()
    {
        var pages = new TextPages();
        pages.Page(pages.Line("ký")).Page(pages.Line("khác")).Page(pages.Line("khác"));

        var limited = await pages.FindAsync("ký", new KeywordSearchOptions { MaxPages = 2 });
        var ranged = await pages.FindAsync("ký", new KeywordSearchOptions { LastPage = 2 });
        var behind = await pages.FindAsync("ký", new KeywordSearchOptions { FirstPage = 2, LastPage = 99 });

        limited.Answer.ShouldBe(KeywordAnswer.Incomplete);
        limited.Hits.Count.ShouldBe(1);
        limited.Pages.Select(p => p.State).ShouldBe([PageSearchState.Searched, PageSearchState.Searched, PageSearchState.NotSearched]);
        ranged.Answer.ShouldBe(KeywordAnswer.One);
        behind.Answer.ShouldBe(KeywordAnswer.None);
        behind.Pages.Select(p => p.Page).ShouldBe([2, 3]);
    }

    [Fact]
    public async Task The_end_of_the_time_is_an_incomplete_answer()
    {
        var pages = new TextPages();
        for (var i = 0; i < 50; i++)
            pages.Page(pages.Line("khác"));

        // Every look at the clock takes a second.
        var result = await pages.FindAsync("ký", new KeywordSearchOptions { TimeLimit = TimeSpan.FromSeconds(60), Clock = new HurryingClock() });

        result.Answer.ShouldBe(KeywordAnswer.Incomplete);
        result.Pages[0].State.ShouldBe(PageSearchState.Searched);
        result.Pages[^1].State.ShouldBe(PageSearchState.NotSearched);
    }

    [Fact]
    public async Task A_damaged_page_leaves_the_others_searched()
    {
        var pages = new TextPages();
        pages.Page(pages.Line("ký")).Page(pages.Line("ký"));
        var file = TestPdf.Text(pages.Build());
        var first = file.LastIndexOf("/Contents", StringComparison.Ordinal);
        var damaged = file[..first].Replace("/Contents 10 0 R", "/Contents 14 0 R", StringComparison.Ordinal) + file[first..];
        damaged = TestPdf.Text(TestPdf.Append(TestPdf.Bytes(damaged), (14, TestPdf.Stream("x", "/Filter/JPXDecode"))));

        var result = await TextPages.FindAsync(TestPdf.Bytes(damaged), "ký");

        result.Pages.Select(p => p.State).ShouldBe([PageSearchState.Unreadable, PageSearchState.Searched]);
        result.Answer.ShouldBe(KeywordAnswer.Incomplete);
        result.Hits.ShouldHaveSingleItem().Page.ShouldBe(2);
    }

    [Fact]
    public async Task What_cannot_be_asked_is_refused()
    {
        var pages = new TextPages();
        var file = pages.Page(pages.Line("ký")).Build();

        (await Should.ThrowAsync<PdfRefusedException>(() => TextPages.FindAsync(file, "ký", new KeywordSearchOptions { FirstPage = 2 })))
            .Reason.ShouldBe(PdfRefusal.PageOutOfRange);
        (await Should.ThrowAsync<PdfRefusedException>(() => TextPages.FindAsync([1, 2, 3], "ký"))).Reason.ShouldBe(PdfRefusal.NotPdf);
        await Should.ThrowAsync<ArgumentException>(() => TextPages.FindAsync(file, " \u00AD "));
        await Should.ThrowAsync<ArgumentException>(() => TextPages.FindAsync(file, new string('a', 501)));
        await Should.ThrowAsync<ArgumentException>(() => TextPages.FindAsync(file, "ký", new KeywordSearchOptions { MaxHits = 0 }));
        await Should.ThrowAsync<ArgumentException>(() => TextPages.FindAsync(file, "ký", new KeywordSearchOptions { FirstPage = 3, LastPage = 2 }));
    }

    private sealed class HurryingClock : TimeProvider
    {
        private long _seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _seconds++;
    }
}
