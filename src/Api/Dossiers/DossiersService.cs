using Google.Api;
using Grpc.Core;
using KonTum.Tthc.Api.Files;
using KonTum.Tthc.Api.Mapping;
using KonTum.Tthc.Application.Dossiers.ConvertAttachment;
using KonTum.Tthc.Application.Dossiers.CreateDossier;
using KonTum.Tthc.Application.Dossiers.DeleteAttachment;
using KonTum.Tthc.Application.Dossiers.GetAttachmentContent;
using KonTum.Tthc.Application.Dossiers.GetDossier;
using KonTum.Tthc.Application.Dossiers.GetReceipt;
using KonTum.Tthc.Application.Dossiers.GetResultContent;
using KonTum.Tthc.Application.Dossiers.ListDossiers;
using KonTum.Tthc.Application.Dossiers.SelectComponent;
using KonTum.Tthc.Application.Dossiers.SubmitDossier;
using KonTum.Tthc.Application.Dossiers.UpdateDossier;
using KonTum.Tthc.Application.Dossiers.UploadAttachment;
using KonTum.Tthc.Application.Uploads.AppendToUpload;
using KonTum.Tthc.Application.Uploads.CreateUpload;
using KonTum.Tthc.Application.Uploads.FinishUpload;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using MediatR;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Dossiers;

internal sealed partial class DossiersService(ISender sender, ILogger<DossiersService> log, TimeProvider time) : V1.Dossiers.DossiersBase
{
    public override async Task<V1.Dossier> CreateDossier(V1.CreateDossierRequest request, ServerCallContext context)
    {
        var command = new CreateDossier(request.ProcedureCode, request.AgencyCode, request.RequestId)
        {
            Channel = request.IntakeChannel == V1.IntakeChannel.Unspecified ? IntakeChannel.Online : (IntakeChannel)request.IntakeChannel,
        };
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }

    public override async Task<V1.Dossier> GetDossier(V1.GetDossierRequest request, ServerCallContext context) =>
        (await sender.Send(new GetDossier(request.DossierId.ToId()), context.CancellationToken)).ToMessage();

    public override async Task<V1.ListDossiersResponse> ListDossiers(V1.ListDossiersRequest request, ServerCallContext context)
    {
        var query = new ListDossiers(Values.ToPage(request.PageSize, request.PageToken)) { States = [.. request.States.Select(s => (DossierState)s)] };
        var page = await sender.Send(query, context.CancellationToken);
        return new V1.ListDossiersResponse
        {
            Dossiers = { page.Items.Select(d => DossierMapping.ToSummary(d, time.GetUtcNow())) }, NextPageToken = page.NextPageToken,
        };
    }

    public override async Task<V1.Dossier> UpdateDossier(V1.UpdateDossierRequest request, ServerCallContext context)
    {
        var form = request.Form ?? throw Failures.Invalid(Failures.Required.At("form"));
        var command = new UpdateDossier(
            request.DossierId.ToId(), form.ToForm(), request.UpdateMask.ToFields(), request.Etag, request.RequestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }

    public override async Task<V1.Dossier> SelectComponent(V1.SelectComponentRequest request, ServerCallContext context)
    {
        var command = new SelectComponent(
            request.DossierId.ToId(),
            request.ComponentId,
            request.Selected,
            request.OriginalCount,
            request.CopyCount,
            request.Etag,
            request.RequestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }

    public override async Task<V1.Attachment> UploadAttachment(
        IAsyncStreamReader<V1.UploadAttachmentRequest> requestStream, ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken) || requestStream.Current.Header is not { } header)
        {
            throw Failures.Invalid(Failures.Required.At("header"));
        }

        await using var content = new ChunkStream(requestStream);
        if (header.UploadId.Length > 0) return await ContinueAsync(header, content, context);
        return await AttachAsync(
            header.DossierId, header.ComponentId, header.FileName, header.Sha256, content, header.RequestId, context);
    }

    public override async Task<V1.Attachment> UploadAttachmentContent(
        V1.UploadAttachmentContentRequest request, ServerCallContext context)
    {
        await using var content = request.Content.ToStream();
        return await AttachAsync(
            request.DossierId, request.ComponentId, request.FileName, request.Sha256, content, request.RequestId, context);
    }

    public override async Task GetAttachmentContent(
        V1.GetAttachmentContentRequest request, IServerStreamWriter<HttpBody> responseStream, ServerCallContext context)
    {
        var query = new GetAttachmentContent(
            request.DossierId.ToId(), request.ComponentId, request.AttachmentId.ToId(), request.Version.ToKind());
        var file = await sender.Send(query, context.CancellationToken);
        await responseStream.SendAsync(file, context, log);
    }

    public override async Task GetResultContent(
        V1.GetResultContentRequest request, IServerStreamWriter<HttpBody> responseStream, ServerCallContext context)
    {
        var file = await sender.Send(new GetResultContent(request.DossierId.ToId(), request.ResultId.ToId()), context.CancellationToken);
        await responseStream.SendAsync(file, context, log);
    }

    public override async Task<V1.Dossier> DeleteAttachment(V1.DeleteAttachmentRequest request, ServerCallContext context)
    {
        var command = new DeleteAttachment(
            request.DossierId.ToId(), request.ComponentId, request.AttachmentId.ToId(), request.Etag, request.RequestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }

    public override async Task GetReceipt(
        V1.GetReceiptRequest request, IServerStreamWriter<HttpBody> responseStream, ServerCallContext context)
    {
        var file = await sender.Send(new GetReceipt(request.DossierId.ToId()), context.CancellationToken);
        await responseStream.SendAsync(file, context, log);
    }

    public override async Task<V1.Attachment> ConvertAttachment(V1.ConvertAttachmentRequest request, ServerCallContext context)
    {
        var command = new ConvertAttachment(
            request.DossierId.ToId(), request.ComponentId, request.AttachmentId.ToId(), request.RequestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }

    public override async Task<V1.Dossier> SubmitDossier(V1.SubmitDossierRequest request, ServerCallContext context)
    {
        var command = new SubmitDossier(request.DossierId.ToId(), request.Etag, request.RequestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }

    private async Task<V1.Attachment> ContinueAsync(V1.UploadAttachmentHeader header, Stream content, ServerCallContext context)
    {
        var begun = await sender.Send(
            new CreateUpload(
                header.UploadId.ToId(), header.DossierId.ToId(), header.ComponentId, header.FileName, header.SizeBytes, header.Sha256),
            context.CancellationToken);
        await sender.Send(new AppendToUpload(begun.Upload.Id, header.Offset, content), context.CancellationToken);

        // All bytes are here, or this says how many: whether the client still waits makes no difference to what happens with them.
        return (await sender.Send(new FinishUpload(begun.Upload.Id), CancellationToken.None)).ToMessage();
    }

    private async Task<V1.Attachment> AttachAsync(
        string dossierId,
        string componentId,
        string fileName,
        string sha256,
        Stream content,
        string requestId,
        ServerCallContext context)
    {
        var command = new UploadAttachment(dossierId.ToId(), componentId, fileName, sha256, content, requestId);
        return (await sender.Send(command, context.CancellationToken)).ToMessage();
    }
}
