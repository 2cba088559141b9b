using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using MediatR;

namespace KonTum.Tthc.Application.SignatureProfiles.GetSignatureProfile;

/// <summary>Gets one of the caller's configured signatures.</summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record GetSignatureProfile(Guid ProfileId) : IQuery<ProfileView>;

internal sealed class GetSignatureProfileHandler(IStreamReader streams, ICallerContext callers)
    : IRequestHandler<GetSignatureProfile, ProfileView>
{
    public async Task<ProfileView> Handle(GetSignatureProfile request, CancellationToken cancellationToken)
    {
        var profile = await streams.OwnProfileAsync(request.ProfileId, callers.Required(), cancellationToken);
        return ProfileView.Of(profile.State, profile.Version);
    }
}
