using System.Text.Json.Serialization;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Platform;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.SignatureProfiles.UploadSignatureImage;

/// <summary>Puts the picture of a configured signature.</summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record UploadSignatureImage(
    Guid ProfileId, [property: JsonIgnore] Stream Image, string? ETag, string? RequestId) : ICommand<ProfileView>, IRepeatable;

internal sealed class UploadSignatureImageHandler(
    IUnitOfWork work, IBlobStore blobs, ICallerContext callers, Limits limits, TimeProvider time)
    : IRequestHandler<UploadSignatureImage, ProfileView>
{
    public async Task<ProfileView> Handle(UploadSignatureImage request, CancellationToken cancellationToken)
    {
        var profile = await work.OwnProfileAsync(request.ProfileId, callers.Required(), cancellationToken);
        ETag.MustMatch(request.ETag, profile.Version);

        var blob = await blobs.StoreAsync(request.Image, limits.MaxSignatureImageBytes, cancellationToken);
        var type = FileTypes.RecogniseImage(blob.Head.Span)
            ?? throw Failures.Invalid(Failures.FileTypeNotAccepted.At("image", ("accepted", "PNG, JPEG")));

        profile.Append(profile.State.PutImage(new StoredFile(blob.Sha256, blob.Size, type), time.GetUtcNow()));
        return await work.CommitAsync(ProfileView.Of(profile.State, profile.Version), cancellationToken);
    }
}
