using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers.Changes;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using MediatR;

namespace KonTum.Tthc.Application.Dossiers.WithdrawDossier;

/// <summary>Withdraws a dossier before its processing is completed, with a reason; throws a draft away.</summary>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record WithdrawDossier(Guid DossierId, string Reason, string? ETag, string? RequestId)
    : ICommand<DossierView>, IRepeatable, IActsOnDossier;

internal sealed class WithdrawDossierValidator : AbstractValidator<WithdrawDossier>
{
    public WithdrawDossierValidator() => this.MayBeRemark(r => r.Reason, "reason");
}

internal sealed class WithdrawDossierHandler(IUnitOfWork work, ICallerContext callers, TimeProvider time)
    : IRequestHandler<WithdrawDossier, DossierView>
{
    public async Task<DossierView> Handle(WithdrawDossier request, CancellationToken cancellationToken)
    {
        var dossier = await work.OwnDossierAsync(request.DossierId, callers.Required(), cancellationToken);
        ETag.MustMatch(request.ETag, dossier.Version);
        var now = time.GetUtcNow();
        dossier.Append(dossier.State.Withdraw(request.Reason, now));
        return await work.CommitAsync(DossierView.Of(dossier.State, dossier.Version, now), cancellationToken);
    }
}
