using KonTum.Tthc.Domain.Failures;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.Net.Http.Headers;

namespace KonTum.Tthc.Api.Errors;

/// <summary>
/// Gives REST answers that no interceptor has seen the shape of all others: addresses and methods that do not exist, bodies that are too
/// large or of another type, JSON and parameters that cannot be read. The transcoder answers the last ones before the interceptors run,
/// with texts of its own and without details, so what it writes is held back here and replaced.
/// </summary>
internal sealed partial class RestFailures(RequestDelegate next, ILogger<RestFailures> log)
{
    /// <summary>Key in the items of a request whose failure has got its details.</summary>
    public static readonly object Answered = new();

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) is true)
        {
            await next(context);
            return;
        }

        if (AsksForJson(context) && !context.Request.HasJsonContentType())
        {
            await WriteAsync(context, Failures.ContentTypeNotAccepted, StatusCodes.Status415UnsupportedMediaType);
            return;
        }

        var (request, response) = (context.Request.Body, context.Response.Body);
        var body = new LimitedBody(request);
        var held = new HeldBackBody(response, () => context.Response.StatusCode >= 400 && !context.Items.ContainsKey(Answered));
        (context.Request.Body, context.Response.Body) = (body, held);
        try
        {
            await next(context);
        }
        catch (Exception e) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            context.Response.Clear();
            if (e is BadHttpRequestException bad)
            {
                context.Response.StatusCode = bad.StatusCode;
            }
            else
            {
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                LogUnexpected(context.Request.Method, FailureInterceptor.TraceOf(context), e);
            }
        }
        finally
        {
            (context.Request.Body, context.Response.Body) = (request, response);
        }

        var empty = context.Response is { StatusCode: >= 400, HasStarted: false, ContentLength: null } && !held.HasWritten;
        if (!context.Response.HasStarted && (held.HasHeldBack || empty))
        {
            // The transcoder's own log is off (it would name whatever a client got wrong an error), but this one is ours.
            if (held.HasHeldBack && context.Response.StatusCode >= 500) LogUnsent(FailureInterceptor.TraceOf(context));
            await WriteAsync(context, body.WasTooLarge ? StatusCodes.Status413PayloadTooLarge : context.Response.StatusCode);
        }
    }

    /// <summary>Tells a REST client how to authenticate, as RFC 9110 section 11.6.1 asks of every 401.</summary>
    public static void Challenge(HttpContext context)
    {
        if (context.Response.HasStarted || context.GetEndpoint()?.Metadata.GetMetadata<GrpcJsonTranscodingMetadata>() is null) return;
        context.Response.Headers[HeaderNames.WWWAuthenticate] =
            context.Request.Headers.ContainsKey(HeaderNames.Authorization) ? "Bearer error=\"invalid_token\"" : "Bearer";
    }

    private static bool AsksForJson(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<GrpcJsonTranscodingMetadata>() is { HttpRule.Body: "*" };

    private static Task WriteAsync(HttpContext context, int httpStatus) => httpStatus switch
    {
        StatusCodes.Status401Unauthorized => WriteAsync(context, Failures.Unauthenticated, httpStatus),
        StatusCodes.Status403Forbidden => WriteAsync(context, Failures.Forbidden, httpStatus),
        StatusCodes.Status404NotFound => WriteAsync(context, Failures.AddressNotFound, httpStatus),
        StatusCodes.Status405MethodNotAllowed => WriteAsync(context, Failures.MethodNotAllowed, httpStatus),
        StatusCodes.Status413PayloadTooLarge => WriteAsync(context, Failures.RequestTooLarge, httpStatus),
        StatusCodes.Status415UnsupportedMediaType => WriteAsync(context, Failures.ContentTypeNotAccepted, httpStatus),
        < 500 => WriteAsync(context, Failures.RequestUnreadable, httpStatus),
        _ => WriteAsync(context, Failures.Unexpected, httpStatus),
    };

    private static Task WriteAsync(HttpContext context, Failure failure, int httpStatus)
    {
        (string, string)[] metadata =
            failure.Kind == FailureKind.Internal ? [("trace_id", FailureInterceptor.TraceOf(context))] : [];
        context.Response.StatusCode = httpStatus;
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(FailureAnswer.ToJson(FailureAnswer.Of(failure.Because(), metadata)), context.RequestAborted);
    }

    [LoggerMessage(1, LogLevel.Error, "A {HttpMethod} request failed unexpectedly in trace {TraceId}")]
    private partial void LogUnexpected(string httpMethod, string traceId, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "An answer could not be written in trace {TraceId}; the transcoder's log has the reason when it is on")]
    private partial void LogUnsent(string traceId);
}
