using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Signing.AuthorizeSigning;

/// <summary>
/// Gives the provider the PIN, one-time password or code that it wants; they go through and are kept nowhere. Not repeatable by request
/// id for that reason: a first answer kept for it would need a fingerprint of the secret.
/// </summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record AuthorizeSigning(Guid SigningId, SigningAuthorization Authorization) : ICommand<SigningView>;

internal sealed class AuthorizeSigningHandler : IRequestHandler<AuthorizeSigning, SigningView>
{
    public Task<SigningView> Handle(AuthorizeSigning request, CancellationToken cancellationToken) => throw Failures.SigningNotFound.Because();
}
