using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Audit;
using KonTum.Tthc.Application.Audit.ReplayEvents;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Dossiers.GetAttachmentContent;
using KonTum.Tthc.Application.Dossiers.GetDossier;
using KonTum.Tthc.Application.Dossiers.LookUpDossier;
using KonTum.Tthc.Application.Dossiers.UpdateDossier;
using KonTum.Tthc.Application.Dossiers.UploadAttachment;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Platform;
using KonTum.Tthc.Application.Platform.GetLimits;
using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Application.Procedures.GetProcedure;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Procedures;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace KonTum.Tthc.Api.Tests.Serving;

/// <summary>What stands behind the pipeline in these tests. None of it keeps anything between calls.</summary>
public static class Handlers
{
    public const string Secret = "a connection string, perhaps";

    /// <summary>Name of the file that every download has.</summary>
    public const string FileName = "Tờ khai \"đăng ký\".pdf";

    /// <summary>Last digit of an attachment's identifier is its size in MiB.</summary>
    public static byte[] FileOf(int mebibytes)
    {
        var bytes = new byte[(mebibytes * 1024 * 1024) + 17];
        new Random(mebibytes).NextBytes(bytes);
        return bytes;
    }

    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<Cancellations>();
        services.AddTransient<IRequestHandler<GetProcedure, PublishedProcedure>, Fail>();
        services.AddTransient<IRequestHandler<GetLimits, Limits>, TellLimits>();
        services.AddTransient<IRequestHandler<GetDossier, DossierView>, TellCaller>();
        services.AddTransient<IRequestHandler<UpdateDossier, DossierView>, TellForm>();
        services.AddTransient<IRequestHandler<UploadAttachment, AttachmentView>, ReadUpload>();
        services.AddTransient<IRequestHandler<GetAttachmentContent, FileContent>, GiveFile>();
        services.AddTransient<IRequestHandler<LookUpDossier, DossierProgress>, TellProgress>();
        services.AddTransient<IStreamRequestHandler<ReplayEvents, RecordedEvent>, Replay>();
    }

    public static DossierView View(string text, DossierForm? form = null, string etag = "7") => new(
        Guid.Empty, "", text, 1, "Thủ tục đăng ký khai sinh", new Agency("000.21.24.H34", "UBND"), DossierState.Draft, form, [],
        DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, null, etag)
    {
        Results = [new ResultPaperView(Guid.Empty, "", "kết quả.pdf", false, []) { Notices = ["EMBEDDED_FILES_FOUND"] }],
    };

    /// <summary>One dossier.</summary>
    private sealed class TellProgress : IRequestHandler<LookUpDossier, DossierProgress>
    {
        public const string Code = "000.21.24.H34-261123-0001";

        public Task<DossierProgress> Handle(LookUpDossier request, CancellationToken cancellationToken)
        {
            if (request.Code != Code) throw Failures.DossierNotFound.Because();
            var day = new DateTimeOffset(2026, 11, 23, 1, 30, 0, TimeSpan.Zero);
            return Task.FromResult(new DossierProgress(
                Code, DossierState.Processing, day, day.AddHours(2), day.AddDays(5), null,
                [new(DossierState.Registered, day), new(DossierState.Accepted, day.AddHours(2)), new(DossierState.Processing, day.AddHours(20))]));
        }
    }

    private sealed class TellLimits(Limits limits) : IRequestHandler<GetLimits, Limits>
    {
        public Task<Limits> Handle(GetLimits request, CancellationToken cancellationToken) => Task.FromResult(limits);
    }

    /// <summary>Follows the call that never ends by itself.</summary>
    public sealed class Cancellations
    {
        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Seen { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    // The code of the procedure says what goes wrong.
    private sealed class Fail(Cancellations cancellations) : IRequestHandler<GetProcedure, PublishedProcedure>
    {
        public async Task<PublishedProcedure> Handle(GetProcedure request, CancellationToken cancellationToken)
        {
            if (request.Code == "unexpected") throw new InvalidOperationException(Secret);
            if (request.Code == "database-away") throw new InvalidOperationException(Secret, new DatabaseAway());
            if (request.Code == "violations")
            {
                throw Failures.Invalid(Failures.Required.At("form.owner_name"), Failures.OutOfRange.At("form.set_count", ("range", "1–99")));
            }

            if (request.Code != "slow") throw Failures.All[request.Code].Because(("limit_bytes", 25), ("note", "chú ý"));
            try
            {
                cancellations.Started.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                cancellations.Seen.TrySetResult();
                throw;
            }

            throw new InvalidOperationException("Never here.");
        }
    }

    private sealed class DatabaseAway() : System.Data.Common.DbException(Secret)
    {
        public override bool IsTransient => true;
    }

    private sealed class TellCaller(ICallerContext callers) : IRequestHandler<GetDossier, DossierView>
    {
        public Task<DossierView> Handle(GetDossier request, CancellationToken cancellationToken)
        {
            var caller = callers.Required();
            return Task.FromResult(View($"{caller.Subject}|{caller.Email}|{string.Join('+', caller.Roles.Order())}|{caller.AgencyCode}"));
        }
    }

    private sealed class TellForm : IRequestHandler<UpdateDossier, DossierView>
    {
        public Task<DossierView> Handle(UpdateDossier request, CancellationToken cancellationToken)
        {
            ETag.MustMatch(request.ETag, 7);
            return Task.FromResult(View(string.Join('+', request.Fields), request.Form, "8"));
        }
    }

    private sealed class ReadUpload : IRequestHandler<UploadAttachment, AttachmentView>
    {
        public async Task<AttachmentView> Handle(UploadAttachment request, CancellationToken cancellationToken)
        {
            using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[10_000];
            var size = 0L;
            int read;
            while ((read = await request.Content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                sha.AppendData(buffer, 0, read);
                size += read;
                if (size > ApiServer.MaxAttachmentBytes) throw Failures.FileTooLarge.Because(("limit_bytes", ApiServer.MaxAttachmentBytes));
            }

            var file = new StoredFile(Convert.ToHexStringLower(sha.GetHashAndReset()), size, FileTypes.Pdf);
            var version = new AttachmentVersionView(AttachmentVersionKind.Original, request.FileName, file, DateTimeOffset.UnixEpoch, null);
            return new AttachmentView(Guid.Empty, request.FileName, [version], false, null) { Notices = ["ACTIVE_CONTENT_FOUND"] };
        }
    }

    private sealed class GiveFile : IRequestHandler<GetAttachmentContent, FileContent>
    {
        public Task<FileContent> Handle(GetAttachmentContent request, CancellationToken cancellationToken)
        {
            var bytes = FileOf(request.AttachmentId.ToString()[^1] - '0');
            var size = request.Version == AttachmentVersionKind.Signed ? bytes.Length + 1000 : bytes.Length; // "signed" breaks off
            Stream content = request.Version == AttachmentVersionKind.Signed ? new BrokenStream(bytes) : new MemoryStream(bytes);
            return Task.FromResult(new FileContent(content, FileTypes.Pdf, FileName, size, Convert.ToHexStringLower(SHA256.HashData(bytes))));
        }
    }

    /// <summary>Reads well and then not: a disk that goes away.</summary>
    private sealed class BrokenStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
            CopyThenBreakAsync(destination, cancellationToken);

        private async Task CopyThenBreakAsync(Stream destination, CancellationToken cancellationToken)
        {
            await base.CopyToAsync(destination, 1024, cancellationToken);
            throw new IOException(Secret);
        }
    }

    // As many events as the limit says, then the failure of the caller's choice.
    private sealed class Replay : IStreamRequestHandler<ReplayEvents, RecordedEvent>
    {
        public async IAsyncEnumerable<RecordedEvent> Handle(ReplayEvents request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            for (var i = 1; i <= request.Limit; i++)
            {
                await Task.Yield();
                yield return new RecordedEvent(
                    i, Guid.Empty, "dossier", i, Guid.Empty, "dossier_opened", DateTimeOffset.UnixEpoch, "citizen-1", "",
                    JsonSerializer.SerializeToElement(new { số = i }));
            }

            if (request.ActorId.Length > 0) throw Failures.All[request.ActorId].Because();
        }
    }
}
