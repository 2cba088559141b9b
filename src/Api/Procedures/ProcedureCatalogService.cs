using Grpc.Core;
using KonTum.Tthc.Api.Mapping;
using KonTum.Tthc.Application.Procedures.GetProcedure;
using KonTum.Tthc.Application.Procedures.ListProcedures;
using MediatR;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Procedures;

internal sealed class ProcedureCatalogService(ISender sender) : V1.ProcedureCatalog.ProcedureCatalogBase
{
    public override async Task<V1.ListProceduresResponse> ListProcedures(V1.ListProceduresRequest request, ServerCallContext context)
    {
        var query = new ListProcedures(Values.ToPage(request.PageSize, request.PageToken), request.Query);
        var page = await sender.Send(query, context.CancellationToken);
        return new V1.ListProceduresResponse
        {
            Procedures = { page.Items.Select(ProcedureMapping.ToMessage) }, NextPageToken = page.NextPageToken,
        };
    }

    public override async Task<V1.Procedure> GetProcedure(V1.GetProcedureRequest request, ServerCallContext context) =>
        (await sender.Send(new GetProcedure(request.Code), context.CancellationToken)).ToMessage();
}
