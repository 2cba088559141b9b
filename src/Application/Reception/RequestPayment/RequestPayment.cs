using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Dossiers.Changes;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Reception.RequestPayment;

/// <summary>Asks for payment of what is due, and of one more fee where there is one.</summary>
[AllowedFor(Role.Officer)]
public sealed record RequestPayment(Guid DossierId, long Amount, string Reason, string? ETag, string? RequestId)
    : ICommand<DossierView>, IRepeatable, IActsOnDossier;

internal sealed class RequestPaymentValidator : AbstractValidator<RequestPayment>
{
    public RequestPaymentValidator()
    {
        this.MayBeRemark(r => r.Reason, "reason");
        RuleFor(r => r).Must(r => r.Amount == 0 || !string.IsNullOrWhiteSpace(r.Reason)).WithState(_ => Failures.Required.At("reason"));
    }
}

internal sealed class RequestPaymentHandler(OfficerActs acts) : IRequestHandler<RequestPayment, DossierView>
{
    public Task<DossierView> Handle(RequestPayment request, CancellationToken cancellationToken) => acts.DecideByProcedureAsync(
        new OfficerAct(request.DossierId, request.ETag),
        (dossier, procedure, by) => dossier.RequestPayment(by.OfficerId, request.Amount, request.Reason, dossier.FeesBy(procedure), by.Now),
        cancellationToken);
}
