using System.Security.Cryptography;
using KonTum.Tthc.Application.Dossiers.DeleteAttachment;
using KonTum.Tthc.Application.Dossiers.GetAttachmentContent;
using KonTum.Tthc.Application.Dossiers.GetDossier;
using KonTum.Tthc.Application.Dossiers.UploadAttachment;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Uploads.CreateUpload;
using KonTum.Tthc.Application.Uploads.GetUpload;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Infrastructure.Collection;
using KonTum.Tthc.Infrastructure.Files;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Files;

/// <summary>Collection, on PostgreSQL and real files: what an event names is never lost.</summary>
public sealed class WhatNobodyNamesIsCollected : IAsyncLifetime
{
    private readonly FileHost host = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Collector Collector => host.Services.GetRequiredService<Collector>();

    private IBlobStore Blobs => host.Services.GetRequiredService<IBlobStore>();

    public async ValueTask InitializeAsync()
    {
        await host.InitializeAsync();
        await Collector.CollectAsync(Timeout.InfiniteTimeSpan, Cancellation); // the first start of a node
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Orphans_go_in_two_days_and_what_is_named_stays_also_when_it_was_deleted()
    {
        var draft = await host.DraftAsync();
        var named = new List<(Guid Id, string Sha256)>();
        for (var i = 0; i < 15; i++) named.Add(await AttachAsync(draft, $"named {i}"));
        await host.SendAsync(FileHost.Citizen, new DeleteAttachment(draft, "to-khai", named[0].Id, null, null));
        var orphans = new List<string>();
        for (var i = 0; i < 300; i++) orphans.Add((await Blobs.StoreAsync(new MemoryStream(FileHost.Pdf($"orphan {i}")), 1000, Cancellation)).Sha256);

        (await Collector.CollectAsync(Cancellation))!.TakenOut.ShouldBe(0, "all of it is young");
        host.Time.Advance(TimeSpan.FromHours(25));
        (await Collector.CollectAsync(Cancellation))!.TakenOut.ShouldBe(300);
        (await Collector.CollectAsync(Cancellation))!.Deleted.ShouldBe(300, "the clock of the test is a day ahead of the files");

        foreach (var (_, sha256) in named) await ShouldBeReadableAsync(sha256);
        foreach (var sha256 in orphans) await Should.ThrowAsync<FileNotFoundException>(() => Blobs.OpenAsync(sha256, Cancellation));
    }

    [Fact]
    public async Task Bytes_that_are_named_after_they_were_taken_out_come_back()
    {
        var stored = await Blobs.StoreAsync(new MemoryStream(FileHost.Pdf("late")), 1000, Cancellation);
        host.Time.Advance(TimeSpan.FromHours(25));
        (await Collector.CollectAsync(Cancellation))!.TakenOut.ShouldBe(1);

        // As if an upload had looked for them just before they were taken out: the event names what is out of use.
        await NameAsync(stored.Sha256);
        (await Collector.CollectAsync(Cancellation))!.ShouldSatisfyAllConditions(c => c.BroughtBack.ShouldBe(1), c => c.Deleted.ShouldBe(0));
        await ShouldBeReadableAsync(stored.Sha256);
    }

    [Fact]
    public async Task A_reader_brings_back_what_was_taken_out()
    {
        var stored = await Blobs.StoreAsync(new MemoryStream(FileHost.Pdf("read")), 1000, Cancellation);
        host.Time.Advance(TimeSpan.FromHours(25));
        await Collector.CollectAsync(Cancellation);
        await ShouldBeReadableAsync(stored.Sha256);
        File.Exists(Path.Combine(host.Folder, "blobs-unnamed", stored.Sha256)).ShouldBeFalse();
    }

    [Fact]
    public async Task Uploads_of_the_same_bytes_while_they_are_collected_never_lose_them()
    {
        var draft = await host.DraftAsync();
        var folders = host.Services.GetRequiredService<BlobFolders>();
        using var stop = new CancellationTokenSource();
        var bytes = FileHost.Pdf("the same bytes");
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));

