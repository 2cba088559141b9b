using KonTum.Tthc.Application.Statistics;
using KonTum.Tthc.Application.Statistics.GetStatistics;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Procedures;
using KonTum.Tthc.Domain.Ratings;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Domain.Signing;
using KonTum.Tthc.Infrastructure.Statistics;
using KonTum.Tthc.Infrastructure.Tests.Storage;
using KonTum.Tthc.TestKit;
using Marten;
using Marten.Events.Daemon.Coordination;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Statistics;

/// <summary>The figures on PostgreSQL, followed by Marten's daemon as on a node.</summary>
public sealed class FiguresAreKept(StorageHost host) : IClassFixture<StorageHost>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly StoredFile File = new(new string('a', 64), 10, "application/pdf");
    private static readonly Personal<string> Nothing = Personal.Of("citizen-1", "");

    [Fact]
    public async Task Each_dossier_counts_once_where_it_was_submitted()
    {
        const string agency = "H34.90";
        var day = new DateTimeOffset(2026, 3, 2, 2, 0, 0, TimeSpan.Zero);
        var (signed, plain, counter, refused, draft) = (Opened(agency, day), Opened(agency, day), Opened(agency, day, IntakeChannel.Counter), Opened(agency, day), Opened(agency, day));
        var phone = Guid.NewGuid();
        var token = Guid.NewGuid();
        await AppendAsync(signed, Started(signed, phone, byItself: false, day), Attached(phone, day), new DossierSubmitted("H34.90-260302-0001", day));
        await AppendAsync(plain, Started(plain, token, byItself: true, day), Attached(token, day), new DossierSubmitted("H34.90-260302-0002", day.AddHours(1)));
        await AppendAsync(counter, new DossierSubmitted("H34.90-260302-0003", day));
        await AppendAsync(refused, new DossierSubmitted("H34.90-260302-0004", day), new DossierRefused("officer-1", Nothing, day.AddHours(3)));
        await AppendAsync(draft);

        // Accepted after one and three hours; completed in time and late; the third is open and overdue.
        await AppendAsync(signed, new DossierAccepted("officer-1", day.AddDays(3), 3, day.AddHours(1)), new ProcessingStarted("officer-1", day.AddDays(3), day.AddHours(2)), new ProcessingCompleted("officer-1", Nothing, day.AddDays(2)));
        await AppendAsync(plain, new DossierAccepted("officer-1", day.AddDays(1), 1, day.AddHours(4)), new ProcessingCompleted("officer-1", Nothing, day.AddDays(2)));
        await AppendAsync(counter, new DossierAccepted("officer-1", day.AddDays(1), 1, day.AddHours(2)));
        await CatchUpAsync();

        var total = (await ReadAsync(agency)).Total;
        (total.Figures.Submitted, total.Figures.Online, total.Figures.Signed, total.Figures.Ended).ShouldBe((4, 3, 1, 3), "a token is no remote signature");
        (total.Figures.OnTime, total.Figures.Late, total.Overdue).ShouldBe((1, 1, 1));
        total.OnlineShare.ShouldBe(0.75);
        total.SignedShare.ShouldBe(1 / 3d, 1e-9);
        total.OnTimeShare.ShouldBe(0.5);
        total.MeanAcceptanceSeconds.ShouldBe((1 + 3 + 2) * 3600 / 3d, 1e-6);
        total.MeanProcessingSeconds.ShouldBe(((47 + 44) * 3600) / 2d, 1e-6);
    }

    [Fact]
    public async Task Rows_are_made_by_agency_field_and_month_and_cut_at_the_days()
    {
        var (march, april) = (new DateTimeOffset(2026, 3, 31, 16, 59, 0, TimeSpan.Zero), new DateTimeOffset(2026, 3, 31, 17, 0, 0, TimeSpan.Zero));
        foreach (var (agency, at) in new[] { ("H34.91", march), ("H34.91", april), ("H34.92", april) })
            await AppendAsync(Opened(agency, at), new DossierSubmitted($"{agency}-260331-{Random.Shared.Next(1000, 9999)}", at));
        await CatchUpAsync();

        var question = new GetStatistics(null, null, "H34.91", "", StatisticsGrouping.Month);
        (await host.SendAsync(null, question)).Rows.Select(r => (r.Key, r.Label, r.Figures.Submitted)).ShouldBe([("2026-03", "03/2026", 1), ("2026-04", "04/2026", 1)]);
        (await host.SendAsync(null, question with { First = new DateOnly(2026, 4, 1) })).Total.Figures.Submitted.ShouldBe(1, "midnight of Việt Nam");
        (await host.SendAsync(null, question with { Last = new DateOnly(2026, 3, 31) })).Total.Figures.Submitted.ShouldBe(1);
        var agencies = await host.SendAsync(null, new GetStatistics(null, null, "", "", StatisticsGrouping.Agency));
        agencies.Rows.Where(r => r.Key is "H34.91" or "H34.92").Select(r => (r.Key, r.Figures.Submitted)).ShouldBe([("H34.91", 2), ("H34.92", 1)]);
        agencies.Total.Figures.Submitted.ShouldBe(agencies.Rows.Sum(r => r.Figures.Submitted));
        var fields = await host.SendAsync(null, new GetStatistics(null, null, "H34.91", "", StatisticsGrouping.Field));
        fields.Rows.ShouldHaveSingleItem().Key.ShouldBe("Hộ tịch");
        (await host.SendAsync(null, new GetStatistics(null, null, "H34.91", "Đất đai", StatisticsGrouping.None))).Total.Figures.Submitted.ShouldBe(0);
    }

    [Fact]
    public async Task Time_that_stands_still_is_not_overdue()
    {
        const string agency = "H34.93";
        var at = new DateTimeOffset(2026, 3, 2, 2, 0, 0, TimeSpan.Zero);
        var dossier = Opened(agency, at);
        await AppendAsync(dossier, new DossierSubmitted("H34.93-260302-0001", at), new DossierAccepted("officer-1", at.AddDays(1), 1, at));
        await CatchUpAsync();
        (await ReadAsync(agency)).Total.Overdue.ShouldBe(1);

        await AppendAsync(dossier, new SupplementRequested("officer-1", [], Nothing, new DateOnly(2026, 4, 1), at.AddHours(1)));
        await CatchUpAsync();
        (await ReadAsync(agency)).Total.Overdue.ShouldBe(0);

        await AppendAsync(dossier, new DossierSupplemented(Nothing, DateTimeOffset.UtcNow.AddDays(9), at.AddDays(30)));
        await CatchUpAsync();
        (await ReadAsync(agency)).Total.Overdue.ShouldBe(0);
    }

    /// <summary>The other tests run the daemon by hand; a node has nobody who does.</summary>
    [Fact]
    public async Task A_node_takes_the_lead_and_follows_by_itself()
    {
        const string agency = "H34.95";
        var at = new DateTimeOffset(2026, 6, 1, 2, 0, 0, TimeSpan.Zero);
        var coordinator = host.Services.GetRequiredService<IProjectionCoordinator>();
        await coordinator.StartAsync(TestContext.Current.CancellationToken);
        try
        {
            await AppendAsync(Opened(agency, at), new DossierSubmitted("H34.95-260601-0001", at));
            await Eventually.HoldsAsync(async () => (await ReadAsync(agency)).Total.Figures.Submitted == 1, "the figures follow", Patience, TestContext.Current.CancellationToken);
        }
        finally
        {
            await coordinator.StopAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task Ratings_count_for_the_dossier_that_they_are_about()
    {
        const string agency = "H34.96";
        var at = new DateTimeOffset(2026, 6, 1, 2, 0, 0, TimeSpan.Zero);
        foreach (var (score, code) in new[] { (5, "H34.96-260601-0001"), (2, "H34.96-260601-0002") })
        {
            var dossier = Opened(agency, at);
            await AppendAsync(dossier, new DossierSubmitted(code, at), new DossierRefused("officer-1", Nothing, at.AddHours(1)));
            await using var session = host.Services.GetRequiredService<IDocumentStore>().LightweightSession("kontum");
            session.Events.StartStream<DossierRating>(Guid.NewGuid(), new DossierRated(dossier.Id, agency, score, Nothing, at.AddHours(2)));
            await session.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await CatchUpAsync();
        var total = (await ReadAsync(agency)).Total;
        (total.Figures.Submitted, total.Figures.Ratings, total.Figures.ScoreSum).ShouldBe((2, 2, 7));
        total.MeanRating.ShouldBe(3.5);
    }

    [Fact]
    public async Task They_are_made_anew_while_they_are_read_and_written()
    {
        const string agency = "H34.94";
        var at = new DateTimeOffset(2026, 5, 4, 2, 0, 0, TimeSpan.Zero);
        for (var n = 0; n < 40; n++) await AppendAsync(Opened(agency, at), new DossierSubmitted($"{agency}-260504-{n:D4}", at));
        await CatchUpAsync();
        var before = (await ReadAsync(agency)).Total;
        before.Figures.Submitted.ShouldBe(40);

        // What a fault left wrong is right again, and at no moment does a reader see less than what is there or anything half-done.
        await using (var break_ = host.Sql.CreateCommand($"update tthc.{StatisticsTables.Figures} set online = online + 7 where agency_code = '{agency}'"))
            await break_.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        // Only making anew deletes rows: it is slow now at the very moment when a writer could come in between.
        await using (var slow = host.Sql.CreateCommand($"""
            create function tthc.take_a_while() returns trigger language plpgsql as 'begin perform pg_sleep(0.4); return null; end';
            create trigger slow before delete on tthc.{StatisticsTables.Dossiers} for each statement execute function tthc.take_a_while();
            """))
            await slow.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        using var done = new CancellationTokenSource();
        var seen = new List<(long Submitted, long Online)>();
        var reading = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                var now = (await ReadAsync(agency)).Total.Figures;
                seen.Add((now.Submitted, now.Online));
            }
        }, TestContext.Current.CancellationToken);
        using var daemon = await host.Services.GetRequiredService<IDocumentStore>().BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        var rebuild = host.Services.GetRequiredService<StatisticsRebuild>();
        var writing = WriteMeanwhileAsync();
        (await Task.WhenAll(rebuild.RunAsync(CancellationToken.None), rebuild.RunAsync(CancellationToken.None))).ShouldBe([true, false], ignoreOrder: true);
        while (!writing.IsCompleted) (await rebuild.RunAsync(CancellationToken.None)).ShouldBeTrue();
        await writing;
        await done.CancelAsync();
        await reading;
        await daemon.WaitForNonStaleData(Patience);

        (await ReadAsync(agency)).Total.Figures.ShouldBe(before.Figures with { Submitted = 100, Online = 100 });
        seen.ShouldAllBe(s => s.Submitted >= 40 && (s.Online == s.Submitted || s.Online == s.Submitted + 7));
        (await SumsOfFactsAsync(agency)).ShouldBe(100);

        async Task WriteMeanwhileAsync()
        {
            for (var n = 40; n < 100; n++) await AppendAsync(Opened(agency, at), new DossierSubmitted($"{agency}-260504-{n:D4}", at));
        }
    }

    private static Dossier Opened(string agency, DateTimeOffset at, IntakeChannel channel = IntakeChannel.Online)
    {
        var dossier = new Dossier();
        dossier.Apply(new DossierOpened(Guid.NewGuid(), "citizen-1", "1.001193", 1, "Đăng ký khai sinh", new Agency(agency, agency), [], [], at, channel));
        return dossier;
    }

    private static AttachmentSigned Attached(Guid signing, DateTimeOffset at) =>
        new("to-khai", Guid.NewGuid(), signing, Personal.Of("citizen-1", "a_signed.pdf"), File, at);

    private static SigningRequested Started(Dossier dossier, Guid signing, bool byItself, DateTimeOffset at) => new(
        signing, dossier.Id, "citizen-1", Guid.NewGuid(), Personal.Of("citizen-1", new SignatureEntry(SignatureKind.SmartCa, "062090000001", "VNPT-CA")), "vnpt",
        byItself ? SignatureKind.Token : SignatureKind.SmartCa, new SigningCertificate("01", "CN=x", Personal.Of("citizen-1", new CertificateHolder("x", "")), Personal.Of<IReadOnlyList<byte[]>>("citizen-1", [])), [], null, "", at, SignsByItself: byItself);

    /// <summary>Writes past the use cases: the figures follow events, whoever decided them.</summary>
    private async Task AppendAsync(Dossier dossier, params IDomainEvent[] events)
    {
        await using var session = host.Services.GetRequiredService<IDocumentStore>().LightweightSession("kontum");
        var begun = await session.Events.FetchStreamStateAsync(dossier.Id) is not null;
        if (!begun)
        {
            session.Events.StartStream<Dossier>(dossier.Id, new DossierOpened(
                dossier.Id, "citizen-1", "1.001193", 1, "Đăng ký khai sinh", dossier.Agency, [], [], dossier.OpenedAt, dossier.Channel));
        }

        foreach (var e in events)
        {
            if (e is SigningRequested requested) session.Events.StartStream<SignatureRecord>(requested.SigningId, requested);
            else session.Events.Append(dossier.Id, e);
            await session.SaveChangesAsync(); // one after the other, as they happen
        }

        await session.SaveChangesAsync();
    }

    private Task<StatisticsReport> ReadAsync(string agency) =>
        host.SendAsync(null, new GetStatistics(null, null, agency, "", StatisticsGrouping.None));

    private async Task CatchUpAsync()
    {
        using var daemon = await host.Services.GetRequiredService<IDocumentStore>().BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await daemon.WaitForNonStaleData(Patience);
        await daemon.StopAllAsync();
    }

    private async Task<long> SumsOfFactsAsync(string agency)
    {
        await using var count = host.Sql.CreateCommand($"select count(*) from tthc.{StatisticsTables.Dossiers} where agency_code = '{agency}' and submitted_at is not null");
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
