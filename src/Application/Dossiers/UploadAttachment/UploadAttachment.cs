using System.Text.Json.Serialization;
using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Platform;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Dossiers.UploadAttachment;

/// <summary>Attaches a file to a component of a draft.</summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="ComponentId">The component.</param>
/// <param name="FileName">Name of the file, without a path.</param>
/// <param name="Sha256">What the client says the digest is; empty if it says nothing.</param>
/// <param name="Content">The bytes; read once.</param>
/// <param name="RequestId">The request id.</param>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record UploadAttachment(
    Guid DossierId, string ComponentId, string FileName, string Sha256, [property: JsonIgnore] Stream Content, string? RequestId)
    : ICommand<AttachmentView>, IRepeatable;

internal sealed class UploadAttachmentValidator : AbstractValidator<UploadAttachment>
{
    public UploadAttachmentValidator()
    {
        this.MustBeText(r => r.FileName, "file_name", 200);
        RuleFor(r => r.FileName)
            .Must(name => name is null || !name.Any(c => c is '/' or '\\'))
            .WithState(_ => Failures.Malformed.At("file_name", ("expected", "tên tệp không có đường dẫn / a file name without a path")));
        RuleFor(r => r.Sha256)
            .Must(s => string.IsNullOrEmpty(s) || (s.Length == 64 && s.All(char.IsAsciiHexDigit)))
            .WithState(_ => Failures.Malformed.At("sha256", ("expected", "64 hex digits")));
    }
}

internal sealed class UploadAttachmentHandler(
    IUnitOfWork work,
    IStreamReader streams,
    IBlobStore blobs,
    IDocumentConverter converter,
    ICallerContext callers,
    IIdentifiers ids,
    Limits limits,
    TimeProvider time) : IRequestHandler<UploadAttachment, AttachmentView>
{
    public async Task<AttachmentView> Handle(UploadAttachment request, CancellationToken cancellationToken)
    {
        // Ask first, so that nobody uploads 25 MB to a dossier that is not theirs or takes no more files.
        var caller = callers.Required();
        var seen = await streams.ReadAsync<Dossier>(request.DossierId, cancellationToken);
        if (seen is null || !DossierAccess.Owns(caller, seen.State)) throw Failures.DossierNotFound.Because();
        var attachmentId = ids.Next();
        _ = seen.State.Attach(request.ComponentId, attachmentId, request.FileName, new StoredFile("", 0, ""), time.GetUtcNow());

        var file = await StoreAsync(request, cancellationToken);

        // The dossier may have changed while the bytes came in over a slow line; what counts is how it is now.
        return await work.DecideAsync(() => AttachAsync(request, attachmentId, file, caller, cancellationToken));
    }

    private async Task<AttachmentView> AttachAsync(
        UploadAttachment request, Guid attachmentId, StoredFile file, Caller caller, CancellationToken cancellationToken)
    {
        var dossier = await work.OwnDossierAsync(request.DossierId, caller, cancellationToken);
        dossier.Append(dossier.State.Attach(request.ComponentId, attachmentId, request.FileName.Normalize(), file, time.GetUtcNow()));
        if (converter.IsAvailable && Dossier.IsConvertible(file.ContentType)
            && dossier.State.RequestConversion(request.ComponentId, attachmentId, time.GetUtcNow()) is { } conversion)
        {
            dossier.Append(conversion);
        }

        return await work.CommitAsync(
            AttachmentView.Of(dossier.State.Attachment(request.ComponentId, attachmentId)), cancellationToken);
    }

    private async Task<StoredFile> StoreAsync(UploadAttachment request, CancellationToken cancellationToken)
    {
        var blob = await blobs.StoreAsync(request.Content, limits.MaxAttachmentBytes, cancellationToken);
        if (blob.Size == 0) throw Failures.Invalid(Failures.FileEmpty.At("content"));
        if (request.Sha256 is { Length: > 0 } declared && !declared.Equals(blob.Sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw Failures.Invalid(Failures.DigestMismatch.At("sha256"));
        }

        var type = FileTypes.RecogniseAttachment(blob.Head.Span)
            ?? throw Failures.Invalid(Failures.FileTypeNotAccepted.At("content", ("accepted", "PDF, DOC, DOCX")));
        return new StoredFile(blob.Sha256, blob.Size, type);
    }
}
