using Google.Api;
using Grpc.Core;
using KonTum.Tthc.Api.Files;
using KonTum.Tthc.Api.Mapping;
using KonTum.Tthc.Application.Procedures.GetProcedure;
using KonTum.Tthc.Application.Procedures.GetTemplate;
using KonTum.Tthc.Application.Procedures.ImportProcedure;
using KonTum.Tthc.Application.Procedures.ListAdministrativeUnits;
using KonTum.Tthc.Application.Procedures.ListAgencies;
using KonTum.Tthc.Application.Procedures.ListProcedureFilters;
using KonTum.Tthc.Application.Procedures.ListProcedures;
using KonTum.Tthc.Application.Procedures.SetProcedureInForce;
using KonTum.Tthc.Domain.Failures;
using MediatR;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Procedures;

internal sealed class ProcedureCatalogService(ISender sender, ILogger<ProcedureCatalogService> log) : V1.ProcedureCatalog.ProcedureCatalogBase
{
    public override async Task<V1.ListProceduresResponse> ListProcedures(V1.ListProceduresRequest request, ServerCallContext context)
    {
        var query = new ListProcedures(Values.ToPage(request.PageSize, request.PageToken), request.ToQuery());
        var page = await sender.Send(query, context.CancellationToken);
        return new V1.ListProceduresResponse
        {
            Procedures = { page.Items.Select(p => p.ToMessage()) }, NextPageToken = page.NextPageToken, TotalSize = page.TotalSize,
        };
    }

    public override async Task<V1.Procedure> GetProcedure(V1.GetProcedureRequest request, ServerCallContext context) =>
        (await sender.Send(new GetProcedure(request.Code, request.Version), context.CancellationToken)).ToMessage();

    public override async Task GetTemplate(
        V1.GetTemplateRequest request, IServerStreamWriter<HttpBody> responseStream, ServerCallContext context)
    {
        var template = await sender.Send(new GetTemplate(request.Code, request.ComponentId, request.Version), context.CancellationToken);
        await responseStream.SendAsync(template, context, log);
    }

    public override async Task<V1.Procedure> PublishProcedure(V1.PublishProcedureRequest request, ServerCallContext context)
    {
        var definition = (request.Procedure ?? throw Failures.Invalid(Failures.Required.At("procedure"))).ToDefinition();
        var command = new ImportProcedure(definition, request.ValidateOnly, request.RequestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }

    public override async Task<V1.Procedure> SetProcedureInForce(V1.SetProcedureInForceRequest request, ServerCallContext context)
    {
        var command = new SetProcedureInForce(request.Code, request.InForce, request.RequestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }

    public override async Task<V1.ListProcedureFiltersResponse> ListProcedureFilters(
        V1.ListProcedureFiltersRequest request, ServerCallContext context) =>
        (await sender.Send(new ListProcedureFilters(), context.CancellationToken)).ToMessage();

    public override async Task<V1.ListAdministrativeUnitsResponse> ListAdministrativeUnits(
        V1.ListAdministrativeUnitsRequest request, ServerCallContext context)
    {
        var query = new ListAdministrativeUnits(request.ParentCode, request.Date.ToDay("date"), request.Code);
        var units = await sender.Send(query, context.CancellationToken);
        return new V1.ListAdministrativeUnitsResponse { Units = { units.Select(u => u.ToMessage()) } };
    }

    public override async Task<V1.ListAgenciesResponse> ListAgencies(V1.ListAgenciesRequest request, ServerCallContext context)
    {
        var agencies = await sender.Send(new ListAgencies(request.Date.ToDay("date"), request.Code), context.CancellationToken);
        return new V1.ListAgenciesResponse { Agencies = { agencies.Select(a => a.ToMessage()) } };
    }
}
