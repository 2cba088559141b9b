using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Dossiers.Changes;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Reception.ReturnResult;

/// <summary>Returns the result to the person; nothing is due any more.</summary>
[AllowedFor(Role.Officer)]
public sealed record ReturnResult(Guid DossierId, ReturnChannel Channel, string? ETag, string? RequestId)
    : ICommand<DossierView>, IRepeatable, IActsOnDossier;

internal sealed class ReturnResultValidator : AbstractValidator<ReturnResult>
{
    public ReturnResultValidator() => RuleFor(r => r.Channel).IsInEnum()
        .WithState(_ => Failures.Malformed.At("channel", ("expected", "ONLINE, COUNTER, POST")));
}

internal sealed class ReturnResultHandler(OfficerActs acts) : IRequestHandler<ReturnResult, DossierView>
{
    public Task<DossierView> Handle(ReturnResult request, CancellationToken cancellationToken) => acts.DecideByProcedureAsync(
        new OfficerAct(request.DossierId, request.ETag),
        (dossier, procedure, by) => dossier.Return(by.OfficerId, request.Channel, dossier.FeesBy(procedure), by.Now),
        cancellationToken);
}
