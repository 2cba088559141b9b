using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Procedures.Territory;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Dossiers;
using MediatR;

namespace KonTum.Tthc.Application.Procedures.ListAdministrativeUnits;

/// <summary>
/// The units right under one, as they are in force on a day; the provinces without a parent. With a code, what it stands for: on the day
/// if one is given, else in every period, the newest first.
/// </summary>
[AllowedForEveryone]
public sealed record ListAdministrativeUnits(string ParentCode, DateOnly? Day, string Code) : IQuery<IReadOnlyList<AdministrativeUnit>>;

internal sealed class ListAdministrativeUnitsValidator : AbstractValidator<ListAdministrativeUnits>
{
    public ListAdministrativeUnitsValidator()
    {
        this.MayBeText(r => r.ParentCode, "parent_code", 20);
        this.MayBeText(r => r.Code, "code", 20);
    }
}

internal sealed class ListAdministrativeUnitsHandler(IAdministrativeUnits units, TimeProvider time)
    : IRequestHandler<ListAdministrativeUnits, IReadOnlyList<AdministrativeUnit>>
{
    public Task<IReadOnlyList<AdministrativeUnit>> Handle(ListAdministrativeUnits request, CancellationToken cancellationToken)
    {
        if (request.Code.Length > 0)
        {
            IReadOnlyList<AdministrativeUnit> periods =
            [
                .. units.PeriodsOf(request.Code).Where(u => request.ParentCode.Length == 0 || u.ParentCode == request.ParentCode)
                    .Where(u => request.Day is not { } day || u.IsInForce(day)),
            ];
            return Task.FromResult(periods);
        }

        return Task.FromResult(units.Children(request.ParentCode, request.Day ?? DossierCode.DayOf(time.GetUtcNow())));
    }
}
