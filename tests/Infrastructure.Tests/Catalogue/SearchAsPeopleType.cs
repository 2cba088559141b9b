using System.Diagnostics;
using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Application.Procedures.ImportProcedure;
using KonTum.Tthc.Application.Procedures.ListProcedureFilters;
using KonTum.Tthc.Application.Procedures.ListProcedures;
using KonTum.Tthc.Application.Procedures.SetProcedureInForce;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Procedures;
using KonTum.Tthc.Infrastructure.Catalogue;
using KonTum.Tthc.Infrastructure.Tests.Storage;
using KonTum.Tthc.TestKit;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Catalogue;

/// <summary>The search on PostgreSQL, over the catalogue that comes with the platform.</summary>
public sealed class SearchAsPeopleType(StorageHost host) : IClassFixture<StorageHost>
{
    private static readonly IReadOnlyList<(string Typed, string Code)> Queries = ReadQueries();

    [Fact]
    public void There_are_fifty_queries_and_more() => Queries.Count.ShouldBeGreaterThanOrEqualTo(50);

    [Fact]
    public async Task Each_query_finds_the_right_procedure_among_the_first_three()
    {
        var wrong = new List<string>();
        foreach (var (typed, code) in Queries)
        {
            var found = (await ListAsync(typed, 3)).Items.Select(p => p.Code).ToList();
            if (!found.Contains(code)) wrong.Add($"{typed} → {string.Join(", ", found)}, not {code}");
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_queries_that_nothing_was_tuned_to_most_find_it_too()
    {
        var wrong = new List<string>();
        var untuned = ReadQueries("queries-untuned.txt");
        foreach (var (typed, code) in untuned)
        {
            var found = (await ListAsync(typed, 3)).Items.Select(p => p.Code).ToList();
            if (!found.Contains(code)) wrong.Add($"{typed} → {string.Join(", ", found)}, not {code}");
        }

        untuned.Count.ShouldBe(30);
        wrong.Count.ShouldBeLessThanOrEqualTo(5, string.Join('\n', wrong)); // docs/procedures.md says how many
    }

    [Fact]
    public async Task Letters_whose_marks_come_apart_are_the_same_letters()
    {
        var composed = await ListAsync("đăng ký kết hôn", 5);
        var apart = await ListAsync("đăng ký kết hôn".Normalize(System.Text.NormalizationForm.FormD), 5);
        apart.Items.Select(p => p.Code).ShouldBe(composed.Items.Select(p => p.Code));
        composed.Items[0].Code.ShouldBe("1.000894");
    }

    [Fact]
    public async Task What_has_nothing_to_do_with_it_finds_nothing()
    {
        foreach (var typed in new[] { "tàu vũ trụ", "qwertyuiop", "%%%%", "'; drop table", "()|&!:*", "\\", "___" })
        {
            (await ListAsync(typed, 5)).Items.ShouldBeEmpty(typed);
        }
    }

    [Fact]
    public async Task Hostile_queries_are_refused_or_cheap()
    {
        await Should.ThrowAsync<FailureException>(() => ListAsync(new string('a', 10_000), 5));
        string[] usual = [.. Queries.Take(14).Select(q => q.Typed)];
        foreach (var typed in usual) await ListAsync(typed, 5);
        string[] hostile =
        [
            new('a', 200), string.Concat(Enumerable.Repeat("%_", 100)), string.Concat(Enumerable.Repeat("' or ", 40)),
            string.Concat(Enumerable.Repeat("z ", 100)), string.Concat(Enumerable.Range(0, 50).Select(n => $"x{n}q ")).TrimEnd()[..150],
            string.Concat(Enumerable.Repeat("khai:* & !(", 15)), string.Concat(Enumerable.Repeat("dangkykhaisinh", 14)),
        ];
        // Held against what people type, in turns, so that a busy machine makes both slow.
        var (plain, cruel) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var i = 0; i < hostile.Length; i++)
        {
            plain += await TakesAsync(usual[2 * i]) + await TakesAsync(usual[(2 * i) + 1]);
            cruel += await TakesAsync(hostile[i]);
        }

        (cruel / plain).ShouldBeLessThan(10, $"seven hostile ones took {cruel.TotalMilliseconds} ms, fourteen usual ones {plain.TotalMilliseconds} ms");
    }

    private async Task<TimeSpan> TakesAsync(string typed)
    {
        var watch = Stopwatch.StartNew();
        await ListAsync(typed, 5);
        return watch.Elapsed;
    }

    [Fact]
    public async Task Filters_add_up()
    {
        var all = await AllAsync(new ProcedureQuery(""));
        all.Count.ShouldBe(CatalogueSeed.Definitions().Count);
        all.Select(p => p.Code).ShouldBe(all.Select(p => p.Code).Order(StringComparer.Ordinal));

        (await AllAsync(new ProcedureQuery("") { Field = "Hộ tịch" })).ShouldAllBe(p => p.Definition.Field == "Hộ tịch");
        (await AllAsync(new ProcedureQuery("") { AgencyCode = "H48.19" })).ShouldAllBe(p => p.Definition.Agencies.Any(a => a.Code == "H48.19"));
        (await AllAsync(new ProcedureQuery("") { Level = "Mức độ 4" })).Select(p => p.Code).ShouldBe(["1.001193"]);
        var business = await AllAsync(new ProcedureQuery("") { Audience = Audience.Business });
        business.ShouldAllBe(p => p.Definition.Audiences.Contains(Audience.Business));
        business.Count.ShouldBeInRange(5, all.Count - 1);
        (await AllAsync(new ProcedureQuery("") { LifeEvent = "Người thân qua đời" })).Count.ShouldBe(3);
        (await AllAsync(new ProcedureQuery("") { Featured = true })).ShouldAllBe(p => p.Definition.Featured);
        (await AllAsync(new ProcedureQuery("khai sinh") { Featured = true, LifeEvent = "Có con nhỏ", Field = "Hộ tịch" }))
            .ShouldContain(p => p.Code == "1.001193");
        (await AllAsync(new ProcedureQuery("khai sinh") { Field = "Đất đai" })).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_choices_of_the_dialog_count_what_the_filters_find()
    {
        var filters = await host.SendAsync(null, new ListProcedureFilters());
        foreach (var field in filters.Fields) (await AllAsync(new ProcedureQuery("") { Field = field.Value })).Count.ShouldBe(field.Count, field.Label);
        foreach (var agency in filters.Agencies) (await AllAsync(new ProcedureQuery("") { AgencyCode = agency.Value })).Count.ShouldBe(agency.Count);
        foreach (var happening in filters.LifeEvents) (await AllAsync(new ProcedureQuery("") { LifeEvent = happening.Value })).Count.ShouldBe(happening.Count);
        filters.Agencies.ShouldContain(a => a.Label == "UBND phường Duy Tân");
        filters.Audiences.Select(a => a.Label).ShouldBe(["Công dân", "Doanh nghiệp"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("đăng ký")]
    public async Task Publishing_between_pages_shifts_nothing(string typed)
    {
        var before = (await AllAsync(new ProcedureQuery(typed))).Select(p => p.Code).ToList();
        before.Count.ShouldBeGreaterThan(10);
        var seen = new List<string>();
        var token = "";
        var added = new List<string>();
        do
        {
            var page = await host.SendAsync(null, new ListProcedures(new PageRequest(4, token), typed));
            seen.AddRange(page.Items.Select(p => p.Code));
            token = page.NextPageToken;
            var code = $"{(seen.Count % 3) + 1}.{500_000 + Random.Shared.Next(400_000)}";
            added.Add(code);
            await PublishAsync(code, "Đăng ký một việc mới ban hành");
        }
        while (token.Length > 0);

        seen.Except(added).ShouldBe(before);
        seen.ShouldBe(seen.Distinct());
        foreach (var code in added) await host.SendAsync(Administrator, new SetProcedureInForce(code, false, null));
    }

    [Fact]
    public async Task A_token_goes_on_with_its_own_query_only()
    {
        var first = await host.SendAsync(null, new ListProcedures(new PageRequest(2, ""), "đăng ký"));
        first.TotalSize.ShouldBeGreaterThan(2);
        var other = await Should.ThrowAsync<FailureException>(
            () => host.SendAsync(null, new ListProcedures(new PageRequest(2, first.NextPageToken), "khai tử")));
        other.Violations.ShouldHaveSingleItem().Failure.ShouldBe(Failures.PageTokenInvalid);
        await Should.ThrowAsync<FailureException>(() => host.SendAsync(
            null, new ListProcedures(new PageRequest(2, first.NextPageToken), new ProcedureQuery("đăng ký") { Featured = true })));
        await Should.ThrowAsync<FailureException>(() => host.SendAsync(null, new ListProcedures(new PageRequest(2, "abc"), "đăng ký")));
    }

    [Fact]
    public async Task What_is_out_of_force_is_not_listed_until_it_is_put_back()
    {
        var code = "2.700001";
        await PublishAsync(code, "Cấp phép nuôi chim công xanh");
        (await ListAsync("chim công xanh", 3)).Items.ShouldHaveSingleItem().Code.ShouldBe(code);

        await host.SendAsync(Administrator, new SetProcedureInForce(code, false, null));
        (await ListAsync("chim công xanh", 3)).Items.ShouldBeEmpty();
        await PublishAsync(code, "Cấp phép nuôi chim công lục");
        (await ListAsync("chim công", 3)).Items.ShouldBeEmpty("a new version does not put it back");

        await host.SendAsync(Administrator, new SetProcedureInForce(code, true, null));
        (await ListAsync("chim công", 3)).Items.ShouldHaveSingleItem().VersionNumber.ShouldBe(2);
        await host.SendAsync(Administrator, new SetProcedureInForce(code, false, null));
    }

    internal static Application.Access.Caller Administrator { get; } =
        new("administrator-1", "", new HashSet<Application.Access.Role> { Application.Access.Role.Administrator }, null);

    private Task<PublishedProcedure> PublishAsync(string code, string name) => host.SendAsync(Administrator, new ImportProcedure(
        new ProcedureDefinition(
            code, name, "Việc khác", "Toàn trình", [new Agency("000.21.24.H34", "UBND phường Duy Tân")],
            [new ComponentDefinition("don", "Đơn", true, 1, 0)], ["Mới"]),
        false, null));

    private Task<ProcedurePage> ListAsync(string typed, int size) => host.SendAsync(null, new ListProcedures(new PageRequest(size, ""), typed));

    private async Task<List<PublishedProcedure>> AllAsync(ProcedureQuery query)
    {
        var all = new List<PublishedProcedure>();
        var token = "";
        do
        {
            var page = await host.SendAsync(null, new ListProcedures(new PageRequest(7, token), query));
            all.AddRange(page.Items);
            token = page.NextPageToken;
            if (token.Length == 0) all.Count.ShouldBe(page.Items.Count == 0 ? 0 : page.TotalSize);
        }
        while (token.Length > 0);
        return all;
    }

    private static List<(string Typed, string Code)> ReadQueries(string file = "queries.txt") =>
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "tests/Infrastructure.Tests/Catalogue", file))
            .Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split('\t')).Select(l => (l[0], l[1])),
    ];
}
