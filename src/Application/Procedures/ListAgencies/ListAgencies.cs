using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Procedures.Territory;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Dossiers;
using MediatR;

namespace KonTum.Tthc.Application.Procedures.ListAgencies;

/// <summary>The agencies that receive dossiers on a day, by code. With a code, that agency alone, also when it is no longer in force.</summary>
[AllowedForEveryone]
public sealed record ListAgencies(DateOnly? Day, string Code) : IQuery<IReadOnlyList<DatedAgency>>;

internal sealed class ListAgenciesValidator : AbstractValidator<ListAgencies>
{
    public ListAgenciesValidator() => this.MayBeText(r => r.Code, "code", 50);
}

internal sealed class ListAgenciesHandler(IAgencies agencies, TimeProvider time)
    : IRequestHandler<ListAgencies, IReadOnlyList<DatedAgency>>
{
    public Task<IReadOnlyList<DatedAgency>> Handle(ListAgencies request, CancellationToken cancellationToken)
    {
        if (request.Code.Length > 0)
        {
            IReadOnlyList<DatedAgency> one = agencies.Find(request.Code) is { } found ? [found] : [];
            return Task.FromResult(one);
        }

        var day = request.Day ?? DossierCode.DayOf(time.GetUtcNow());
        IReadOnlyList<DatedAgency> all = [.. agencies.All.Where(a => a.IsInForce(day))];
        return Task.FromResult(all);
    }
}
