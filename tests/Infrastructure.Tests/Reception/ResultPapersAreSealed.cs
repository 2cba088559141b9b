using System.Diagnostics;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Dossiers.GetDossier;
using KonTum.Tthc.Application.Dossiers.GetResultContent;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Reception.DeleteResultPaper;
using KonTum.Tthc.Application.Reception.UploadResultPaper;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Application.Signing.ValidateResultPaper;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Domain.Procedures;
using KonTum.Tthc.Infrastructure.Reception.Sealing;
using KonTum.Tthc.Infrastructure.Tests.Signing;
using KonTum.Tthc.Infrastructure.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Reception;

/// <summary>A result paper gets the agency's seal, whatever happens between its upload and the seal.</summary>
[Collection(CscServices.Name)]
public sealed partial class ResultPapersAreSealed(SealingHost host) : IClassFixture<SealingHost>
{
    private static int _codes;

    /// <summary>Each test has the same agency and codes of its own.</summary>
    private readonly Desk _desk = new(host, SealingHost.Agency, Interlocked.Add(ref _codes, 100));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_answer_comes_at_once_and_the_seal_follows()
    {
        var id = await ProcessingAsync("citizen-result");
        var owner = StorageHost.Citizen with { Subject = "citizen-result" };

        var uploaded = await UploadAsync(id, "Giấy khai sinh.pdf");
        uploaded.IsSealed.ShouldBeFalse();
        await SealAllAsync();

        var result = (await ReadAsync(id)).Results.ShouldHaveSingleItem();
        result.IsSealed.ShouldBeTrue();
        result.Newest.FileName.Value.ShouldBe("Giấy khai sinh_signed.pdf");
        var finding = (await host.Services.GetRequiredService<IDocumentSigner>().ValidateAsync(result.Newest.File, Cancellation)).ShouldHaveSingleItem();
        finding.Indication.ShouldBe(FindingIndication.TotalPassed);
        finding.Signer.ShouldBe(SealingHost.Holder);
        finding.TimestampTime.ShouldNotBeNull();
        var poppler = await PdfsigAsync(result.Newest.File);
        poppler.ShouldContain("Signature is Valid");

        var early = await Should.ThrowAsync<FailureException>(() => host.SendAsync(owner, new GetResultContent(id, uploaded.Id)));
        early.Failure.ShouldBe(Failures.ResultNotFound, "until it is returned it is a paper of the agency");
        (await host.SendAsync(_desk.Officer, new ValidateResultPaper(id, uploaded.Id))).Vietnamese.ShouldBe("Tất cả 1 chữ ký số hợp lệ.");
        (await Should.ThrowAsync<FailureException>(() => host.SendAsync(owner, new ValidateResultPaper(id, uploaded.Id))))
            .Failure.ShouldBe(Failures.ResultNotFound);
        await using (var seen = (await host.SendAsync(_desk.Officer, new GetResultContent(id, uploaded.Id))).Content)
            seen.Length.ShouldBe(result.Newest.File.Size);
        await _desk.AppendAsync(id, new ProcessingCompleted("o", Personal.Of("x", ""), DateTimeOffset.UtcNow));
        (await host.SendAsync(owner, new GetDossier(id))).Results.ShouldBeEmpty();
        (await Should.ThrowAsync<FailureException>(() => host.SendAsync(owner, new GetResultContent(id, uploaded.Id))))
            .Failure.ShouldBe(Failures.ResultNotFound, "fees may still be due");

        await _desk.AppendAsync(id, new ResultReturned("o", ReturnChannel.Online, DateTimeOffset.UtcNow));
        (await host.SendAsync(owner, new GetDossier(id))).Results.ShouldHaveSingleItem().Id.ShouldBe(uploaded.Id);
        (await host.SendAsync(owner, new ValidateResultPaper(id, uploaded.Id))).Vietnamese.ShouldBe("Tất cả 1 chữ ký số hợp lệ.");
        await using (var got = (await host.SendAsync(owner, new GetResultContent(id, uploaded.Id))).Content)
            got.Length.ShouldBe(result.Newest.File.Size);
        foreach (var stranger in (Caller[])[StorageHost.OtherCitizen, StorageHost.Officer("X.1")])
            (await Should.ThrowAsync<FailureException>(() => host.SendAsync(stranger, new GetResultContent(id, uploaded.Id))))
                .Failure.ShouldBe(Failures.DossierNotFound);
    }

