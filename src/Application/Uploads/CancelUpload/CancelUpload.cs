using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using MediatR;

namespace KonTum.Tthc.Application.Uploads.CancelUpload;

/// <summary>Throws an upload away. What it became stays attached.</summary>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record CancelUpload(Guid UploadId) : ICommand<Upload>;

internal sealed class CancelUploadHandler(IUploads uploads, ICallerContext callers, TimeProvider time) : IRequestHandler<CancelUpload, Upload>
{
    public async Task<Upload> Handle(CancelUpload request, CancellationToken cancellationToken)
    {
        var upload = await uploads.OwnUploadAsync(request.UploadId, callers.Required(), time, cancellationToken);
        // Nobody takes bytes away from under a writer: the lock is asked for first.
        if (upload.AttachmentId is null) await (await uploads.OpenAsync(upload.Id, cancellationToken)).DisposeAsync();
        await uploads.RemoveAsync(upload.Id, cancellationToken);
        return upload;
    }
}
