using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using MediatR;

namespace KonTum.Tthc.Application.Uploads.GetUpload;

/// <summary>Tells how far an upload is.</summary>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record GetUpload(Guid UploadId) : IQuery<UploadView>;

internal sealed class GetUploadHandler(IUploads uploads, ICallerContext callers, TimeProvider time) : IRequestHandler<GetUpload, UploadView>
{
    public async Task<UploadView> Handle(GetUpload request, CancellationToken cancellationToken)
    {
        var upload = await uploads.OwnUploadAsync(request.UploadId, callers.Required(), time, cancellationToken);
        return new UploadView(upload, upload.AttachmentId is null ? await uploads.OffsetAsync(upload.Id, cancellationToken) : upload.Size);
    }
}
