using Ardalis.Specification;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;

namespace KonTum.Tthc.Application.SignatureProfiles;

/// <summary>A configured signature as its owner sees it.</summary>
public sealed record ProfileView(
    Guid Id, ProfileSettings Settings, bool HasImage, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt, string ETag)
{
    internal static ProfileView Of(SignatureProfile profile, long version) => new(
        profile.Id,
        profile.Settings ?? new ProfileSettings("", "", "", []),
        profile.Image is not null,
        profile.CreatedAt,
        profile.ChangedAt,
        Storage.ETag.Of(version));
}

/// <summary>Which profiles a person has; the profiles themselves are read from their streams.</summary>
/// <param name="Id">Identifier of the profile.</param>
/// <param name="OwnerId">Whose it is.</param>
/// <param name="CreatedAt">When it was created.</param>
public sealed record ProfileListing(Guid Id, string OwnerId, DateTimeOffset CreatedAt);

internal sealed class ProfilesOf : Specification<ProfileListing>
{
    public ProfilesOf(string ownerId, PageToken? after, int take)
    {
        Query.Where(p => p.OwnerId == ownerId);
        if (after is not null) Query.Where(p => p.CreatedAt >= after.Time);
        Query.OrderBy(p => p.CreatedAt).ThenBy(p => p.Id).Skip(after?.Shown ?? 0).Take(take);
    }
}

/// <summary>A profile is its owner's alone; anyone else gets the answer for one that does not exist.</summary>
internal static class ProfileAccess
{
    public static async Task<IOpenStream<SignatureProfile>> OwnProfileAsync(
        this IUnitOfWork work, Guid id, Caller caller, CancellationToken cancellationToken)
    {
        var stream = await work.FindAsync<SignatureProfile>(id, cancellationToken);
        return IsOwn(stream?.State, caller) ? stream! : throw Failures.ProfileNotFound.Because();
    }

    public static async Task<StreamState<SignatureProfile>> OwnProfileAsync(
        this IStreamReader streams, Guid id, Caller caller, CancellationToken cancellationToken)
    {
        var stream = await streams.ReadAsync<SignatureProfile>(id, cancellationToken);
        return IsOwn(stream?.State, caller) ? stream! : throw Failures.ProfileNotFound.Because();
    }

    private static bool IsOwn(SignatureProfile? profile, Caller caller) =>
        profile is { IsDeleted: false } && profile.OwnerId == caller.Subject;
}
