using Grpc.Core;
using KonTum.Tthc.Api.Mapping;
using KonTum.Tthc.Application.Signing.AwaitPreparedSigning;
using KonTum.Tthc.Application.Signing.CancelSigning;
using KonTum.Tthc.Application.Signing.ListSigningHistory;
using KonTum.Tthc.Application.Signing.ResumeSigning;
using KonTum.Tthc.Application.Signing.ValidateAttachment;
using KonTum.Tthc.Application.Signing.ValidateResultPaper;
using KonTum.Tthc.Application.Signing.WatchSigning;
using MediatR;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Signing;

internal sealed class SigningService(ISender sender, AnswerStreams streams) : V1.Signing.SigningBase
{
    public override async Task<V1.FindPlacementsResponse> FindPlacements(V1.FindPlacementsRequest request, ServerCallContext context) =>
        (await sender.Send(request.ToQuery(), context.CancellationToken)).ToMessage();

    public override async Task<V1.SigningCeremony> StartSigning(V1.StartSigningRequest request, ServerCallContext context)
    {
        var wait = request.Wait.ToWait("wait", AwaitPreparedSigning.LongestWait); // before anything is started
        var started = await sender.Send(request.ToCommand(), context.CancellationToken);
        return wait == TimeSpan.Zero
            ? started.ToMessage()
            : (await sender.Send(new AwaitPreparedSigning(started.Id, wait), context.CancellationToken)).ToMessage();
    }

    public override async Task<V1.SigningCeremony> GetSigning(V1.GetSigningRequest request, ServerCallContext context) =>
        (await sender.Send(request.ToQuery(), context.CancellationToken)).ToMessage();

    public override Task WatchSigning(
        V1.WatchSigningRequest request, IServerStreamWriter<V1.SigningCeremony> responseStream, ServerCallContext context)
    {
        var query = new WatchSigning(request.SigningId.ToId());
        return streams.SendAsync(stop => sender.CreateStream(query, stop), SigningMapping.ToMessage, responseStream, context);
    }

    public override async Task<V1.SigningCeremony> CancelSigning(V1.CancelSigningRequest request, ServerCallContext context)
    {
        var command = new CancelSigning(request.SigningId.ToId(), request.RequestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }

    public override async Task<V1.SigningCeremony> AuthorizeSigning(V1.AuthorizeSigningRequest request, ServerCallContext context) =>
        (await sender.Send(request.ToCommand(), context.CancellationToken)).ToMessage();

    public override async Task<V1.SigningCeremony> SubmitSignatures(V1.SubmitSignaturesRequest request, ServerCallContext context) =>
        (await sender.Send(request.ToCommand(), context.CancellationToken)).ToMessage();

    public override async Task<V1.SigningCeremony> ResumeSigning(V1.ResumeSigningRequest request, ServerCallContext context)
    {
        var command = new ResumeSigning(request.SigningId.ToId(), request.RequestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }

    public override async Task<V1.ListSigningHistoryResponse> ListSigningHistory(
        V1.ListSigningHistoryRequest request, ServerCallContext context)
    {
        var query = new ListSigningHistory(request.DossierId.ToId(), request.ComponentId, request.AttachmentId.ToId());
        var entries = await sender.Send(query, context.CancellationToken);
        return new V1.ListSigningHistoryResponse { Entries = { entries.Select(SigningMapping.ToMessage) } };
    }

    public override async Task<V1.ValidationReport> ValidateAttachment(V1.ValidateAttachmentRequest request, ServerCallContext context)
    {
        var query = new ValidateAttachment(request.DossierId.ToId(), request.ComponentId, request.AttachmentId.ToId());
        return (await sender.Send(query, context.CancellationToken)).ToMessage();
    }

    public override async Task<V1.ValidationReport> ValidateResultPaper(V1.ValidateResultPaperRequest request, ServerCallContext context)
    {
        var query = new ValidateResultPaper(request.DossierId.ToId(), request.ResultId.ToId());
        return (await sender.Send(query, context.CancellationToken)).ToMessage();
    }
}
