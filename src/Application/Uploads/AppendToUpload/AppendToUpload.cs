using System.Text.Json.Serialization;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Uploads.AppendToUpload;

/// <summary>Appends bytes to an upload. When the connection breaks, what came is kept and the next part continues there.</summary>
/// <param name="UploadId">The upload.</param>
/// <param name="Offset">Where the bytes belong; must be where the stored ones end.</param>
/// <param name="Content">The bytes; read once.</param>
/// <param name="Checksum">What this part must be; null where the client says nothing.</param>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record AppendToUpload(Guid UploadId, long Offset, [property: JsonIgnore] Stream Content, PartChecksum? Checksum = null)
    : ICommand<UploadView>;

internal sealed class AppendToUploadHandler(IUploads uploads, ICallerContext callers, TimeProvider time)
    : IRequestHandler<AppendToUpload, UploadView>
{
    public async Task<UploadView> Handle(AppendToUpload request, CancellationToken cancellationToken)
    {
        var upload = await uploads.OwnUploadAsync(request.UploadId, callers.Required(), time, cancellationToken);
        if (upload.AttachmentId is not null)
        {
            // The last part again, whose answer was lost: there is nothing left to append.
            MustBe(request.Offset, upload.Size);
            return new UploadView(upload, upload.Size);
        }

        await using var bytes = await uploads.OpenAsync(upload.Id, cancellationToken);
        MustBe(request.Offset, bytes.Offset);
        await bytes.AppendAsync(request.Content, upload.Size, request.Checksum, cancellationToken);
        return new UploadView(upload, bytes.Offset);
    }

    private static void MustBe(long offset, long stored)
    {
        if (offset != stored) throw Failures.UploadOffsetMismatch.Because(("offset", stored));
    }
}
