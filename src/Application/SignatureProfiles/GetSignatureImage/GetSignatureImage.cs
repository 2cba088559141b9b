using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.SignatureProfiles.GetSignatureImage;

/// <summary>Gets the picture of a configured signature.</summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record GetSignatureImage(Guid ProfileId) : IQuery<FileContent>;

internal sealed class GetSignatureImageHandler(IStreamReader streams, IBlobStore blobs, ICallerContext callers)
    : IRequestHandler<GetSignatureImage, FileContent>
{
    public async Task<FileContent> Handle(GetSignatureImage request, CancellationToken cancellationToken)
    {
        var profile = await streams.OwnProfileAsync(request.ProfileId, callers.Required(), cancellationToken);
        var image = profile.State.Image ?? throw Failures.ImageNotFound.Because();
        var content = await blobs.OpenAsync(image.Sha256, cancellationToken);
        var name = image.ContentType == FileTypes.Png ? "chu-ky.png" : "chu-ky.jpg";
        return new FileContent(content, image.ContentType, name, image.Size, image.Sha256);
    }
}
