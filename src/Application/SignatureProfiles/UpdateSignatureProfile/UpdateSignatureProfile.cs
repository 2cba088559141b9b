using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;
using MediatR;

namespace KonTum.Tthc.Application.SignatureProfiles.UpdateSignatureProfile;

/// <summary>Changes the named fields of a configured signature.</summary>
/// <param name="ProfileId">The profile.</param>
/// <param name="Settings">New values.</param>
/// <param name="Fields">display_name, phone_number, locator_keyword, entries; all when empty.</param>
/// <param name="ETag">The etag last seen.</param>
/// <param name="RequestId">The request id.</param>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record UpdateSignatureProfile(
    Guid ProfileId, ProfileSettings Settings, IReadOnlyList<string> Fields, string? ETag, string? RequestId)
    : ICommand<ProfileView>, IRepeatable;

internal sealed class UpdateSignatureProfileHandler(IUnitOfWork work, IRemoteSigning remote, ICallerContext callers, TimeProvider time)
    : IRequestHandler<UpdateSignatureProfile, ProfileView>
{
    public async Task<ProfileView> Handle(UpdateSignatureProfile request, CancellationToken cancellationToken)
    {
        var profile = await work.OwnProfileAsync(request.ProfileId, callers.Required(), cancellationToken);
        ETag.MustMatch(request.ETag, profile.Version);

        var settings = Merge(profile.State.Settings ?? request.Settings, request.Settings, request.Fields);
        var changed = profile.State.Change(settings, time.GetUtcNow());
        ProviderCatalogue.MustKnow(remote.Providers, changed.Settings.Value!.Entries);

        profile.Append(changed);
        return await work.CommitAsync(ProfileView.Of(profile.State, profile.Version), cancellationToken);
    }

    private static ProfileSettings Merge(ProfileSettings old, ProfileSettings given, IReadOnlyList<string> fields)
    {
        if (fields.Count == 0) return given;
        var merged = old;
        foreach (var field in fields)
        {
            merged = field switch
            {
                "display_name" => merged with { Name = given.Name },
                "phone_number" => merged with { PhoneNumber = given.PhoneNumber },
                "locator_keyword" => merged with { LocatorKeyword = given.LocatorKeyword },
                "entries" => merged with { Entries = given.Entries },
                _ => throw Failures.Invalid(Failures.Malformed.At(
                    "update_mask", ("expected", "display_name, phone_number, locator_keyword, entries"))),
            };
        }

        return merged;
    }
}
