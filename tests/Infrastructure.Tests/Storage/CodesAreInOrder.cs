using System.Globalization;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Dossiers.CreateDossier;
using KonTum.Tthc.Application.Dossiers.LookUpDossier;
using KonTum.Tthc.Application.Dossiers.SubmitDossier;
using KonTum.Tthc.Application.Dossiers.UpdateDossier;
using KonTum.Tthc.Application.Procedures.PublishProcedure;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Procedures;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Storage;

/// <summary>Codes of dossiers, on PostgreSQL and two nodes whose clocks differ.</summary>
public sealed class CodesAreInOrder(StorageHost host) : IClassFixture<StorageHost>
{
    private const int Complete = 100;
    private const int Incomplete = 15;

    private static readonly ProcedureDefinition Procedure = new(
        "9.999001", "Thủ tục thử", "Thử nghiệm", "Toàn trình", [new Agency("000.21.24.H34", "UBND phường Duy Tân")],
        [new ComponentDefinition("giay-to", "Giấy tờ", false, 0, 1)], []);

    private static readonly DossierForm Form = new()
    {
        OwnerName = "Y Thử", SubmitterName = "Y Thử", IdentityNumber = "062090000001", IdentityIssueDate = new DateOnly(2021, 4, 25),
        IdentityIssuePlace = "Cục Cảnh sát QLHC về TTXH", BirthDate = new DateOnly(1990, 2, 28), Sex = Sex.Male, Country = "Việt Nam",
        Province = "Quảng Ngãi", Ward = "Kon Tum", Address = "1 Đường Thử", PhoneNumber = "0912345678", SetCount = 1,
    };

    /// <summary>
    /// A hundred people submit at once, some of them twice and some drafts that are not complete, on a node that is two seconds slow and on
    /// one that is right: every code once, no gap where none failed, and the order of the numbers is the order of submission.
    /// </summary>
    [Fact]
    public async Task A_hundred_at_once_get_codes_in_the_order_of_submission_without_a_gap()
    {
        await host.SendAsync(null, new PublishProcedure(Procedure));
        await using var slow = host.BuildNode(new SlowClock(TimeSpan.FromSeconds(2)));
        var (drafts, unfinished) = (new List<(Caller, Guid)>(), new List<(Caller, Guid)>());
        for (var n = 0; n < Complete + Incomplete; n++) (n < Complete ? drafts : unfinished).Add(await DraftAsync($"person-{n % 10}", n < Complete));

        var calls = drafts.Concat(drafts.Take(20)).Concat(unfinished)
            .Select((draft, n) => Task.Run(() => SubmitAsync(n % 2 == 0 ? host.Services : slow, draft.Item1, draft.Item2)))
            .ToList();
        var answers = await Task.WhenAll(calls);

        var submitted = answers.OfType<DossierView>().OrderBy(d => d.Code, StringComparer.Ordinal).ToList();
        submitted.Count.ShouldBe(Complete, string.Join(", ", answers.OfType<string>().GroupBy(code => code).Select(g => $"{g.Key} {g.Count()}")));
        answers.OfType<string>().Order(StringComparer.Ordinal).ShouldBe(
            [.. Enumerable.Repeat("DOSSIER_INCOMPLETE", Incomplete), .. Enumerable.Repeat("DOSSIER_NOT_DRAFT", 20)]);
        foreach (var day in submitted.GroupBy(d => d.Code[..^5]))
        {
            day.Select(d => int.Parse(d.Code[^4..], CultureInfo.InvariantCulture)).ShouldBe(Enumerable.Range(1, day.Count()));
            foreach (var dossier in day) dossier.Code.ShouldContain($"-{DossierCode.DayOf(dossier.SubmittedAt!.Value):yyMMdd}-");
        }

        var times = submitted.Select(d => d.SubmittedAt!.Value).ToList();
        for (var n = 1; n < times.Count; n++) times[n].ShouldBeGreaterThan(times[n - 1], $"{submitted[n].Code} was submitted after {submitted[n - 1].Code}");
        (await CodesInOrderOfEventsAsync()).ShouldBe(submitted.Select(d => d.Code), "the store recorded them in the same order");

        var found = await host.SendAsync(null, new LookUpDossier(submitted[41].Code));
        (found.State, found.SubmittedAt).ShouldBe((DossierState.Registered, times[41]));
    }

    private async Task<(Caller, Guid)> DraftAsync(string subject, bool complete)
    {
        var caller = StorageHost.Citizen with { Subject = subject };
        var id = (await host.SendAsync(caller, new CreateDossier(Procedure.Code, Procedure.Agencies[0].Code, null))).Id;
        await host.SendAsync(caller, new UpdateDossier(id, complete ? Form : Form with { Ward = "" }, [], null, null));
        return (caller, id);
    }

    private static async Task<object> SubmitAsync(IServiceProvider node, Caller caller, Guid id)
    {
        try
        {
            return await StorageHost.SendAsync(node, caller, new SubmitDossier(id, null, null));
        }
        catch (FailureException e)
        {
            return e.Failure.Code;
        }
    }

    private async Task<List<string>> CodesInOrderOfEventsAsync()
    {
        await using var command = host.Sql.CreateCommand(
            "select data ->> 'code' from tthc.mt_events where type = 'dossier_submitted' and data ->> 'code' like '000.21.24.H34-%' order by seq_id");
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var codes = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken)) codes.Add(reader.GetString(0));
        return codes;
    }

    private sealed class SlowClock(TimeSpan behind) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow()
        {
            var now = System.GetUtcNow() - behind;
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        }
    }
}
