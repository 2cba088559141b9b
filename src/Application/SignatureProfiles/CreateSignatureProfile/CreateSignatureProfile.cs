using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.SignatureProfiles;
using MediatR;

namespace KonTum.Tthc.Application.SignatureProfiles.CreateSignatureProfile;

/// <summary>Creates a configured signature for the caller.</summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record CreateSignatureProfile(ProfileSettings Settings, string? RequestId) : ICommand<ProfileView>, IRepeatable;

internal sealed class CreateSignatureProfileHandler(
    IUnitOfWork work, IRemoteSigning remote, ICallerContext callers, IIdentifiers ids, TimeProvider time)
    : IRequestHandler<CreateSignatureProfile, ProfileView>
{
    public async Task<ProfileView> Handle(CreateSignatureProfile request, CancellationToken cancellationToken)
    {
        var caller = callers.Required();
        var created = SignatureProfile.Create(ids.Next(), caller.Subject, request.Settings, time.GetUtcNow());
        ProviderCatalogue.MustKnow(remote.Providers, created.Settings.Value!.Entries);

        work.Start<SignatureProfile>(created.ProfileId, created);
        var profile = new SignatureProfile();
        profile.Apply(created);
        return await work.CommitAsync(ProfileView.Of(profile, 1), cancellationToken);
    }
}
