using Google.Protobuf.WellKnownTypes;
using KonTum.Tthc.Api.Mapping;
using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Application.Procedures.Territory;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Procedures;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Procedures;

internal static class ProcedureMapping
{
    public static V1.Procedure ToMessage(this PublishedProcedure procedure)
    {
        var message = procedure.Definition.ToMessage();
        message.Version = procedure.VersionNumber;
        message.PublishTime = procedure.PublishedAt.ToTimestamp();
        message.InForce = procedure.InForce;
        return message;
    }

    public static V1.Agency ToMessage(this Agency agency) => new() { Code = agency.Code, DisplayName = agency.Name };

    public static ProcedureQuery ToQuery(this V1.ListProceduresRequest request) => new(request.Query)
    {
        Field = request.Field,
        AgencyCode = request.AgencyCode,
        Level = request.Level,
        Audience = request.Audience switch
        {
            V1.Audience.Unspecified => null,
            V1.Audience.Citizen => Audience.Citizen,
            V1.Audience.Business => Audience.Business,
            _ => throw Failures.Invalid(Failures.Malformed.At("audience", ("expected", "AUDIENCE_CITIZEN, AUDIENCE_BUSINESS"))),
        },
        LifeEvent = request.LifeEvent,
        Featured = request.Featured,
    };

    public static V1.ListProcedureFiltersResponse ToMessage(this ProcedureFilters filters) => new()
    {
        Fields = { filters.Fields.Select(f => ToMessage(f)) },
        Agencies = { filters.Agencies.Select(f => ToMessage(f)) },
        Levels = { filters.Levels.Select(f => ToMessage(f)) },
        Audiences = { filters.Audiences.Select(f => ToMessage(f, "AUDIENCE_" + f.Value.ToUpperInvariant())) },
        LifeEvents = { filters.LifeEvents.Select(f => ToMessage(f)) },
    };

    public static V1.AdministrativeUnit ToMessage(this AdministrativeUnit unit) => new()
    {
        Code = unit.Code,
        DisplayName = unit.Name,
        Level = (V1.AdministrativeLevel)unit.Level,
        ParentCode = unit.ParentCode,
        ValidFrom = ((DateOnly?)unit.ValidFrom).ToDate(),
        ValidUntil = unit.ValidUntil.ToDate(),
        SuccessorCodes = { unit.SuccessorCodes },
    };

    public static V1.DatedAgency ToMessage(this DatedAgency agency) => new()
    {
        Code = agency.Code,
        DisplayName = agency.Name,
        AdministrativeUnitCode = agency.AdministrativeUnitCode,
        ValidFrom = ((DateOnly?)agency.ValidFrom).ToDate(),
        ValidUntil = agency.ValidUntil.ToDate(),
        SuccessorCode = agency.SuccessorCode,
    };

    private static V1.ProcedureFilter ToMessage(ProcedureFilter filter, string? value = null) =>
        new() { Value = value ?? filter.Value, Label = filter.Label, Count = filter.Count };
}
