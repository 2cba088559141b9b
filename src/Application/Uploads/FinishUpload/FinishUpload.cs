using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Dossiers.UploadAttachment;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Uploads.FinishUpload;

/// <summary>
/// Attaches an upload whose bytes are all there, as any other file is attached. Repeating it gives the first answer: the identifier of
/// the upload is its request id.
/// </summary>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record FinishUpload(Guid UploadId) : ICommand<AttachmentView>, IRepeatable
{
    /// <inheritdoc />
    public string? RequestId => UploadId.ToString();
}

internal sealed class FinishUploadHandler(IUploads uploads, AttachmentIntake intake, ICallerContext callers, TimeProvider time)
    : IRequestHandler<FinishUpload, AttachmentView>
{
    public async Task<AttachmentView> Handle(FinishUpload request, CancellationToken cancellationToken)
    {
        var caller = callers.Required();
        var upload = await uploads.OwnUploadAsync(request.UploadId, caller, time, cancellationToken);
        try
        {
            AttachmentView attached;
            await using (var bytes = await uploads.OpenAsync(upload.Id, cancellationToken))
            {
                if (bytes.Offset != upload.Size) throw Failures.UploadOffsetMismatch.Because(("offset", bytes.Offset));
                var target = new AttachmentTarget(upload.DossierId, upload.ComponentId, upload.FileName, upload.Sha256);
                attached = await intake.AttachAsync(target, bytes.Read(), caller, cancellationToken);
            }

            await uploads.FinishAsync(upload.Id, attached.Id, cancellationToken);
            return attached;
        }
        catch (FailureException e) when (e.Failure.Kind == FailureKind.InvalidArgument)
        {
            // The same bytes will be refused again. Everything else may change: a file is taken off, the scanner comes back.
            await uploads.RemoveAsync(upload.Id, CancellationToken.None);
            throw;
        }
    }
}
