using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using MediatR;

namespace KonTum.Tthc.Application.SignatureProfiles.DeleteSignatureProfile;

/// <summary>Deletes a configured signature; signings made with it keep what they recorded.</summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record DeleteSignatureProfile(Guid ProfileId, string? ETag, string? RequestId) : ICommand<Unit>, IRepeatable;

internal sealed class DeleteSignatureProfileHandler(IUnitOfWork work, ICallerContext callers, TimeProvider time)
    : IRequestHandler<DeleteSignatureProfile, Unit>
{
    public async Task<Unit> Handle(DeleteSignatureProfile request, CancellationToken cancellationToken)
    {
        var profile = await work.OwnProfileAsync(request.ProfileId, callers.Required(), cancellationToken);
        ETag.MustMatch(request.ETag, profile.Version);
        profile.Append(profile.State.Delete(time.GetUtcNow()));
        return await work.CommitAsync(Unit.Value, cancellationToken);
    }
}