    [Fact]
    public async Task A_node_that_dies_while_it_seals_leaves_the_paper_to_the_next_one()
    {
        var id = await ProcessingAsync();
        var uploaded = await UploadAsync(id, "a.pdf");
        var work = host.Services.GetRequiredService<SealingWork>();
        var now = DateTimeOffset.UtcNow.AddSeconds(1);
        while (await work.ClaimAsync(now, TimeSpan.FromMinutes(2), Cancellation) is { } claimed)
            if (claimed.ResultId == uploaded.Id) break;

        // It says nothing any more. Until its lease ends nobody touches the paper.
        (await SealNextAsync(now.AddMinutes(1))).ShouldBeFalse();
        (await ReadAsync(id)).Results[0].IsSealed.ShouldBeFalse();

        while (await SealNextAsync(now.AddMinutes(3)))
        {
        }

        (await ReadAsync(id)).Results[0].IsSealed.ShouldBeTrue();
        (await WaitingAsync(uploaded.Id)).ShouldBe(0);
    }

    [Fact]
    public async Task A_node_that_is_slower_than_its_lease_does_not_touch_what_is_another_nodes_by_now()
    {
        var uploaded = await UploadAsync(await ProcessingAsync(), "a.pdf");
        var work = host.Services.GetRequiredService<SealingWork>();
        var now = DateTimeOffset.UtcNow.AddSeconds(1);
        var slow = await ClaimAsync(uploaded.Id, now);
        var other = await ClaimAsync(uploaded.Id, now.AddMinutes(3));

        // The slow one ends now, and does not know that it has lost the paper.
        (await work.PutBackAsync(slow, now, "LATE", Cancellation)).ShouldBeFalse();
        (await work.DropAsync(slow, Cancellation)).ShouldBeFalse();

        (await WaitingAsync(uploaded.Id)).ShouldBe(1);
        (await SealNextAsync(now.AddMinutes(4))).ShouldBeFalse("the other node is still at it");
        (await work.PutBackAsync(other, now.AddMinutes(4), "TIMESTAMP_UNAVAILABLE", Cancellation)).ShouldBeTrue();
        while (await SealNextAsync(now.AddMinutes(5)))
        {
        }

        (await WaitingAsync(uploaded.Id)).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_not_wanted_any_more_is_not_sealed_and_what_stands_still_is()
    {
        var (removed, stopped, suspended) = (await ProcessingAsync(), await ProcessingAsync(), await ProcessingAsync());
        var one = await UploadAsync(removed, "a.pdf");
        var two = await UploadAsync(stopped, "b.pdf");
        var three = await UploadAsync(suspended, "c.pdf");
        var dossier = await host.SendAsync(_desk.Officer, new DeleteResultPaper(removed, one.Id, null, null));
        dossier.ShouldNotBeNull();
        await _desk.AppendAsync(stopped, new ProcessingStopped("o", Personal.Of("x", ""), DateTimeOffset.UtcNow));
        await _desk.AppendAsync(suspended, new ProcessingSuspended("o", Personal.Of("x", ""), DateTimeOffset.UtcNow));

        await SealAllAsync();

        (await ReadAsync(removed)).Results.ShouldBeEmpty();
        (await ReadAsync(stopped)).Results.ShouldHaveSingleItem().IsSealed.ShouldBeFalse();
        (await WaitingAsync(one.Id), await WaitingAsync(two.Id), await WaitingAsync(three.Id)).ShouldBe((0, 0, 0));
        (await ReadAsync(suspended)).Results.ShouldHaveSingleItem().IsSealed.ShouldBeTrue();
    }

    [Fact]
    public async Task What_cannot_be_sealed_is_refused_before_it_counts()
    {
        var id = await ProcessingAsync();
        (await FailAsync(_desk, id, "a.pdf", "PK\u0003\u0004 nothing"u8.ToArray())).Violations.Single().Failure.ShouldBe(Failures.FileTypeNotAccepted);
        (await FailAsync(_desk, id, "a.pdf", "%PDF-1.7 broken"u8.ToArray())).Failure.Code.ShouldBe("PDF_NOT_SIGNABLE");
        (await FailAsync(_desk, id, "a.pdf", SmallPdf.Write(), sha256: new string('0', 64))).Violations.Single().Failure.ShouldBe(Failures.DigestMismatch);
        (await FailAsync(_desk, id, "../a.pdf", SmallPdf.Write())).Violations.Single().Field.ShouldBe("file_name");
        (await ReadAsync(id)).Results.ShouldBeEmpty();

        var none = new Desk(host, "000.23.24.H34");
        (await FailAsync(none, await ProcessingAsync(desk: none), "a.pdf", SmallPdf.Write())).Failure.ShouldBe(Failures.AgencySealMissing);
        var untrusted = new Desk(host, SealingHost.Untrusted);
        (await FailAsync(untrusted, await ProcessingAsync(desk: untrusted), "a.pdf", SmallPdf.Write())).Failure.ShouldBe(Failures.AgencySealUnusable);
        (await FailAsync(none, id, "a.pdf", SmallPdf.Write())).Failure.ShouldBe(Failures.DossierNotFound, "another agency's");
        (await FailAsync(_desk, await _desk.SubmittedAsync(), "a.pdf", SmallPdf.Write())).Failure.Code.ShouldBe("DOSSIER_STATE_NOT_ALLOWED");
    }

    [Fact]
    public async Task A_paper_for_a_dossier_that_changed_meanwhile_is_not_taken()
    {
        var id = await ProcessingAsync("citizen-filter");
        var etag = (await ReadWithVersionAsync(id)).Version.ToString(System.Globalization.CultureInfo.InvariantCulture);
        UploadResultPaper Paper() => new(id, "a.pdf", "", "", new MemoryStream(SmallPdf.Write()), null) { ETag = etag };
        await host.SendAsync(_desk.Officer, Paper());

        var late = await Should.ThrowAsync<FailureException>(() => host.SendAsync(_desk.Officer, Paper()));

        (late.Failure.Code, late.Details["change_1_type"]).ShouldBe(("CHANGED_MEANWHILE", "result_paper_added"));
        (await ReadAsync(id)).Results.Count.ShouldBe(1);

        // The owner's own list by state, on the same dossier.
        var owner = StorageHost.Citizen with { Subject = "citizen-filter" };
        Task<Application.Requests.Page<DossierListing>> ListAsync(params DossierState[] states) =>
            host.SendAsync(owner, new Application.Dossiers.ListDossiers.ListDossiers(new(10, "")) { States = states });
        (await ListAsync(DossierState.Processing, DossierState.Draft)).Items.ShouldHaveSingleItem().Id.ShouldBe(id);
        (await ListAsync(DossierState.Returned)).Items.ShouldBeEmpty();
        (await ListAsync()).Items.ShouldHaveSingleItem();
        await SealAllAsync(); // the tests share one queue
    }

    [Fact]
    public async Task Of_officers_who_act_at_once_one_wins_and_the_others_are_told_what_happened()
    {
        var id = await ProcessingAsync();
        var paper = await UploadAsync(id, "a.pdf");
        var etag = (await ReadWithVersionAsync(id)).Version.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var officers = Enumerable.Range(1, 6).Select(n => _desk.Officer with { Subject = $"officer-at-once-{n}" }).ToList();
        using var start = new Barrier(officers.Count);

        var outcomes = await Task.WhenAll(officers.Select(officer => Task.Factory.StartNew(
            async () =>
            {
                start.SignalAndWait(Cancellation);
                try
                {
                    await host.SendAsync(officer, new DeleteResultPaper(id, paper.Id, etag, null));
                    return (Officer: officer.Subject, Failure: (FailureException?)null);
                }
                catch (FailureException e)
                {
                    return (Officer: officer.Subject, Failure: e);
                }
            },
            Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));

        var winner = outcomes.Single(o => o.Failure is null).Officer;
        foreach (var (_, failure) in outcomes.Where(o => o.Failure is not null))
        {
            failure!.Failure.Code.ShouldBe("CHANGED_MEANWHILE");
            failure.Details["change_1_type"].ShouldBe("result_paper_removed");
            failure.Details["change_1_actor"].ShouldBe(winner);
            DateTimeOffset.Parse(failure.Details["change_1_time"], System.Globalization.CultureInfo.InvariantCulture)
                .ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(2));
            failure.Vietnamese.ShouldContain("cán bộ Cơ quan đã gỡ giấy tờ kết quả lúc ");
            failure.English.ShouldContain("an officer of Cơ quan took a result paper away at ");
            (failure.Vietnamese + failure.English).ShouldNotContain(winner);
        }
    }

    private async Task<FailureException> FailAsync(Desk desk, Guid id, string name, byte[] bytes, string sha256 = "") =>
        await Should.ThrowAsync<FailureException>(
            () => host.SendAsync(desk.Officer, new UploadResultPaper(id, name, "", sha256, new MemoryStream(bytes), null)));

    private Task<ResultPaperView> UploadAsync(Guid id, string name, Desk? desk = null) =>
        host.SendAsync((desk ?? _desk).Officer, new UploadResultPaper(id, name, "", "", new MemoryStream(SmallPdf.Write()), null));

    private async Task<Guid> ProcessingAsync(string? owner = null, Desk? desk = null)
    {
        var due = DateTimeOffset.UtcNow.AddDays(5);
        return await (desk ?? _desk).SubmittedAsync(
            owner: owner, then: [(desk ?? _desk).Accepted(due), new ProcessingStarted("o", due, DateTimeOffset.UtcNow)]);
    }

    private async Task SealAllAsync()
    {
        while (await SealNextAsync(DateTimeOffset.UtcNow.AddSeconds(30)))
        {
        }
    }

    private Task<bool> SealNextAsync(DateTimeOffset now)
    {
        StorageHost.Act(null);
        var worker = new SealingWorker(
            host.Services.GetRequiredService<SealingWork>(), host.Services.GetRequiredService<IServiceScopeFactory>(),
            Options.Create(new SealsOptions()), new Stopped(now), NullLogger<SealingWorker>.Instance);
        return worker.SealNextAsync(Cancellation);
    }

    private async Task<PaperToSeal> ClaimAsync(Guid resultId, DateTimeOffset now)
    {
        var work = host.Services.GetRequiredService<SealingWork>();
        while (await work.ClaimAsync(now, TimeSpan.FromMinutes(2), Cancellation) is { } claimed)
            if (claimed.ResultId == resultId) return claimed;
        throw new InvalidOperationException("The paper is not there to be claimed.");
    }

    private async Task<Dossier> ReadAsync(Guid id) => (await ReadWithVersionAsync(id)).State;

    private async Task<StreamState<Dossier>> ReadWithVersionAsync(Guid id)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<IStreamReader>().ReadAsync<Dossier>(id, Cancellation))!;
    }

    private async Task<long> WaitingAsync(Guid resultId)
    {
        await using var command = host.Sql.CreateCommand($"select count(*) from tthc.sealing_work where result_id = '{resultId}'");
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private async Task<string> PdfsigAsync(StoredFile file)
    {
        var path = Path.GetTempFileName();
        try
        {
            await using (var target = File.Create(path))
            await using (var bytes = await host.Services.GetRequiredService<IBlobStore>().OpenAsync(file.Sha256, Cancellation))
                await bytes.CopyToAsync(target, Cancellation);
            using var pdfsig = Process.Start(new ProcessStartInfo("pdfsig", ["-nocert", path]) { RedirectStandardOutput = true })!;
            var output = await pdfsig.StandardOutput.ReadToEndAsync(Cancellation);
            await pdfsig.WaitForExitAsync(Cancellation);
            return output;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private sealed class Stopped(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
