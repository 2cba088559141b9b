using Grpc.Core;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Platform.GetLimits;
using KonTum.Tthc.Application.Platform.GetVersion;
using MediatR;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Platform;

internal sealed class PlatformService(ISender sender) : V1.Platform.PlatformBase
{
    public override async Task<V1.Limits> GetLimits(V1.GetLimitsRequest request, ServerCallContext context)
    {
        var limits = await sender.Send(new GetLimits(), context.CancellationToken);
        return new V1.Limits
        {
            MaxAttachmentBytes = limits.MaxAttachmentBytes,
            MaxAttachmentsPerComponent = limits.MaxAttachmentsPerComponent,
            MaxSignatureImageBytes = limits.MaxSignatureImageBytes,
            MaxTargetsPerSigning = limits.MaxTargetsPerSigning,
            DraftDays = limits.DraftDays,
            UploadHours = limits.UploadHours,
            VirusScan = limits.VirusScan,
            Conversion = limits.Conversion,
            AttachmentTypes = { FileTypes.Pdf, FileTypes.Doc, FileTypes.Docx },
        };
    }

    public override async Task<V1.Version> GetVersion(V1.GetVersionRequest request, ServerCallContext context) =>
        new() { Version_ = await sender.Send(new GetVersion(), context.CancellationToken) };
}
