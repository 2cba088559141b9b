using FsCheck;
using FsCheck.Xunit;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Dossiers.ListDossiers;
using KonTum.Tthc.Application.Procedures.ListProcedures;
using KonTum.Tthc.Application.Reception.ListInbox;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Tests.World;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using Shouldly;

namespace KonTum.Tthc.Application.Tests.Requests;

/// <summary>Pages of lists in the order of time. Times are drawn from few values, so that many are equal.</summary>
public sealed class Paging
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);

    [Property(MaxTest = 60)]
    public void Pages_of_dossiers_cover_everything_once_newest_first(byte[] times, byte size)
    {
        var world = WorldWith(times, submitted: false);

        var seen = Read(size, request => world.SendAsync(TestWorld.Ann, new ListDossiers(request)));

        seen.Select(d => d.Id).ShouldBe(seen.Select(d => d.Id).Distinct());
        seen.Count.ShouldBe(times.Length);
        seen.Zip(seen.Skip(1)).ShouldAllBe(p => p.First.OpenedAt >= p.Second.OpenedAt);
    }

    [Property(MaxTest = 60)]
    public void Pages_of_an_inbox_cover_everything_once_longest_waiting_first(byte[] times, byte size)
    {
        var world = WorldWith(times, submitted: true);

        var seen = Read(size, request => world.SendAsync(TestWorld.Officer(TestWorld.DuyTan), new ListInbox(request)));

        seen.Select(d => d.Id).Distinct().Count().ShouldBe(times.Length);
        seen.Count.ShouldBe(times.Length);
        seen.Zip(seen.Skip(1)).ShouldAllBe(p => p.First.SubmittedAt <= p.Second.SubmittedAt);
    }

    [Property(MaxTest = 60)]
    public void What_comes_later_does_not_shift_the_pages(byte[] times, byte size)
    {
        var world = WorldWith(times, submitted: false);
        var late = 0;

        var seen = Read(size, request =>
        {
            var page = world.SendAsync(TestWorld.Ann, new ListDossiers(request));
            Open(world, Start.AddDays(1 + late++));
            return page;
        });

        seen.Select(d => d.Id).Distinct().Count().ShouldBe(times.Length);
        seen.Count.ShouldBe(times.Length);
    }

    [Property]
    public void A_token_reads_back_as_it_was_written(DateTime time, NonNegativeInt shown)
    {
        var token = new PageToken(new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)), shown.Get);
        PageToken.Parse(token.ToString()).ShouldBe(token);
    }

    [Property]
    public void Any_other_text_is_refused_as_a_token_and_breaks_nothing(NonEmptyString text)
    {
        try
        {
            PageToken.Parse(text.Get).ShouldNotBeNull();
        }
        catch (FailureException e)
        {
            e.Violations.ShouldHaveSingleItem().Failure.ShouldBe(Failures.PageTokenInvalid);
        }
    }

    [Theory]
    [InlineData("MQ")] // "1"
    [InlineData("LTEuMQ")] // "-1.1"
    [InlineData("OTk5OTk5OTk5OTk5OTk5OTk5OS4x")] // "9999999999999999999.1"
    [InlineData("OTIyMzM3MjAzNjg1NDc3NTgwNy4x")] // "9223372036854775807.1"
    [InlineData("MS4tMQ")] // "1.-1"
    [InlineData("MS54")] // "1.x"
    [InlineData("!")]
    public void Tokens_that_were_not_given_out_are_refused(string token) =>
        Should.Throw<FailureException>(() => PageToken.Parse(token)).Violations.ShouldHaveSingleItem().Failure.ShouldBe(Failures.PageTokenInvalid);

    [Fact]
    public void Sizes_follow_AIP_158()
    {
        new PageRequest(0, "").EffectiveSize.ShouldBe(50);
        new PageRequest(7, "").EffectiveSize.ShouldBe(7);
        new PageRequest(1000, "").EffectiveSize.ShouldBe(200);
        Should.Throw<FailureException>(() => new PageRequest(-1, "").EffectiveSize).Violations.ShouldHaveSingleItem().Field.ShouldBe("page_size");
    }

    [Fact]
    public async Task Procedures_are_paged_by_code_and_found_by_all_words()
    {
        var world = new TestWorld();
        for (var n = 0; n < 5; n++)
        {
            var definition = TestWorld.BirthRegistration with { Code = $"1.00000{n}", Name = n % 2 == 0 ? "Đăng ký kết hôn" : "Đăng ký khai sinh" };
            await world.SendAsync(null, new Application.Procedures.PublishProcedure.PublishProcedure(definition));
        }

        var seen = new List<string>();
        for (var token = ""; ;)
        {
            var page = await world.SendAsync(null, new ListProcedures(new PageRequest(2, token), "HÔN  đăng"));
            seen.AddRange(page.Items.Select(i => i.Code));
            token = page.NextPageToken;
            if (token.Length == 0) break;
        }

        seen.ShouldBe(["1.000000", "1.000002", "1.000004"]);
        (await world.FailAsync(null, new ListProcedures(new PageRequest(2, "-1"), ""))).Violations.ShouldHaveSingleItem()
            .Failure.ShouldBe(Failures.PageTokenInvalid);
    }

    private static List<DossierListing> Read(byte size, Func<PageRequest, Task<Page<DossierListing>>> read)
    {
        var limit = (size % 7) + 1;
        var seen = new List<DossierListing>();
        var token = "";
        do
        {
            var page = read(new PageRequest(limit, token)).GetAwaiter().GetResult();
            page.Items.Count.ShouldBeLessThanOrEqualTo(limit);
            seen.Count.ShouldBeLessThan(300, "the pages never end");
            seen.AddRange(page.Items);
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        return seen;
    }

    private static TestWorld WorldWith(byte[] times, bool submitted)
    {
        var world = new TestWorld();
        foreach (var time in times)
        {
            var at = Start.AddSeconds(time % 4);
            var id = Open(world, at);
            if (submitted) world.Streams.Write(id, new DossierSubmitted($"code-{id:N}", at));
        }

        return world;
    }

    private static Guid Open(TestWorld world, DateTimeOffset at)
    {
        var id = Guid.NewGuid();
        world.Streams.Write(id, Dossier.Open(id, TestWorld.Ann.Subject, TestWorld.BirthRegistration, 1, TestWorld.DuyTan, at));
        return id;
    }
}
