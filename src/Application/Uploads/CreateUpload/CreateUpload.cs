using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers.UploadAttachment;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Platform;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Uploads.CreateUpload;

/// <summary>Begins an upload in parts. Everything that can be asked without the bytes is asked before one is taken.</summary>
/// <param name="UploadId">Chosen by the client, who can begin with it again; null to be given one.</param>
/// <param name="DossierId">The dossier.</param>
/// <param name="ComponentId">The component.</param>
/// <param name="FileName">Name of the file, without a path.</param>
/// <param name="Size">Bytes of the whole file.</param>
/// <param name="Sha256">SHA-256 of the whole file: parts that were put together wrongly are never attached.</param>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record CreateUpload(Guid? UploadId, Guid DossierId, string ComponentId, string FileName, long Size, string Sha256)
    : ICommand<UploadView>;

internal sealed class CreateUploadValidator : AbstractValidator<CreateUpload>
{
    public CreateUploadValidator(Limits limits)
    {
        this.MustBeText(r => r.FileName, "file_name", 200);
        RuleFor(r => r.FileName)
            .Must(name => name is null || !name.Any(c => c is '/' or '\\'))
            .WithState(_ => Failures.Malformed.At("file_name", ("expected", "tên tệp không có đường dẫn / a file name without a path")));
        RuleFor(r => r.Sha256)
            .Must(s => s is { Length: 64 } && s.All(char.IsAsciiHexDigit))
            .WithState(_ => Failures.Malformed.At("sha256", ("expected", "64 hex digits")));
        RuleFor(r => r.Size).Must(size => size != 0).WithState(_ => Failures.FileEmpty.At("size_bytes"));
        RuleFor(r => r.Size).Must(size => size >= 0).WithState(_ => Failures.OutOfRange.At("size_bytes", ("range", $"1–{limits.MaxAttachmentBytes}")));
        RuleFor(r => r.UploadId).Must(id => id != Guid.Empty).WithState(_ => Failures.Malformed.At("upload_id", ("expected", "UUID")));
    }
}

internal sealed class CreateUploadHandler(
    IUploads uploads, AttachmentIntake intake, ICallerContext callers, IIdentifiers ids, Limits limits, TimeProvider time)
    : IRequestHandler<CreateUpload, UploadView>
{
    public async Task<UploadView> Handle(CreateUpload request, CancellationToken cancellationToken)
    {
        var (caller, now) = (callers.Required(), time.GetUtcNow());
        var wanted = new Upload(
            request.UploadId ?? ids.Next(),
            caller.Subject,
            request.DossierId,
            request.ComponentId,
            request.FileName.Normalize(),
            request.Size,
            request.Sha256.ToLowerInvariant(),
            now.AddHours(limits.UploadHours));
        if (request.UploadId is not null && await uploads.FindAsync(wanted.Id, cancellationToken) is { } found) return await AgainAsync(found);

        if (request.Size > limits.MaxAttachmentBytes) throw Failures.FileTooLarge.Because(("limit_bytes", limits.MaxAttachmentBytes));
        await intake.AskAsync(new AttachmentTarget(wanted.DossierId, wanted.ComponentId, wanted.FileName, wanted.Sha256), caller, cancellationToken);
        return await uploads.TryCreateAsync(wanted, new UnfinishedAllowance(limits.MaxOpenUploads, limits.MaxOpenUploadBytes), now, cancellationToken)
            ? new UploadView(wanted, 0)
            : await AgainAsync(await uploads.FindAsync(wanted.Id, cancellationToken));

        async Task<UploadView> AgainAsync(Upload? first)
        {
            if (first is null || first.OwnerId != caller.Subject || first.ExpiresAt <= now) throw Failures.UploadNotFound.Because();
            if (!first.IsFor(wanted)) throw Failures.Invalid(Failures.UploadDiffers.At("upload_id"));
            return new UploadView(first, first.AttachmentId is null ? await uploads.OffsetAsync(first.Id, cancellationToken) : first.Size);
        }
    }
}