        // Harder than any collection: taken out again and again, whatever names it.
        var collecting = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested) folders.TakeOut(sha256, DateTime.UtcNow.AddDays(1));
        }, Cancellation);
        for (var i = 0; i < 15; i++)
        {
            var attached = await host.SendAsync(FileHost.Citizen, new UploadAttachment(draft, "to-khai", $"{i}.pdf", "", new MemoryStream(bytes), null));
            var content = await ReadAsync(draft, attached.Id);
            content.ShouldBe(bytes);
        }

        await stop.CancelAsync();
        await collecting;
        host.Time.Advance(TimeSpan.FromHours(50));
        (await Collector.CollectAsync(Cancellation))!.Deleted.ShouldBe(0);
        await ShouldBeReadableAsync(sha256);
    }

    [Fact]
    public async Task Abandoned_drafts_and_expired_uploads_go_and_touched_drafts_stay()
    {
        var (abandoned, touched) = (await host.DraftAsync(), await host.DraftAsync());
        var upload = await host.SendAsync(FileHost.Citizen, new CreateUpload(null, abandoned, "to-khai", "a.pdf", 10, new string('a', 64)));
        host.Time.Advance(TimeSpan.FromDays(60));
        await AttachAsync(touched, "still at it");
        host.Time.Advance(TimeSpan.FromDays(31));

        var collected = (await Collector.CollectAsync(Cancellation))!;

        (collected.Drafts, collected.Uploads).ShouldBe((1, 1));
        (await StateAsync(abandoned)).ShouldBe(DossierState.Discarded);
        (await StateAsync(touched)).ShouldBe(DossierState.Draft);
        Directory.GetFiles(Path.Combine(host.Folder, "uploads")).ShouldBeEmpty();
        (await Should.ThrowAsync<FailureException>(() => host.SendAsync(FileHost.Citizen, new GetUpload(upload.Upload.Id)))).Failure.ShouldBe(Failures.UploadNotFound);
    }

    [Fact]
    public async Task One_node_collects_at_a_time()
    {
        await using var other = await host.Sql.OpenConnectionAsync(Cancellation);
        await using var take = new NpgsqlCommand("select pg_advisory_lock(x'5454484346494C45'::bigint)", other);
        await take.ExecuteNonQueryAsync(Cancellation);
        (await Collector.CollectAsync(Cancellation)).ShouldBeNull();
        await other.CloseAsync();
        NpgsqlConnection.ClearAllPools();
        host.Sql.Clear();
        (await Collector.CollectAsync(Cancellation)).ShouldNotBeNull();
    }

    private async Task<(Guid Id, string Sha256)> AttachAsync(Guid draft, string text)
    {
        var attached = await host.SendAsync(FileHost.Citizen, new UploadAttachment(
            draft, "to-khai", "a.pdf", "", new MemoryStream(FileHost.Pdf(text)), Guid.NewGuid().ToString()));
        return (attached.Id, attached.Versions[0].File.Sha256);
    }

    /// <summary>An event that names them, whatever its kind: what is looked for is the address.</summary>
    private async Task NameAsync(string sha256)
    {
        await using var command = host.Sql.CreateCommand(
            "update tthc.mt_events set data = jsonb_set(data, '{extra}', to_jsonb($1::text)) where seq_id = (select max(seq_id) from tthc.mt_events)");
        command.Parameters.Add(new NpgsqlParameter { Value = sha256 });
        (await command.ExecuteNonQueryAsync(Cancellation)).ShouldBe(1);
    }

    private async Task<byte[]> ReadAsync(Guid draft, Guid attachment)
    {
        var content = await host.SendAsync(FileHost.Citizen, new GetAttachmentContent(draft, "to-khai", attachment, null));
        await using var stream = content.Content;
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Cancellation);
        return copy.ToArray();
    }

    private async Task<DossierState> StateAsync(Guid id) => (await host.SendAsync(FileHost.Citizen, new GetDossier(id))).State;

    private async Task ShouldBeReadableAsync(string sha256)
    {
        await using var stream = await Blobs.OpenAsync(sha256, Cancellation);
        Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, Cancellation)).ShouldBe(sha256);
    }
}
