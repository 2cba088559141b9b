using Grpc.Core;
using KonTum.Tthc.Api.Mapping;
using KonTum.Tthc.Application.Dossiers.SupplementDossier;
using KonTum.Tthc.Application.Dossiers.WithdrawDossier;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Dossiers;

/// <summary>What the owner does with a dossier after it was submitted.</summary>
internal sealed partial class DossiersService
{
    public override async Task<V1.Dossier> SupplementDossier(V1.SupplementDossierRequest request, ServerCallContext context)
    {
        var command = new SupplementDossier(request.DossierId.ToId(), request.Note, request.Etag, request.RequestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }

    public override async Task<V1.Dossier> WithdrawDossier(V1.WithdrawDossierRequest request, ServerCallContext context)
    {
        var command = new WithdrawDossier(request.DossierId.ToId(), request.Reason, request.Etag, request.RequestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }
}
