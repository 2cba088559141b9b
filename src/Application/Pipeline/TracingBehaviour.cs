using System.Diagnostics;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Pipeline;

/// <summary>One span for each use case, named after it; an expected failure is an attribute, not an error.</summary>
internal sealed class TracingBehaviour<TRequest, TAnswer> : IPipelineBehavior<TRequest, TAnswer>
    where TRequest : notnull
{
    public async Task<TAnswer> Handle(TRequest request, RequestHandlerDelegate<TAnswer> next, CancellationToken cancellationToken)
    {
        using var activity = UseCaseTracing.Source.StartActivity(typeof(TRequest).Name);
        try
        {
            return await next();
        }
        catch (FailureException e)
        {
            activity?.SetTag("tthc.failure", e.Failure.Code);
            throw;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
            throw;
        }
    }
}

/// <summary>Names the source of use-case spans for OpenTelemetry.</summary>
public static class UseCaseTracing
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "KonTum.Tthc.UseCases";

    internal static readonly ActivitySource Source = new(SourceName);
}
