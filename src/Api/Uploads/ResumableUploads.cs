using System.Globalization;
using KonTum.Tthc.Api.Errors;
using KonTum.Tthc.Api.Hosting;
using KonTum.Tthc.Api.Mapping;
using KonTum.Tthc.Application.Platform;
using KonTum.Tthc.Application.Uploads;
using KonTum.Tthc.Application.Uploads.AppendToUpload;
using KonTum.Tthc.Application.Uploads.CancelUpload;
using KonTum.Tthc.Application.Uploads.CreateUpload;
using KonTum.Tthc.Application.Uploads.FinishUpload;
using KonTum.Tthc.Application.Uploads.GetUpload;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Api.Uploads;

/// <summary>
/// Uploads in parts by tus 1.0.0. It is a protocol of HTTP and its headers, so it is not transcoded; the gRPC twin is UploadAttachment
/// with an upload_id in its header (docs/files.md).
/// </summary>
internal static class ResumableUploads
{
    private const string Address = "/v1/uploads";
    private const string Tag = "ResumableUploads";

    public static void MapResumableUploads(this WebApplication app)
    {
        var limits = app.Services.GetRequiredService<Limits>();
        app.MapMethods(Address, [HttpMethods.Options], Describe).ExcludeFromDescription();
        app.MapPost(Address, Acting(CreateAsync))
            .WithTags(Tag).WithName("ResumableUploads_Create").WithSummary("Begins an upload (tus 1.0.0, creation)")
            .WithDescription("Headers Tus-Resumable, Upload-Length, Upload-Metadata with dossier_id, component_id, filename, sha256. Roles: citizen, system.")
            .Produces(StatusCodes.Status201Created);
        app.MapMethods(Address + "/{uploadId}", [HttpMethods.Head], Acting(TellAsync))
            .WithTags(Tag).WithName("ResumableUploads_Tell").WithSummary("Tells how far an upload is (tus 1.0.0)").Produces(StatusCodes.Status200OK);
        app.MapPatch(Address + "/{uploadId}", Acting(AppendAsync))
            .AcceptsBody(limits.MaxAttachmentBytes)
            .WithTags(Tag).WithName("ResumableUploads_Append").WithSummary("Appends bytes at Upload-Offset (tus 1.0.0)")
            .WithDescription("The part that completes the file attaches it and answers with Tthc-Attachment-Id.")
            .Produces(StatusCodes.Status204NoContent);
        app.MapDelete(Address + "/{uploadId}", Acting(CancelAsync))
            .WithTags(Tag).WithName("ResumableUploads_Cancel").WithSummary("Throws an upload away (tus 1.0.0, termination)")
            .Produces(StatusCodes.Status204NoContent);

        // For clients behind what lets only GET and POST through; the protocol asks for it.
        app.MapPost(Address + "/{uploadId}", Acting(OverriddenAsync))
            .AcceptsBody(limits.MaxAttachmentBytes).ExcludeFromDescription();
    }

    private static Delegate Acting(Func<HttpContext, ISender, Task> act) => (HttpContext http) => AnswerAsync(http, act);

    private static void Describe(HttpContext http)
    {
        var limits = http.RequestServices.GetRequiredService<Limits>();
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        http.Response.Headers["Tus-Resumable"] = TusProtocol.Version;
        http.Response.Headers["Tus-Version"] = TusProtocol.Version;
        http.Response.Headers["Tus-Extension"] = TusProtocol.Extensions;
        http.Response.Headers["Tus-Max-Size"] = limits.MaxAttachmentBytes.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers["Tus-Checksum-Algorithm"] = string.Join(',', PartChecksum.Algorithms);
    }

