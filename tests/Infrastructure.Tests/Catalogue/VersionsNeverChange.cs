using KonTum.Tthc.Application.Dossiers.CreateDossier;
using KonTum.Tthc.Application.Dossiers.GetDossier;
using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Application.Procedures.GetProcedure;
using KonTum.Tthc.Application.Procedures.GetTemplate;
using KonTum.Tthc.Application.Procedures.ImportProcedure;
using KonTum.Tthc.Application.Procedures.SetProcedureInForce;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Procedures;
using KonTum.Tthc.Infrastructure.Catalogue;
using KonTum.Tthc.Infrastructure.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Catalogue;

/// <summary>The catalogue on PostgreSQL: what is published stays, and what comes with the platform overwrites nothing.</summary>
public sealed class VersionsNeverChange(StorageHost host) : IClassFixture<StorageHost>
{
    private const string DuyTan = "000.21.24.H34";
    private static readonly Application.Access.Caller Administrator = SearchAsPeopleType.Administrator;

    [Fact]
    public async Task A_dossier_keeps_the_version_that_it_was_opened_with()
    {
        var first = await ImportAsync(Definition("1.800001", "Việc thử phiên bản"));
        var opened = await host.SendAsync(StorageHost.Citizen, new CreateDossier("1.800001", DuyTan, null));

        var second = await ImportAsync(Definition("1.800001", "Việc thử phiên bản hai") with
        {
            Components = [new ComponentDefinition("don", "Đơn", true, 1, 0), new ComponentDefinition("them", "Giấy tờ thêm", true, 1, 0)],
        });

        (first.VersionNumber, second.VersionNumber).ShouldBe((1, 2));
        var read = await host.SendAsync(StorageHost.Citizen, new GetDossier(opened.Id));
        read.Components.Count.ShouldBe(1);
        read.ProcedureVersion.ShouldBe(1);
        (await host.SendAsync(StorageHost.Citizen, new CreateDossier("1.800001", DuyTan, null))).Components.Count.ShouldBe(2);

        var versions = host.Services.GetRequiredService<IProcedureVersions>();
        (await versions.GetAsync("1.800001", 1, CancellationToken.None)).Name.ShouldBe("Việc thử phiên bản");
        (await host.SendAsync(null, new GetProcedure("1.800001", 1))).ShouldSatisfyAllConditions(
            p => p.VersionNumber.ShouldBe(1), p => p.Definition.Name.ShouldBe("Việc thử phiên bản"), p => p.PublishedAt.ShouldBe(first.PublishedAt));
        (await host.SendAsync(null, new GetProcedure("1.800001"))).VersionNumber.ShouldBe(2);
        (await Should.ThrowAsync<FailureException>(() => host.SendAsync(null, new GetProcedure("1.800001", 3)))).Failure
            .ShouldBe(Failures.ProcedureNotFound);
    }

    [Fact]
    public async Task What_says_the_same_is_not_published_again_and_a_request_id_answers_once()
    {
        var definition = Definition("1.800002", "Việc thử lặp lại");
        var requestId = Guid.NewGuid().ToString();
        var first = await ImportAsync(definition, requestId);
        (await ImportAsync(definition)).VersionNumber.ShouldBe(1);
        await ImportAsync(definition with { Name = "Việc thử lặp lại, bản hai" });
        (await ImportAsync(definition, requestId)).VersionNumber.ShouldBe(first.VersionNumber, "the first answer");
    }

    [Fact]
    public async Task Only_to_check_tells_everything_and_stores_nothing()
    {
        var wrong = Definition("1.800003", "") with
        {
            ProcessingDays = -1, Agencies = [new Agency("000.23.24.H34", "UBND phường Quyết Thắng"), new Agency("nobody", "Không có")],
        };
        var failure = await Should.ThrowAsync<FailureException>(
            () => host.SendAsync(Administrator, new ImportProcedure(wrong, true, null)));
        failure.Violations.Select(v => v.Field).ShouldBe(
            ["procedure.display_name", "procedure.processing_days", "procedure.agencies[0].code", "procedure.agencies[1].code"]);

        (await host.SendAsync(Administrator, new ImportProcedure(Definition("1.800003", "Chỉ kiểm tra"), true, null))).VersionNumber.ShouldBe(1);
        await Should.ThrowAsync<FailureException>(() => host.SendAsync(null, new GetProcedure("1.800003")));
    }

