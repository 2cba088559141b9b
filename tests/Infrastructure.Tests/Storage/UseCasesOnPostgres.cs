using KonTum.Tthc.Application.Audit.ReplayEvents;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Dossiers.CreateDossier;
using KonTum.Tthc.Application.Dossiers.GetDossier;
using KonTum.Tthc.Application.Dossiers.ListDossiers;
using KonTum.Tthc.Application.Dossiers.SelectComponent;
using KonTum.Tthc.Application.Dossiers.UpdateDossier;
using KonTum.Tthc.Application.Procedures.ListProcedures;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Infrastructure.PersonalData;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Storage;

public sealed class UseCasesOnPostgres(StorageHost host) : IClassFixture<StorageHost>
{
    private const string DuyTan = "000.21.24.H34";

    [Fact]
    public async Task A_draft_is_opened_filled_and_read_back()
    {
        var opened = await OpenAsync();
        var form = new DossierForm { OwnerName = "Nguyễn Thị Ánh", SetCount = 1, BirthDate = new DateOnly(1990, 2, 28) };

        var filled = await host.SendAsync(
            StorageHost.Citizen, new UpdateDossier(opened.Id, form, ["owner_name", "birth_date"], opened.ETag, null));

        var read = await host.SendAsync(StorageHost.Citizen, new GetDossier(opened.Id));
        read.Form!.OwnerName.ShouldBe("Nguyễn Thị Ánh");
        read.Form.BirthDate.ShouldBe(new DateOnly(1990, 2, 28));
        read.Form.SetCount.ShouldBe(0, "the mask did not name it");
        read.ETag.ShouldBe(filled.ETag);
        read.Components.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Of_two_writers_with_one_etag_exactly_one_wins()
    {
        var opened = await OpenAsync();
        var writers = Enumerable.Range(0, 8).Select(n => Task.Run(async () =>
        {
            try
            {
                await host.SendAsync(
                    StorageHost.Citizen,
                    new UpdateDossier(opened.Id, new DossierForm { OwnerName = $"Người {n}" }, ["owner_name"], opened.ETag, null));
                return "won";
            }
            catch (FailureException e)
            {
                return e.Failure.Code;
            }
        }));

        var outcomes = await Task.WhenAll(writers);

        outcomes.Count(o => o == "won").ShouldBe(1);
        outcomes.Count(o => o == "CHANGED_MEANWHILE").ShouldBe(7);
    }

    [Fact]
    public async Task The_same_request_id_gives_the_first_answer_and_changes_nothing_twice()
    {
        var requestId = Guid.NewGuid().ToString();
        var request = new CreateDossier("1.001193", DuyTan, requestId);
        var before = await CountAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => host.SendAsync(StorageHost.OtherCitizen, request))));

        answers.Select(a => a.Id).Distinct().Count().ShouldBe(1);
        (await CountAsync()).ShouldBe(before + 1);

        async Task<int> CountAsync() => (await host.SendAsync(StorageHost.OtherCitizen, new ListDossiers(new PageRequest(200, "")))).Items.Count;
    }

    [Fact]
    public async Task A_request_id_used_for_something_else_is_refused()
    {
        var requestId = Guid.NewGuid().ToString();
        await host.SendAsync(StorageHost.Citizen, new CreateDossier("1.001193", DuyTan, requestId));

        var failure = await Should.ThrowAsync<FailureException>(
            () => host.SendAsync(StorageHost.Citizen, new CreateDossier("1.001193", "000.22.24.H34", requestId)));

        failure.Violations.Single().Failure.ShouldBe(Failures.RequestIdReused);
    }

    [Fact]
    public async Task A_foreign_dossier_and_a_missing_one_get_the_same_answer()
    {
        var opened = await OpenAsync();

        var foreign = await Should.ThrowAsync<FailureException>(() => host.SendAsync(StorageHost.OtherCitizen, new GetDossier(opened.Id)));
        var officer = await Should.ThrowAsync<FailureException>(() => host.SendAsync(StorageHost.Officer(DuyTan), new GetDossier(opened.Id)));
        var missing = await Should.ThrowAsync<FailureException>(() => host.SendAsync(StorageHost.OtherCitizen, new GetDossier(Guid.NewGuid())));

        foreign.Failure.ShouldBe(Failures.DossierNotFound);
        officer.Failure.ShouldBe(Failures.DossierNotFound, "a draft is not submitted to anyone");
        missing.Failure.ShouldBe(foreign.Failure);
        missing.Details.ShouldBe(foreign.Details);
    }

    [Fact]
    public async Task Lists_page_through_everything_once()
    {
        var caller = StorageHost.Citizen with { Subject = "citizen-pages" };
        for (var n = 0; n < 7; n++) await host.SendAsync(caller, new CreateDossier("1.001193", DuyTan, null));

        var seen = new List<Guid>();
        var token = "";
        do
        {
            var page = await host.SendAsync(caller, new ListDossiers(new PageRequest(3, token)));
            page.Items.Count.ShouldBeLessThanOrEqualTo(3);
            seen.AddRange(page.Items.Select(i => i.Id));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        seen.Count.ShouldBe(7);
        seen.Distinct().Count().ShouldBe(7);
    }

    [Fact]
    public async Task The_catalogue_is_found_by_words_in_any_order()
    {
        var page = await host.SendAsync(null, new ListProcedures(new PageRequest(0, ""), "KHAI sinh đăng"));
        page.Items[0].Code.ShouldBe("1.001193");
        (await host.SendAsync(null, new ListProcedures(new PageRequest(0, ""), "tàu vũ trụ"))).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Replay_shows_events_in_order_with_the_actor_and_personal_data_sealed()
    {
        var opened = await OpenAsync();
        await host.SendAsync(
            StorageHost.Citizen, new UpdateDossier(opened.Id, new DossierForm { OwnerName = "Trần Văn Bí Mật" }, ["owner_name"], null, null));
        await host.SendAsync(StorageHost.Citizen, new SelectComponent(opened.Id, "giay-chung-sinh", true, 1, 0, null, null));

        var events = await host.StreamAsync(StorageHost.Auditor, new ReplayEvents(opened.Id, null, [], 0, "", 0));

        events.Select(e => e.Type).ShouldBe(["dossier_opened", "dossier_form_filled", "component_selected"]);
        events.Select(e => e.Version).ShouldBe([1L, 2L, 3L]);
        events.Select(e => e.Sequence).ShouldBeInOrder();
        events.ShouldAllBe(e => e.ActorId == StorageHost.Citizen.Subject && e.StreamType.Length > 0);
        events[1].Data.GetRawText().ShouldNotContain("Bí Mật");
        events[1].Data.GetProperty("changedFields")[0].GetString().ShouldBe("owner_name");
    }

    [Fact]
    public async Task Nothing_personal_is_readable_in_any_table()
    {
        const string Name = "Lò Thị Không Ai Biết";
        var opened = await OpenAsync();
        await host.SendAsync(
            StorageHost.Citizen,
            new UpdateDossier(opened.Id, new DossierForm { OwnerName = Name }, ["owner_name"], null, Guid.NewGuid().ToString()));

        await using var tables = host.Sql.CreateCommand(
            "select table_name from information_schema.tables where table_schema = 'tthc' and table_type = 'BASE TABLE'");
        var names = new List<string>();
        await using (var reader = await tables.ExecuteReaderAsync(TestContext.Current.CancellationToken))
        {
            while (await reader.ReadAsync(TestContext.Current.CancellationToken)) names.Add(reader.GetString(0));
        }

        names.ShouldContain("mt_events");
        foreach (var table in names)
        {
            await using var search = host.Sql.CreateCommand($"select count(*) from tthc.\"{table}\" t where t::text like '%Không Ai Biết%'");
            (await search.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(0L, table);
        }
    }

    [Fact]
    public async Task After_a_persons_key_is_destroyed_the_record_stays_and_the_data_is_gone()
    {
        var caller = StorageHost.Citizen with { Subject = "citizen-to-erase" };
        var opened = await host.SendAsync(caller, new CreateDossier("1.001193", DuyTan, null));
        await host.SendAsync(caller, new UpdateDossier(opened.Id, new DossierForm { OwnerName = "Y Blang" }, ["owner_name"], null, null));

        await host.Services.GetRequiredService<IPersonKeys>().DestroyAsync(caller.Subject, TestContext.Current.CancellationToken);

        var read = await host.SendAsync(caller, new GetDossier(opened.Id));
        read.Form.ShouldBeNull();
        read.ETag.ShouldBe("2");
    }

    private Task<DossierView> OpenAsync() => host.SendAsync(StorageHost.Citizen, new CreateDossier("1.001193", DuyTan, null));
}
