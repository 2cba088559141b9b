using System.Security.Cryptography;
using KonTum.Tthc.Application.Dossiers.GetAttachmentContent;
using KonTum.Tthc.Application.Dossiers.GetDossier;
using KonTum.Tthc.Application.Dossiers.UploadAttachment;
using KonTum.Tthc.Application.Uploads;
using KonTum.Tthc.Application.Uploads.AppendToUpload;
using KonTum.Tthc.Application.Uploads.CancelUpload;
using KonTum.Tthc.Application.Uploads.CreateUpload;
using KonTum.Tthc.Application.Uploads.FinishUpload;
using KonTum.Tthc.Application.Uploads.GetUpload;
using KonTum.Tthc.Domain.Failures;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Files;

/// <summary>Uploads in parts, on PostgreSQL and real files.</summary>
public sealed class UploadsContinue(FileHost host) : IClassFixture<FileHost>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_upload_goes_on_where_the_connection_broke_and_becomes_the_same_bytes()
    {
        var (upload, bytes) = await BeginAsync(300_000);
        await Should.ThrowAsync<IOException>(() => host.SendAsync(FileHost.Citizen, new AppendToUpload(upload, 0, new BreakingStream(bytes[..200_123]))));

        (await host.SendAsync(FileHost.Citizen, new GetUpload(upload))).Offset.ShouldBe(200_123);
        (await FailAsync(new AppendToUpload(upload, 0, new MemoryStream(bytes)))).Details["offset"].ShouldBe("200123");
        (await FailAsync(new FinishUpload(upload))).Failure.ShouldBe(Failures.UploadOffsetMismatch);
        var whole = await host.SendAsync(FileHost.Citizen, new AppendToUpload(upload, 200_123, new MemoryStream(bytes[200_123..])));
        whole.IsWhole.ShouldBeTrue();
        var attached = await host.SendAsync(FileHost.Citizen, new FinishUpload(upload));

        (await host.SendAsync(FileHost.Citizen, new FinishUpload(upload))).Id.ShouldBe(attached.Id, "repeating gives the first answer");
        (await host.SendAsync(FileHost.Citizen, new AppendToUpload(upload, bytes.Length, Stream.Null))).Upload.AttachmentId.ShouldBe(attached.Id);
        var content = await host.SendAsync(FileHost.Citizen, new GetAttachmentContent(whole.Upload.DossierId, "to-khai", attached.Id, null));
        await using (content.Content) (await SHA256.HashDataAsync(content.Content, Cancellation)).ShouldBe(SHA256.HashData(bytes));
        Directory.GetFiles(Path.Combine(host.Folder, "uploads"), upload.ToString("N")).ShouldBeEmpty();
        (await host.SendAsync(FileHost.Citizen, new GetDossier(whole.Upload.DossierId))).Components.Sum(c => c.Attachments.Count).ShouldBe(1);
    }

    [Fact]
    public async Task Two_writers_at_once_are_one_too_many()
    {
        var (upload, bytes) = await BeginAsync(1000);
        var slow = new TaskCompletionSource();
        await using var waiting = new WaitingStream(slow.Task);
        var first = host.SendAsync(FileHost.Citizen, new AppendToUpload(upload, 0, waiting));
        await waiting.Asked;

        (await FailAsync(new AppendToUpload(upload, 0, new MemoryStream(bytes)))).Failure.ShouldBe(Failures.UploadInUse);
        (await FailAsync(new CancelUpload(upload))).Failure.ShouldBe(Failures.UploadInUse);

        slow.SetResult();
        (await first).Offset.ShouldBe(0);
        (await host.SendAsync(FileHost.Citizen, new AppendToUpload(upload, 0, new MemoryStream(bytes)))).IsWhole.ShouldBeTrue();
    }

    [Fact]
    public async Task Only_the_owner_sees_an_upload()
    {
        var (upload, bytes) = await BeginAsync(1000);
        foreach (var request in new IBaseRequest[]
                 {
                     new GetUpload(upload), new AppendToUpload(upload, 0, new MemoryStream(bytes)), new FinishUpload(upload), new CancelUpload(upload),
                 })
        {
            (await Should.ThrowAsync<FailureException>(() => host.SendAnyAsync(FileHost.Other, request))).Failure.ShouldBe(Failures.UploadNotFound);
        }

        (await FailAsync(new GetUpload(Guid.NewGuid()))).Failure.ShouldBe(Failures.UploadNotFound);
    }

    [Fact]
    public async Task A_part_that_is_damaged_or_too_long_is_dropped()
    {
        var (upload, bytes) = await BeginAsync(1000);
        var wrong = new PartChecksum("sha256", new byte[32]);
        (await FailAsync(new AppendToUpload(upload, 0, new MemoryStream(bytes), wrong))).Failure.ShouldBe(Failures.UploadChecksumMismatch);
        (await FailAsync(new AppendToUpload(upload, 0, new MemoryStream([.. bytes, 1])))).Failure.ShouldBe(Failures.FileTooLarge);
        (await host.SendAsync(FileHost.Citizen, new GetUpload(upload))).Offset.ShouldBe(0);
        var right = new PartChecksum("sha1", SHA1Of(bytes[..500]));
        (await host.SendAsync(FileHost.Citizen, new AppendToUpload(upload, 0, new MemoryStream(bytes[..500]), right))).Offset.ShouldBe(500);
    }

    [Fact]
    public async Task Bytes_that_are_not_those_that_were_announced_are_never_attached()
    {
        var (upload, bytes) = await BeginAsync(1000);
        bytes[500] ^= 1;
        await host.SendAsync(FileHost.Citizen, new AppendToUpload(upload, 0, new MemoryStream(bytes)));

        (await FailAsync(new FinishUpload(upload))).Violations.ShouldHaveSingleItem().Failure.ShouldBe(Failures.DigestMismatch);

        (await FailAsync(new GetUpload(upload))).Failure.ShouldBe(Failures.UploadNotFound, "the same bytes would be refused again");
        Directory.GetFiles(Path.Combine(host.Folder, "uploads"), upload.ToString("N")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_can_be_asked_is_asked_before_a_byte_is_taken()
    {
        var draft = await host.DraftAsync();
        var sha256 = new string('a', 64);
        (await FailAsync(new CreateUpload(null, Guid.NewGuid(), "to-khai", "a.pdf", 10, sha256))).Failure.ShouldBe(Failures.DossierNotFound);
        (await FailAsync(new CreateUpload(null, draft, "khác", "a.pdf", 10, sha256))).Failure.ShouldBe(Failures.ComponentNotFound);
        (await FailAsync(new CreateUpload(null, draft, "to-khai", "a.pdf", 26 * 1024 * 1024, sha256))).Failure.ShouldBe(Failures.FileTooLarge);
        (await FailAsync(new CreateUpload(null, draft, "to-khai", "a/b.pdf", 0, ""))).Violations.Select(v => v.Field).Order()
            .ShouldBe(["file_name", "sha256", "size_bytes"]);
        var id = Guid.NewGuid();
        await host.SendAsync(FileHost.Citizen, new CreateUpload(id, draft, "to-khai", "a.pdf", 10, sha256));
        (await host.SendAsync(FileHost.Citizen, new CreateUpload(id, draft, "to-khai", "a.pdf", 10, sha256))).Offset.ShouldBe(0);
        (await FailAsync(new CreateUpload(id, draft, "to-khai", "b.pdf", 10, sha256))).Violations.ShouldHaveSingleItem().Failure.ShouldBe(Failures.UploadDiffers);
    }

    [Fact]
    public async Task Of_thirty_files_at_once_exactly_the_limit_gets_in()
    {
        var draft = await host.DraftAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 30).Select(async i =>
        {
            for (;;)
            {
                try
                {
                    await host.SendAsync(FileHost.Citizen, new UploadAttachment(draft, "to-khai", $"{i}.pdf", "", new MemoryStream(FileHost.Pdf($"{draft} {i}")), null));
                    return true;
                }
                catch (FailureException e) when (e.Failure == Failures.ChangedMeanwhile)
                {
                    // As a client does that is told to repeat.
                }
                catch (FailureException e) when (e.Failure == Failures.TooManyAttachments)
                {
                    return false;
                }
            }
        }));

        results.Count(taken => taken).ShouldBe(20);
        (await host.SendAsync(FileHost.Citizen, new GetDossier(draft))).Components.Single(c => c.Id == "to-khai").Attachments.Count.ShouldBe(20);
    }

    [Fact]
    public async Task Nobody_takes_more_room_with_unfinished_uploads_than_a_person_may_also_not_with_many_at_once()
    {
        var draft = await host.DraftAsync();
        var (many, large) = (Somebody("many"), Somebody("large"));
        var now = host.Time.GetUtcNow();
        var allowance = new UnfinishedAllowance(5, 1000);

        var begun = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => TryAsync(many, 10)));
        begun.Count(ended => ended is null).ShouldBe(5);
        begun.Where(ended => ended is not null).ShouldAllBe(ended => ended == Failures.TooManyUploads);

        (await TryAsync(large, 700)).ShouldBeNull("another's uploads are another's");
        (await TryAsync(large, 301)).ShouldBe(Failures.UploadsTooLarge);
        (await TryAsync(large, 300)).ShouldBeNull();
        now = now.AddHours(25);
        (await TryAsync(large, 1000)).ShouldBeNull("what has expired takes no room");

        async Task<Failure?> TryAsync(string owner, long size)
        {
            await using var own = host.Services.CreateAsyncScope();
            var upload = new Upload(Guid.NewGuid(), owner, draft, "to-khai", "a.pdf", size, new string('a', 64), now.AddHours(24));
            try
            {
                (await own.ServiceProvider.GetRequiredService<IUploads>().TryCreateAsync(upload, allowance, now, Cancellation)).ShouldBeTrue();
                return null;
            }
            catch (FailureException e)
            {
                return e.Failure;
            }
        }

        static string Somebody(string name) => $"{name}-{Guid.NewGuid()}";
    }

    private async Task<(Guid Upload, byte[] Bytes)> BeginAsync(int size)
    {
        var bytes = RandomNumberGenerator.GetBytes(size);
        "%PDF-1.7 "u8.CopyTo(bytes);
        var created = await host.SendAsync(FileHost.Citizen, new CreateUpload(
            null, await host.DraftAsync(), "to-khai", "tờ khai.pdf", size, Convert.ToHexString(SHA256.HashData(bytes))));
        created.Offset.ShouldBe(0);
        return (created.Upload.Id, bytes);
    }

    private async Task<FailureException> FailAsync<T>(IRequest<T> request) =>
        await Should.ThrowAsync<FailureException>(() => host.SendAsync(FileHost.Citizen, request));

    private static byte[] SHA1Of(byte[] bytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(bytes);
        return hash.GetHashAndReset();
    }

    private sealed class BreakingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : throw new IOException("The line is dead.");
    }

    private sealed class WaitingStream(Task until) : MemoryStream
    {
        private readonly TaskCompletionSource asked = new();

        public Task Asked => asked.Task;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            asked.TrySetResult();
            await until;
            return 0;
        }
    }
}
