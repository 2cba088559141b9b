using KonTum.Tthc.Application.Audit.ReplayEvents;
using KonTum.Tthc.Application.Reception;
using KonTum.Tthc.Application.Reception.CountInbox;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Access;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Procedures;
using KonTum.Tthc.Infrastructure.PersonalData;
using KonTum.Tthc.Infrastructure.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Reception;

/// <summary>The officer with two hundred dossiers finds the right one.</summary>
public sealed class InboxOnPostgres(StorageHost host) : IClassFixture<StorageHost>
{
    private static DateTimeOffset Now => DateTimeOffset.UtcNow;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Filters_add_up()
    {
        var desk = new Desk(host, "F.1");
        var waiting = await desk.SubmittedAsync();
        var mine = await desk.SubmittedAsync(procedure: "2.000815", then: desk.Accepted(Now.AddDays(9)));
        var late = await desk.SubmittedAsync(then: desk.Accepted(Now.AddDays(-1), "officer-else"));
        var soon = await desk.SubmittedAsync(then: desk.Accepted(Now.AddDays(1)));

        (await desk.IdsAsync()).ShouldBe([waiting, mine, late, soon]);
        (await desk.IdsAsync(q => q with { States = [DossierState.Registered] })).ShouldBe([waiting]);
        (await desk.IdsAsync(q => q with { States = [DossierState.Registered, DossierState.Accepted] })).Count.ShouldBe(4);
        (await desk.IdsAsync(q => q with { ProcedureCode = "2.000815" })).ShouldBe([mine]);
        (await desk.IdsAsync(q => q with { OfficerId = "me" })).ShouldBe([mine, soon]);
        (await desk.IdsAsync(q => q with { OfficerId = "me", ProcedureCode = "2.000815" })).ShouldBe([mine]);
        (await desk.IdsAsync(q => q with { OfficerId = "officer-else" })).ShouldBe([late]);
        (await desk.IdsAsync(q => q with { Overdue = true })).ShouldBe([late]);
        (await desk.IdsAsync(q => q with { DueUntil = DossierCode.DayOf(Now.AddDays(2)) })).ShouldBe([late, soon]);
        (await desk.IdsAsync(q => q with { Order = InboxOrder.Due })).ShouldBe([late, soon, mine, waiting]);
        (await desk.IdsAsync(q => q with { Order = InboxOrder.Newest })).ShouldBe([soon, late, mine, waiting]);
        (await desk.IdsAsync(q => q with { States = [DossierState.Draft] })).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_line_tells_what_a_transition_needs()
    {
        var desk = new Desk(host, "F.2");
        var due = Now.AddDays(-3);
        var id = await desk.SubmittedAsync(then: desk.Accepted(due, "officer-7"));
        var signed = new AttachmentSigned("a", Guid.NewGuid(), Guid.NewGuid(), Personal.Of("x", "a.pdf"), new StoredFile("", 1, ""), Now);
        await desk.AppendAsync(id, signed);

        var line = (await desk.ListAsync()).Items.ShouldHaveSingleItem();

        line.Version.ShouldBe(5);
        line.OfficerId.ShouldBe("officer-7");
        line.OwnerName!.Value.ShouldBe("Nguyễn Thị Ánh");
        line.IsOverdue(Now).ShouldBeTrue();
        line.SignedAttachments.ShouldBe([signed.AttachmentId]);

        await desk.AppendAsync(id, new ProcessingSuspended("officer-7", Personal.Of("x", "chờ"), Now));
        (await desk.ListAsync()).Items.ShouldHaveSingleItem().IsOverdue(Now).ShouldBeFalse("the time stands still");
        (await desk.IdsAsync(q => q with { Overdue = true })).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Đặng Thị Kim Oanh")]
    [InlineData("dang thi kim oanh")]
    [InlineData("OANH kim")]
    [InlineData("oanh")]
    [InlineData("kim dang")]
    [InlineData("  Đặng   Oanh ")]
    public async Task A_name_is_found_however_it_is_typed(string typed)
    {
        var desk = new Desk(host, "N." + Guid.NewGuid().ToString("N")[..6]);
        await desk.SubmittedAsync("Nguyễn Văn An");
        await desk.SubmittedAsync("Đặng Văn Kim");
        var asked = await desk.SubmittedAsync("Đặng Thị Kim Oanh");

        (await desk.IdsAsync(q => q with { Query = typed })).ShouldContain(asked);
        if (typed.Contains("anh", StringComparison.OrdinalIgnoreCase)) (await desk.IdsAsync(q => q with { Query = typed })).ShouldBe([asked]);
        (await desk.IdsAsync(q => q with { Query = typed, Order = InboxOrder.Due })).ShouldContain(asked);
        (await desk.IdsAsync(q => q with { Query = typed, States = [DossierState.Refused] })).ShouldBeEmpty();
    }

    [Fact]
    public async Task All_words_of_a_search_must_be_there()
    {
        var desk = new Desk(host, "N.2");
        await desk.SubmittedAsync("Nguyễn Văn An");
        var both = await desk.SubmittedAsync("Nguyễn Văn An Bình");

        (await desk.IdsAsync(q => q with { Query = "nguyen van binh" })).ShouldBe([both]);
        (await desk.IdsAsync(q => q with { Query = "an binh tran" })).ShouldBeEmpty();
        (await desk.IdsAsync(q => q with { Query = "%" })).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_code_is_found_by_its_begin()
    {
        var desk = new Desk(host, "000.21.99.H34");
        var first = await desk.SubmittedAsync();
        await desk.SubmittedAsync();

        (await desk.IdsAsync(q => q with { Query = "000.21.99.h34-260302-0001" })).ShouldBe([first]);
        (await desk.IdsAsync(q => q with { Query = "000.21.99.H34-2603" })).Count.ShouldBe(2);
        (await desk.IdsAsync(q => q with { Query = "000.21.98.H34" })).ShouldBeEmpty();
        (await desk.IdsAsync(q => q with { Query = "%1" })).ShouldBeEmpty("what is typed is no pattern");
    }

    [Theory]
    [InlineData(InboxOrder.Oldest)]
    [InlineData(InboxOrder.Newest)]
    [InlineData(InboxOrder.Due)]
    public async Task Pages_show_everything_once_while_others_arrive(InboxOrder order)
    {
        var desk = new Desk(host, "P." + order);
        var all = new List<Guid>();
        // Many of one moment: the time alone does not tell where a page ends.
        for (var n = 0; n < 11; n++) all.Add(await desk.SubmittedAsync(at: Desk.Start.AddMinutes(n / 4), then: n % 2 == 0 ? [desk.Accepted(Now.AddDays(n / 4))] : []));

        var (seen, token) = (new List<Guid>(), "");
        do
        {
            var page = await desk.ListAsync(q => q with { Order = order }, token, 3);
            seen.AddRange(page.Items.Select(d => d.Id));
            token = page.NextPageToken;
            // Before what was shown, in each order: it must not push lines onto the next page.
            await desk.SubmittedAsync(at: order == InboxOrder.Newest ? Now : Desk.Start.AddDays(-1), then: desk.Accepted(Now.AddDays(-9)));
        }
        while (token.Length > 0);

        seen.ShouldBe(seen.Distinct());
        all.ShouldBeSubsetOf(seen);
    }

    [Fact]
    public async Task A_page_token_holds_for_its_own_question_only()
    {
        var desk = new Desk(host, "P.4");
        for (var n = 0; n < 3; n++) await desk.SubmittedAsync();
        var token = (await desk.ListAsync(size: 1)).NextPageToken;

        (await desk.ListAsync(token: token, size: 2)).Items.Count.ShouldBe(2);
        foreach (var (other, text) in new (Func<Application.Reception.ListInbox.ListInbox, Application.Reception.ListInbox.ListInbox>, string)[]
        {
            (q => q with { Order = InboxOrder.Newest }, token), (q => q with { Query = "an" }, token), (q => q, token[..^2] + "AA"), (q => q, "x"),
        })
        {
            var failure = await Should.ThrowAsync<FailureException>(() => desk.ListAsync(other, text, 1));
            failure.Violations.ShouldHaveSingleItem().Failure.ShouldBe(Failures.PageTokenInvalid);
        }
    }

    [Fact]
    public async Task Counts_follow_every_change_and_agencies_stay_apart()
    {
        var (desk, other) = (new Desk(host, "C.1"), new Desk(host, "C.2"));
        var ids = new List<Guid>();
        for (var n = 0; n < 6; n++) ids.Add(await desk.SubmittedAsync());
        await desk.AppendAsync(ids[0], desk.Accepted(Now.AddDays(-1)));
        await desk.AppendAsync(ids[1], desk.Accepted(Now.AddMinutes(1)));
        await desk.AppendAsync(ids[2], desk.Accepted(Now.AddDays(30)), new ProcessingStarted("o", Now.AddDays(30), Now));
        await desk.AppendAsync(ids[3], new DossierRefused("o", Personal.Of("x", "sai nơi nộp"), Now));
        await desk.AppendAsync(ids[4], new DossierHandedOver("o", new Agency("C.2", "Nơi khác"), "", Personal.Of("x", ""), Now));

        var counts = await host.SendAsync(desk.Officer, new CountInbox());
        counts.States.ShouldBe(
            new Dictionary<DossierState, long>
            {
                [DossierState.Registered] = 1, [DossierState.Accepted] = 2, [DossierState.Processing] = 1, [DossierState.Refused] = 1,
            },
            ignoreOrder: true);
        (counts.Overdue, counts.DueSoon).ShouldBe((1, 1));
        (await host.SendAsync(other.Officer, new CountInbox())).States.ShouldBe(new Dictionary<DossierState, long> { [DossierState.Registered] = 1 });
        (await other.IdsAsync(q => q with { Query = "anh" })).ShouldBe([ids[4]], "the words moved with it");
        (await desk.IdsAsync(q => q with { Query = "anh" })).ShouldNotContain(ids[4]);
    }

    [Fact]
    public async Task Counts_are_right_after_many_changes_at_once()
    {
        var desk = new Desk(host, "C.3");
        var ids = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => Task.Run(() => desk.SubmittedAsync())));
        // Half go one way and half the other, so that two transactions meet on the same counts in opposite directions.
        await Task.WhenAll(ids.Select((id, n) => Task.Run(() => desk.AppendAsync(id, desk.Accepted(Now.AddDays(9))))));
        await Task.WhenAll(ids.Select((id, n) => Task.Run(() => desk.AppendAsync(id, n % 2 == 0
            ? new ProcessingStarted("o", Now.AddDays(9), Now)
            : new ProcessingSuspended("o", Personal.Of("x", ""), Now)))));

        (await host.SendAsync(desk.Officer, new CountInbox())).States.ShouldBe(
            new Dictionary<DossierState, long> { [DossierState.Processing] = 12, [DossierState.Suspended] = 12 }, ignoreOrder: true);
    }

    [Fact]
    public async Task Who_was_erased_is_found_by_no_name_and_leaves_no_words()
    {
        var desk = new Desk(host, "E.1");
        var id = await desk.SubmittedAsync("Y Thị Biến Mất", owner: "citizen-erased");
        (await desk.IdsAsync(q => q with { Query = "bien mat" })).ShouldBe([id]);

        await host.Services.GetRequiredService<IPersonKeys>().DestroyAsync("citizen-erased", Cancellation);

        (await desk.IdsAsync(q => q with { Query = "bien mat" })).ShouldBeEmpty();
        (await desk.ListAsync()).Items.ShouldHaveSingleItem().OwnerName!.Value.ShouldBeNull();
        (await ScalarAsync($"select count(*) from tthc.inbox_words where dossier_id = '{id}'")).ShouldBe(0L);
        (await ScalarAsync($"select cardinality(name_words)::bigint from tthc.inbox where dossier_id = '{id}'")).ShouldBe(0L);
        (await ScalarAsync($"select jsonb_array_length(data -> 'nameWords')::bigint from tthc.mt_doc_dossierlisting where id = '{id}'")).ShouldBe(0L);
    }

    [Fact]
    public async Task A_page_is_one_recorded_read_without_the_words()
    {
        var desk = new Desk(host, "R.1");
        var (one, two) = (await desk.SubmittedAsync("Hồ Thị Tìm"), await desk.SubmittedAsync("Hồ Thị Tìm"));
        await desk.ListAsync(q => q with { Query = "ho thi tim" });
        await desk.ListAsync(q => q with { ProcedureCode = "9.999999" });

        var stream = InboxReads.IdOf(desk.Officer.Subject, DossierCode.DayOf(Now));
        var read = (await host.StreamAsync(StorageHost.Auditor, new ReplayEvents(null, stream, [], 0, "", 0))).ShouldHaveSingleItem();

        read.ActorId.ShouldBe(desk.Officer.Subject);
        read.Data.GetProperty("dossierIds").EnumerateArray().Select(i => i.GetGuid()).ShouldBe([one, two]);
        read.Data.GetProperty("searched").GetBoolean().ShouldBeTrue();
        read.Data.GetRawText().ShouldNotContain("tim");
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var command = host.Sql.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
