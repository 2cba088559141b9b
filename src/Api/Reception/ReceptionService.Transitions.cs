using Grpc.Core;
using KonTum.Tthc.Api.Dossiers;
using KonTum.Tthc.Api.Mapping;
using KonTum.Tthc.Application.Reception.AcceptDossier;
using KonTum.Tthc.Application.Reception.CompleteProcessing;
using KonTum.Tthc.Application.Reception.HandOverDossier;
using KonTum.Tthc.Application.Reception.RefuseDossier;
using KonTum.Tthc.Application.Reception.RequestPayment;
using KonTum.Tthc.Application.Reception.RequestSupplement;
using KonTum.Tthc.Application.Reception.ReturnResult;
using KonTum.Tthc.Application.Reception.StartProcessing;
using KonTum.Tthc.Application.Reception.StopProcessing;
using KonTum.Tthc.Application.Reception.SuspendProcessing;
using KonTum.Tthc.Domain.Dossiers;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Reception;

/// <summary>What changes the state of a dossier.</summary>
internal sealed partial class ReceptionService
{
    public override async Task<V1.Dossier> AcceptDossier(V1.AcceptDossierRequest request, ServerCallContext context)
    {
        var command = new AcceptDossier(request.DossierId.ToId(), request.Etag, request.RequestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }

    public override async Task<V1.Dossier> RefuseDossier(V1.RefuseDossierRequest request, ServerCallContext context)
    {
        var command = new RefuseDossier(request.DossierId.ToId(), request.Reason, request.Etag, request.RequestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }

    public override async Task<V1.Dossier> RequestSupplement(V1.RequestSupplementRequest request, ServerCallContext context)
    {
        var command = new RequestSupplement(
            request.DossierId.ToId(),
            [.. request.Items.Select(i => new AskedItem(i.ComponentId, i.Field, i.Note))],
            request.Note,
            request.Deadline.ToDay("deadline"),
            request.Etag,
            request.RequestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }

    public override async Task<V1.Dossier> RequestPayment(V1.RequestPaymentRequest request, ServerCallContext context)
    {
        var command = new RequestPayment(request.DossierId.ToId(), request.Amount, request.Reason, request.Etag, request.RequestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }

    public override async Task<V1.Dossier> StartProcessing(V1.StartProcessingRequest request, ServerCallContext context)
    {
        var command = new StartProcessing(request.DossierId.ToId(), request.Etag, request.RequestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }

    public override async Task<V1.Dossier> SuspendProcessing(V1.SuspendProcessingRequest request, ServerCallContext context)
    {
        var command = new SuspendProcessing(request.DossierId.ToId(), request.Reason, request.Etag, request.RequestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }

    public override async Task<V1.Dossier> StopProcessing(V1.StopProcessingRequest request, ServerCallContext context)
    {
        var command = new StopProcessing(request.DossierId.ToId(), request.Reason, request.Etag, request.RequestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }

    public override async Task<V1.Dossier> HandOverDossier(V1.HandOverDossierRequest request, ServerCallContext context)
    {
        var command = new HandOverDossier(
            request.DossierId.ToId(), request.AgencyCode, request.OfficerId, request.Note, request.Etag, request.RequestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }

    public override async Task<V1.Dossier> CompleteProcessing(V1.CompleteProcessingRequest request, ServerCallContext context)
    {
        var command = new CompleteProcessing(request.DossierId.ToId(), request.Note, request.Etag, request.RequestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }

    public override async Task<V1.Dossier> ReturnResult(V1.ReturnResultRequest request, ServerCallContext context)
    {
        var command = new ReturnResult(request.DossierId.ToId(), request.Channel.ToChannel(), request.Etag, request.RequestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }
}
