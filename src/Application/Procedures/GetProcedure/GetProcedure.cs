using Ardalis.Specification;
using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Procedures.GetProcedure;

/// <summary>Gets the newest version of a procedure.</summary>
[AllowedForEveryone]
public sealed record GetProcedure(string Code) : IQuery<PublishedProcedure>;

internal sealed class GetProcedureValidator : AbstractValidator<GetProcedure>
{
    public GetProcedureValidator() => this.MayBeText(r => r.Code, "code", 50);
}

internal sealed class GetProcedureHandler(IReadRepositoryBase<PublishedProcedure> procedures)
    : IRequestHandler<GetProcedure, PublishedProcedure>
{
    public async Task<PublishedProcedure> Handle(GetProcedure request, CancellationToken cancellationToken) =>
        await procedures.FirstOrDefaultAsync(new ProcedureByCode(request.Code), cancellationToken)
        ?? throw Failures.ProcedureNotFound.Because();
}
