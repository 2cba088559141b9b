using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Signing.ResumeSigning;

/// <summary>Starts a new signing of what an ended one left unsigned, at the same places with the same certificate.</summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record ResumeSigning(Guid SigningId, string? RequestId) : ICommand<SigningView>, IRepeatable;

internal sealed class ResumeSigningHandler : IRequestHandler<ResumeSigning, SigningView>
{
    public Task<SigningView> Handle(ResumeSigning request, CancellationToken cancellationToken) => throw Failures.SigningNotFound.Because();
}
