using Ardalis.Specification;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.SignatureProfiles;
using MediatR;

namespace KonTum.Tthc.Application.SignatureProfiles.ListSignatureProfiles;

/// <summary>Lists the caller's configured signatures, oldest first.</summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record ListSignatureProfiles(PageRequest Page) : IQuery<Page<ProfileView>>;

internal sealed class ListSignatureProfilesHandler(
    IReadRepositoryBase<ProfileListing> listings, IStreamReader streams, ICallerContext callers)
    : IRequestHandler<ListSignatureProfiles, Page<ProfileView>>
{
    public async Task<Page<ProfileView>> Handle(ListSignatureProfiles request, CancellationToken cancellationToken)
    {
        var size = request.Page.EffectiveSize;
        var after = PageToken.Parse(request.Page.Token);
        var read = await listings.ListAsync(new ProfilesOf(callers.Required().Subject, after, size + 1), cancellationToken);
        var page = PageToken.Cut(read, size, after, p => p.CreatedAt);

        var profiles = new List<ProfileView>(page.Items.Count);
        foreach (var listing in page.Items)
        {
            if (await streams.ReadAsync<SignatureProfile>(listing.Id, cancellationToken) is { State.IsDeleted: false } profile)
            {
                profiles.Add(ProfileView.Of(profile.State, profile.Version));
            }
        }

        return new Page<ProfileView>(profiles, page.NextPageToken);
    }
}
