using System.Data.Common;
using System.Diagnostics;
using Grpc.Core;
using Grpc.Core.Interceptors;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Api.Errors;

/// <summary>
/// The one place where exceptions become answers, for gRPC and for transcoded REST alike: the transcoder runs the same interceptors and
/// prints the status details that this one attaches.
/// </summary>
internal sealed partial class FailureInterceptor(ILogger<FailureInterceptor> log, IHostApplicationLifetime lifetime) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Answer(e, context);
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(requestStream, context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Answer(e, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Answer(e, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Answer(e, context);
        }
    }

    private RpcException Answer(Exception exception, ServerCallContext context)
    {
        if (context.CancellationToken.IsCancellationRequested && exception is OperationCanceledException or IOException)
        {
            // Nobody reads this any more, but logs and counters of the server see it.
            var late = context.Deadline <= DateTime.UtcNow;
            return new RpcException(new Status(late ? StatusCode.DeadlineExceeded : StatusCode.Cancelled, "The call was cancelled."));
        }

        var (failure, metadata) = exception switch
        {
            FailureException expected => (expected, Array.Empty<(string, string)>()),
            OperationCanceledException when lifetime.ApplicationStopping.IsCancellationRequested => (Failures.ShuttingDown.Because(), []),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (Failures.RequestTooLarge.Because(), []),
            _ when IsStorageAway(exception) => (StorageAway(exception, context), []),
            _ => Unexpected(exception, context),
        };
        Activity.Current?.SetTag("tthc.failure", failure.Failure.Code);

        var http = context.GetHttpContext();
        http.Items[RestFailures.Answered] = true;
        if (failure.Failure.Kind == FailureKind.Unauthenticated) RestFailures.Challenge(http);
        return FailureAnswer.Of(failure, metadata).ToRpcException();
    }

    /// <summary>What the driver itself calls worth another try: a lost connection, a fail-over, no free connection.</summary>
    private static bool IsStorageAway(Exception exception) =>
        exception is DbException { IsTransient: true } || (exception.InnerException is { } inner && IsStorageAway(inner));

    private FailureException StorageAway(Exception exception, ServerCallContext context)
    {
        LogStorageAway(context.Method, TraceOf(context.GetHttpContext()), exception);
        return Failures.StorageUnavailable.Because();
    }

    private (FailureException, (string, string)[]) Unexpected(Exception exception, ServerCallContext context)
    {
        var traceId = TraceOf(context.GetHttpContext());
        LogUnexpected(context.Method, traceId, exception);
        return (Failures.Unexpected.Because(), [("trace_id", traceId)]);
    }

    /// <summary>What leads from an answer to the log.</summary>
    internal static string TraceOf(HttpContext http) => Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;

    [LoggerMessage(2, LogLevel.Warning, "{Method} could not reach the database in trace {TraceId}")]
    private partial void LogStorageAway(string method, string traceId, Exception exception);

    [LoggerMessage(1, LogLevel.Error, "{Method} failed unexpectedly in trace {TraceId}")]
    private partial void LogUnexpected(string method, string traceId, Exception exception);
}