    [Fact]
    public async Task Nodes_that_start_at_once_publish_nothing_twice()
    {
        var seed = host.Services.GetRequiredService<CatalogueSeed>();
        await using var count = host.Sql.CreateCommand("select count(*) from tthc.mt_events where type = 'procedure_published' and data ->> 'origin' = 'Platform'");
        var before = await count.ExecuteScalarAsync(TestContext.Current.CancellationToken);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => seed.PublishAsync(CancellationToken.None))));

        before.ShouldBe((long)CatalogueSeed.Definitions().Count);
        (await count.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(before);
    }

    [Fact]
    public async Task What_an_administrator_published_outlives_a_start()
    {
        var seeded = (await host.SendAsync(null, new GetProcedure("1.003677"))).Definition;
        var changed = await ImportAsync(seeded with { Name = "Khai báo tạm vắng (tỉnh sửa đổi)" });
        changed.VersionNumber.ShouldBe(2);

        await host.Services.GetRequiredService<CatalogueSeed>().PublishAsync(CancellationToken.None);

        (await host.SendAsync(null, new GetProcedure("1.003677"))).Definition.Name.ShouldBe("Khai báo tạm vắng (tỉnh sửa đổi)");
    }

    [Fact]
    public async Task No_dossier_is_opened_of_a_procedure_out_of_force()
    {
        await ImportAsync(Definition("1.800004", "Việc sẽ ngừng"));
        await host.SendAsync(Administrator, new SetProcedureInForce("1.800004", false, null));
        var stopped = await Should.ThrowAsync<FailureException>(
            () => host.SendAsync(StorageHost.Citizen, new CreateDossier("1.800004", DuyTan, null)));
        stopped.Failure.ShouldBe(Failures.ProcedureNotInForce);
        (await host.SendAsync(null, new GetProcedure("1.800004"))).InForce.ShouldBeFalse();
    }

    [Fact]
    public async Task Every_definition_that_comes_with_the_platform_is_sound_and_its_templates_open()
    {
        var definitions = CatalogueSeed.Definitions();
        definitions.Count.ShouldBeGreaterThanOrEqualTo(30);
        foreach (var definition in definitions)
        {
            ProcedureFile.Check(definition, new DateOnly(2026, 11, 23)).Select(v => $"{definition.Code} {v.Field}: {v.English}").ShouldBeEmpty();
            foreach (var component in definition.Components.Where(c => c.TemplateFileName.Length > 0))
            {
                var file = await host.SendAsync(null, new GetTemplate(definition.Code, component.Id, 0));
                await using var content = file.Content;
                file.ContentType.ShouldBe("application/vnd.openxmlformats-officedocument.wordprocessingml.document");
                (content.ReadByte(), content.ReadByte()).ShouldBe(('P', 'K'));
            }
        }

        var fields = definitions.SelectMany(d => d.FormFields).ToList();
        Enum.GetValues<FormFieldKind>().ShouldBe(fields.Concat(fields.SelectMany(f => f.Fields)).Select(f => f.Kind).Distinct().Order());
        (await Should.ThrowAsync<FailureException>(() => host.SendAsync(null, new GetTemplate("1.001193", "giay-chung-sinh", 0)))).Failure
            .ShouldBe(Failures.TemplateNotFound);
    }

    [Fact]
    public void A_definition_is_the_same_after_it_was_written_and_read()
    {
        foreach (var definition in CatalogueSeed.Definitions())
        {
            using var written = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(ProcedureFile.Write(definition)));
            ProcedureFile.Read(written).SaysTheSameAs(definition).ShouldBeTrue(definition.Code);
        }
    }

    private Task<PublishedProcedure> ImportAsync(ProcedureDefinition definition, string? requestId = null) =>
        host.SendAsync(Administrator, new ImportProcedure(definition, false, requestId));

    private static ProcedureDefinition Definition(string code, string name) => new(
        code, name, "Việc thử", "Toàn trình", [new Agency(DuyTan, "UBND phường Duy Tân")],
        [new ComponentDefinition("don", "Đơn", true, 1, 0)], ["Mới"]);
}
