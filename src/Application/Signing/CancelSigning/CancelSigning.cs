using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Signing;
using MediatR;

namespace KonTum.Tthc.Application.Signing.CancelSigning;

/// <summary>Gives up a signing that waits. The phone may still ring; a signature that comes then is recorded, not attached.</summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record CancelSigning(Guid SigningId, string? RequestId) : ICommand<SigningView>, IRepeatable;

internal sealed class CancelSigningHandler(IUnitOfWork work, ICallerContext callers, TimeProvider time)
    : IRequestHandler<CancelSigning, SigningView>
{
    public Task<SigningView> Handle(CancelSigning request, CancellationToken cancellationToken) =>
        work.DecideAsync(() => CancelAsync(request, cancellationToken));

    private async Task<SigningView> CancelAsync(CancelSigning request, CancellationToken cancellationToken)
    {
        var caller = callers.Required();
        var signing = await work.FindAsync<SignatureRecord>(request.SigningId, cancellationToken);
        if (signing is null || signing.State.PersonId != caller.Subject) throw Failures.SigningNotFound.Because();

        var now = time.GetUtcNow();
        var dossier = await work.FindAsync<Dossier>(signing.State.DossierId, cancellationToken);
        SigningEnding.End(signing, dossier, Failures.SigningCancelled.Code, now);
        return await work.CommitAsync(SigningView.Of(signing.State, signing.Version), cancellationToken);
    }
}
