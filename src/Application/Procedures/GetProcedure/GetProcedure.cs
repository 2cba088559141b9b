using Ardalis.Specification;
using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Procedures;
using MediatR;

namespace KonTum.Tthc.Application.Procedures.GetProcedure;

/// <summary>Gets a version of a procedure, the newest one if it is 0; also of a procedure out of force.</summary>
[AllowedForEveryone]
public sealed record GetProcedure(string Code, int Version = 0) : IQuery<PublishedProcedure>;

internal sealed class GetProcedureValidator : AbstractValidator<GetProcedure>
{
    public GetProcedureValidator()
    {
        this.MayBeText(r => r.Code, "code", 50);
        RuleFor(r => r).Must(r => r.Version >= 0).WithState(_ => Failures.OutOfRange.At("version", ("range", "≥ 0")));
    }
}

internal sealed class GetProcedureHandler(IReadRepositoryBase<PublishedProcedure> procedures, IStreamReader streams)
    : IRequestHandler<GetProcedure, PublishedProcedure>
{
    public async Task<PublishedProcedure> Handle(GetProcedure request, CancellationToken cancellationToken)
    {
        var newest = await procedures.FirstOrDefaultAsync(new ProcedureByCode(request.Code), cancellationToken)
            ?? throw Failures.ProcedureNotFound.Because();
        if (request.Version == 0 || request.Version == newest.VersionNumber) return newest;

        var versions = await streams.ReadVersionsAsync<Procedure, (int Version, ProcedureDefinition Definition, DateTimeOffset At)>(
            newest.Id, 0, (p, _) => (p.Version, p.Current!, p.PublishedAt), cancellationToken) ?? [];
        var wanted = versions.FirstOrDefault(v => v.Version == request.Version);
        return wanted.Definition is null
            ? throw Failures.ProcedureNotFound.Because()
            : newest with { VersionNumber = wanted.Version, Definition = wanted.Definition, PublishedAt = wanted.At };
    }
}
