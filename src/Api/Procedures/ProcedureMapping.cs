using Google.Protobuf.WellKnownTypes;
using KonTum.Tthc.Api.Mapping;
using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Domain.Procedures;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Procedures;

internal static class ProcedureMapping
{
    public static V1.Procedure ToMessage(this PublishedProcedure procedure) => new()
    {
        Code = procedure.Code,
        Version = procedure.Version,
        DisplayName = procedure.Definition.Name,
        Field = procedure.Definition.Field,
        Level = procedure.Definition.Level,
        Agencies = { procedure.Definition.Agencies.Select(ToMessage) },
        Components = { procedure.Definition.Components.Select(ToMessage) },
        DossierTypes = { procedure.Definition.DossierTypes },
        PublishTime = procedure.PublishedAt.ToTimestamp(),
    };

    public static V1.Agency ToMessage(this Agency agency) => new() { Code = agency.Code, DisplayName = agency.Name };

    private static V1.ComponentDefinition ToMessage(ComponentDefinition component) => new()
    {
        Id = component.Id,
        DisplayName = component.Name,
        Required = component.Required,
        OriginalCount = component.OriginalCount,
        CopyCount = component.CopyCount,
    };
}
