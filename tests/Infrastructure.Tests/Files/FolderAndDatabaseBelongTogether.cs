using KonTum.Tthc.Application.Dossiers.UploadAttachment;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Infrastructure.Collection;
using KonTum.Tthc.Infrastructure.Files;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Files;

/// <summary>With a database that is not the one of the blob folder, or no longer as far, every blob looks nameless: then nothing is collected.</summary>
public sealed class FolderAndDatabaseBelongTogether(FileHost host) : IClassFixture<FileHost>, IAsyncLifetime
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Collector Collector => host.Services.GetRequiredService<Collector>();

    private string Blobs => Path.Combine(host.Folder, "blobs");

    private string Identity => Path.Combine(Blobs, "identity");

    public async ValueTask InitializeAsync()
    {
        // What one test has put apart is put together for the next.
        if (Directory.Exists(Blobs)) Directory.Delete(Blobs, recursive: true);
        await ExecuteAsync("delete from tthc.blob_folder");
        await Collector.CollectAsync(Timeout.InfiniteTimeSpan, Cancellation);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_first_start_writes_the_same_identity_into_both_and_later_ones_keep_it()
    {
        await Collector.CollectAsync(Timeout.InfiniteTimeSpan, Cancellation);
        var written = (await File.ReadAllTextAsync(Identity, Cancellation)).Split(' ');
        written[0].ShouldBe((await ScalarAsync("select identity from tthc.blob_folder")).ToString());
        written[1].ShouldBe((await ScalarAsync("select max(seq_id) from tthc.mt_events")).ToString());

        await AttachAsync("one more event");
        (await Collector.CollectAsync(Cancellation)).ShouldNotBeNull();
        var later = (await File.ReadAllTextAsync(Identity, Cancellation)).Split(' ');
        later[0].ShouldBe(written[0]);
        long.Parse(later[1], null).ShouldBeGreaterThan(long.Parse(written[1], null));
        Directory.GetFiles(Blobs).ShouldHaveSingleItem("nothing is left of writing it");
    }

    [Fact]
    public async Task The_folder_of_another_database_is_not_touched()
    {
        await OrphanAsync("another's");
        await ExecuteAsync("update tthc.blob_folder set identity = gen_random_uuid()");
        await ShouldRefuseAsync("another database");

        await ExecuteAsync("delete from tthc.blob_folder");
        await ShouldRefuseAsync("this database has none");
    }

    [Fact]
    public async Task A_folder_that_says_nothing_is_taken_only_when_the_database_names_what_is_in_it()
    {
        await AttachAsync("named");
        File.Delete(Identity);
        (await Collector.CollectAsync(Cancellation)).ShouldNotBeNull("most of it is named");

        for (var i = 0; i < 5; i++) await OrphanAsync($"of somebody else {i}");
        File.Delete(Identity);
        await ShouldRefuseAsync("names only");
        File.Exists(Identity).ShouldBeFalse("the folder is left as it was found");
    }

    [Fact]
    public async Task A_database_that_was_put_back_to_an_earlier_state_deletes_nothing()
    {
        var before = await ScalarAsync("select max(seq_id) from tthc.mt_events");
        var blob = await AttachAsync("after the backup");
        await Collector.CollectAsync(Timeout.InfiniteTimeSpan, Cancellation);

        // A backup older than the blobs is restored: the later events are gone, and new ones soon have their numbers.
        await ExecuteAsync($"delete from tthc.mt_events where seq_id > {before}");
        await ShouldRefuseAsync("older than the blob folder");
        await ExecuteAsync($"select setval('tthc.mt_events_sequence', {before})");
        await AttachAsync("a new event under an old number");
        await AttachAsync("and more");
        await ShouldRefuseAsync("older than the blob folder");
        File.Exists(Path.Combine(Blobs, blob[..2], blob[2..4], blob)).ShouldBeTrue();
    }

    [Fact]
    public async Task An_identity_that_cannot_be_read_is_none()
    {
        await OrphanAsync("orphan");
        await File.WriteAllTextAsync(Identity, "half a sente", Cancellation);
        await ShouldRefuseAsync("cannot be read");
    }

    [Fact]
    public async Task However_many_nodes_look_there_is_one_round_in_its_time()
    {
        var sixHours = TimeSpan.FromHours(6);
        (await Collector.CollectAsync(sixHours, Cancellation)).ShouldBeNull("the first is due six hours after the first start");
        host.Time.Advance(sixHours);
        var other = ActivatorUtilities.CreateInstance<Collector>(host.Services);
        var rounds = await Task.WhenAll(Collector.CollectAsync(sixHours, Cancellation), other.CollectAsync(sixHours, Cancellation));
        rounds.Count(r => r is not null).ShouldBe(1);
        (await other.CollectAsync(sixHours, Cancellation)).ShouldBeNull();
        (await other.CollectAsync(Timeout.InfiniteTimeSpan, Cancellation)).ShouldBeNull();
        new CollectionOptions().IntervalHours.ShouldBe(6, "it is on where nothing else is said");
    }

    private async Task ShouldRefuseAsync(string why)
    {
        host.Time.Advance(TimeSpan.FromDays(3));
        var files = Directory.GetFiles(host.Folder, "*", SearchOption.AllDirectories).Order().ToList();
        (await Should.ThrowAsync<StoreMismatchException>(() => Collector.CollectAsync(Cancellation))).Message.ShouldContain(why);
        Directory.GetFiles(host.Folder, "*", SearchOption.AllDirectories).Order().ShouldBe(files);
    }

    private async Task<string> AttachAsync(string text)
    {
        var attached = await host.SendAsync(FileHost.Citizen, new UploadAttachment(
            await host.DraftAsync(), "to-khai", "a.pdf", "", new MemoryStream(FileHost.Pdf(text)), null));
        return attached.Versions[0].File.Sha256;
    }

    private async Task OrphanAsync(string text) =>
        await host.Services.GetRequiredService<IBlobStore>().StoreAsync(new MemoryStream(FileHost.Pdf(text)), 1000, Cancellation);

    private async Task<object> ScalarAsync(string sql)
    {
        await using var command = host.Sql.CreateCommand(sql);
        return (await command.ExecuteScalarAsync(Cancellation))!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = host.Sql.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
