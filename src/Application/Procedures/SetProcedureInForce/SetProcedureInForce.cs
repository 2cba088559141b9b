using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Procedures;
using MediatR;

namespace KonTum.Tthc.Application.Procedures.SetProcedureInForce;

/// <summary>Takes a procedure out of force, or puts it back. Dossiers that are open go on.</summary>
[AllowedFor(Role.Administrator)]
public sealed record SetProcedureInForce(string Code, bool InForce, string? RequestId) : ICommand<PublishedProcedure>, IRepeatable;

internal sealed class SetProcedureInForceValidator : AbstractValidator<SetProcedureInForce>
{
    public SetProcedureInForceValidator() => this.MustBeText(r => r.Code, "code", 50);
}

internal sealed class SetProcedureInForceHandler(IUnitOfWork work, TimeProvider time)
    : IRequestHandler<SetProcedureInForce, PublishedProcedure>
{
    public async Task<PublishedProcedure> Handle(SetProcedureInForce request, CancellationToken cancellationToken)
    {
        var id = ProcedureId.Of(request.Code);
        var stream = await work.FindAsync<Procedure>(id, cancellationToken) ?? throw Failures.ProcedureNotFound.Because();
        var changed = stream.State.SetInForce(request.InForce, time.GetUtcNow());
        if (changed is null) return Answer(stream.State, id);

        stream.Append(changed);
        return await work.CommitAsync(Answer(stream.State, id), cancellationToken);
    }

    private static PublishedProcedure Answer(Procedure procedure, Guid id) =>
        new(id, procedure.Current!.Code, procedure.Version, procedure.Current, procedure.PublishedAt) { InForce = procedure.InForce };
}
