using System.Security.Cryptography;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Domain.Failures;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Files;

public sealed class BlobStoreKeepsBytes : IAsyncDisposable
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    private readonly AdapterHost host = AdapterHost.Create();

    private IBlobStore Store => host.Get<IBlobStore>();

    private string BlobFolder => Path.Combine(host.Directory, "blobs");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stored_bytes_are_found_under_their_digest_and_read_back_from_anywhere()
    {
        var bytes = RandomNumberGenerator.GetBytes(300_000);

        var stored = await Store.StoreAsync(new MemoryStream(bytes), bytes.Length, Cancellation);

        stored.Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        stored.Size.ShouldBe(bytes.Length);
        stored.Head.ToArray().ShouldBe(bytes[..4096]);
        await using var read = await Store.OpenAsync(stored.Sha256, Cancellation);
        read.Position = 299_000;
        var tail = new byte[1000];
        await read.ReadExactlyAsync(tail, Cancellation);
        tail.ShouldBe(bytes[299_000..]);
    }

    [Fact]
    public async Task Only_the_owner_can_read_what_is_stored()
    {
        var stored = await Store.StoreAsync(new MemoryStream([1, 2, 3]), 10, Cancellation);

        var path = Path.Combine(BlobFolder, stored.Sha256[..2], stored.Sha256[2..4], stored.Sha256);
        File.GetUnixFileMode(path).ShouldBe(OwnerFile);
        for (var folder = Path.GetDirectoryName(path)!; folder.Length >= BlobFolder.Length; folder = Path.GetDirectoryName(folder)!)
            File.GetUnixFileMode(folder).ShouldBe(OwnerFolder);
    }

    [Fact]
    public async Task An_empty_file_can_be_stored()
    {
        var stored = await Store.StoreAsync(Stream.Null, 10, Cancellation);

        stored.Size.ShouldBe(0);
        await using var read = await Store.OpenAsync(stored.Sha256, Cancellation);
        read.Length.ShouldBe(0);
    }

    [Fact]
    public async Task Fifty_writers_of_the_same_bytes_leave_one_file()
    {
        var bytes = RandomNumberGenerator.GetBytes(200_000);
        using var start = new Barrier(50);

        var stored = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return Store.StoreAsync(new MemoryStream(bytes), bytes.Length, Cancellation).GetAwaiter().GetResult();
            },
            Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        stored.Select(s => s.Sha256).Distinct().ShouldHaveSingleItem();
        Directory.GetFiles(BlobFolder, "*", SearchOption.AllDirectories).ShouldHaveSingleItem();
        Directory.GetFiles(Path.Combine(host.Directory, "tmp")).ShouldBeEmpty();
        await using var read = await Store.OpenAsync(stored[0].Sha256, Cancellation);
        (await SHA256.HashDataAsync(read, Cancellation)).ShouldBe(SHA256.HashData(bytes));
    }

    [Fact]
    public async Task The_limit_itself_is_accepted_and_one_byte_more_is_refused_and_leaves_nothing()
    {
        await Store.StoreAsync(new MemoryStream(new byte[100]), 100, Cancellation);
        var before = Directory.GetFiles(host.Directory, "*", SearchOption.AllDirectories);

        var failure = await Should.ThrowAsync<FailureException>(() => Store.StoreAsync(new MemoryStream(new byte[101]), 100, Cancellation));

        failure.Failure.ShouldBe(Failures.FileTooLarge);
        failure.Details["limit_bytes"].ShouldBe("100");
        Directory.GetFiles(host.Directory, "*", SearchOption.AllDirectories).ShouldBe(before, ignoreOrder: true);
    }

    [Fact]
    public async Task A_source_that_breaks_leaves_nothing()
    {
        await Should.ThrowAsync<IOException>(() => Store.StoreAsync(new BreakingStream(), 1_000_000, Cancellation));

        Directory.Exists(BlobFolder).ShouldBeFalse();
        Directory.GetFiles(Path.Combine(host.Directory, "tmp")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../../../../../../../../../../../etc/passwd/aaaaaaaaaaaaaaaaa")]
    [InlineData("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8/5")]
    public async Task What_is_not_a_digest_never_becomes_a_path(string address)
    {
        await Should.ThrowAsync<ArgumentException>(() => Store.OpenAsync(address, Cancellation));
    }

    [Fact]
    public async Task Bytes_that_were_never_stored_are_a_fault() =>
        await Should.ThrowAsync<FileNotFoundException>(() => Store.OpenAsync(new string('0', 64), Cancellation));

    [Fact]
    public async Task A_start_removes_what_a_crash_left_and_nothing_that_is_being_worked_on()
    {
        var folder = Directory.CreateDirectory(Path.Combine(host.Directory, "tmp")).FullName;
        string Old(string name)
        {
            var path = Path.Combine(folder, name);
            File.WriteAllText(path, "left behind");
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-2));
            return path;
        }

        var (left, held) = (Old("left.tmp"), Old("held.tmp"));
        var young = Path.Combine(folder, "young.tmp");
        await File.WriteAllTextAsync(young, "just made", Cancellation);
        await using var worker = new FileStream(held, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        await host.StartAsync();

        File.Exists(left).ShouldBeFalse();
        File.Exists(held).ShouldBeTrue();
        File.Exists(young).ShouldBeTrue();
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private sealed class BreakingStream : MemoryStream
    {
        private bool begun;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (begun) throw new IOException("The connection was lost.");
            begun = true;
            return ValueTask.FromResult(100);
        }
    }
}