    private static async Task CreateAsync(HttpContext http, ISender sender)
    {
        var metadata = TusProtocol.Metadata(http.Request);
        var created = await sender.Send(
            new CreateUpload(
                null,
                metadata.GetValueOrDefault("dossier_id", "").ToId(),
                metadata.GetValueOrDefault("component_id", ""),
                metadata.GetValueOrDefault("filename", ""),
                TusProtocol.Number(http.Request, "Upload-Length"),
                metadata.GetValueOrDefault("sha256", "")),
            http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status201Created;
        http.Response.Headers.Location = $"{http.Request.PathBase}{Address}/{created.Upload.Id}";
        Show(http, created);
    }

    private static async Task TellAsync(HttpContext http, ISender sender)
    {
        // An upload that died between its last byte and the attaching looks finished to a client, which would never send a part again.
        var upload = await sender.FinishIfWholeAsync(await sender.Send(new GetUpload(IdOf(http)), http.RequestAborted));
        http.Response.Headers["Upload-Length"] = upload.Upload.Size.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers["Upload-Metadata"] = TusProtocol.Metadata(upload.Upload);
        Show(http, upload);
    }

    private static async Task AppendAsync(HttpContext http, ISender sender)
    {
        if (http.Request.ContentType != TusProtocol.PartType) throw Failures.ContentTypeNotAccepted.Because();
        var part = new AppendToUpload(
            IdOf(http), TusProtocol.Number(http.Request, "Upload-Offset"), http.Request.Body, TusProtocol.Checksum(http.Request));
        var upload = await sender.Send(part, http.RequestAborted);
        upload = await sender.FinishIfWholeAsync(upload);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        Show(http, upload);
    }

    /// <summary>Attaches it when all bytes are here. Whether the client still waits for the answer makes no difference to what happens with them.</summary>
    private static async Task<UploadView> FinishIfWholeAsync(this ISender sender, UploadView upload)
    {
        if (!upload.IsWhole || upload.Upload.AttachmentId is not null) return upload;
        var attached = await sender.Send(new FinishUpload(upload.Upload.Id), CancellationToken.None);
        return upload with { Upload = upload.Upload with { AttachmentId = attached.Id } };
    }

    private static async Task CancelAsync(HttpContext http, ISender sender)
    {
        await sender.Send(new CancelUpload(IdOf(http)), http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static Task OverriddenAsync(HttpContext http, ISender sender) => http.Request.Headers["X-HTTP-Method-Override"].ToString() switch
    {
        "PATCH" => AppendAsync(http, sender),
        "HEAD" => TellAsync(http, sender),
        "DELETE" => CancelAsync(http, sender),
        _ => throw Failures.MethodNotAllowed.Because(),
    };

    private static void Show(HttpContext http, UploadView upload)
    {
        var headers = http.Response.Headers;
        headers["Upload-Offset"] = upload.Offset.ToString(CultureInfo.InvariantCulture);
        headers["Upload-Expires"] = upload.Upload.ExpiresAt.ToString("R", CultureInfo.InvariantCulture);
        if (upload.Upload.AttachmentId is { } attachment) headers["Tthc-Attachment-Id"] = attachment.ToString();
    }

    private static Guid IdOf(HttpContext http) => ((string?)http.Request.RouteValues["uploadId"] ?? "").ToId();

    private static async Task AnswerAsync(HttpContext http, Func<HttpContext, ISender, Task> act)
    {
        http.Response.Headers["Tus-Resumable"] = TusProtocol.Version;
        if (http.Request.Headers["Tus-Resumable"] != TusProtocol.Version)
        {
            http.Response.Headers["Tus-Version"] = TusProtocol.Version;
            http.Items[RestFailures.Answered] = true;
            http.Response.StatusCode = StatusCodes.Status412PreconditionFailed;
            return;
        }

        try
        {
            await act(http, http.RequestServices.GetRequiredService<ISender>());
        }
        catch (FailureException failure) when (!http.Response.HasStarted)
        {
            await RefuseAsync(http, failure);
        }
    }

    private static async Task RefuseAsync(HttpContext http, FailureException failure)
    {
        http.Items[RestFailures.Answered] = true;
        http.Response.StatusCode = StatusOf(failure.Failure);
        if (failure.Failure.Kind == FailureKind.Unauthenticated) http.Response.Headers.WWWAuthenticate = "Bearer";
        http.Response.ContentType = "application/json; charset=utf-8";
        if (HttpMethods.IsHead(http.Request.Method)) return;
        await http.Response.WriteAsync(FailureAnswer.ToJson(FailureAnswer.Of(failure)), http.RequestAborted);
    }

    /// <summary>What tus says of its own errors, and for the rest what the transcoder makes of the canonical codes.</summary>
    private static int StatusOf(Failure failure) => failure.Code switch
    {
        "UPLOAD_OFFSET_MISMATCH" => StatusCodes.Status409Conflict,
        "UPLOAD_CHECKSUM_MISMATCH" => 460, // tus 1.0.0, checksum
        "UPLOAD_IN_USE" => StatusCodes.Status423Locked,
        "FILE_TOO_LARGE" => StatusCodes.Status413PayloadTooLarge,
        "CONTENT_TYPE_NOT_ACCEPTED" => StatusCodes.Status415UnsupportedMediaType,
        "METHOD_NOT_ALLOWED" => StatusCodes.Status405MethodNotAllowed,
        _ => failure.Kind switch
        {
            FailureKind.NotFound => StatusCodes.Status404NotFound,
            FailureKind.Unauthenticated => StatusCodes.Status401Unauthorized,
            FailureKind.PermissionDenied => StatusCodes.Status403Forbidden,
            FailureKind.Aborted or FailureKind.AlreadyExists => StatusCodes.Status409Conflict,
            FailureKind.ResourceExhausted => StatusCodes.Status429TooManyRequests,
            FailureKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
            FailureKind.Unimplemented => StatusCodes.Status501NotImplemented,
            FailureKind.Internal => StatusCodes.Status500InternalServerError,
            _ => StatusCodes.Status400BadRequest,
        },
    };
}
