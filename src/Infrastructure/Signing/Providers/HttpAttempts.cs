using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace KonTum.Tthc.Infrastructure.Signing.Providers;

/// <summary>How one call may be attempted.</summary>
/// <param name="Retries">Repetitions when no answer came; none for a call that must not be repeated.</param>
/// <param name="Timeout">How long one attempt may take.</param>
/// <param name="SilenceCounts">Whether a timeout speaks against the service; where a person is waited for, it does not.</param>
internal sealed record AttemptOptions(int Retries, TimeSpan Timeout, bool SilenceCounts = true);

/// <summary>Repetitions, circuit breaker and timeout of calls to services outside; in this order, the timeout innermost.</summary>
internal static class HttpAttempts
{
    /// <summary>Calls without an answer, of as many or twice as many within two minutes, after which a service is not asked for a while.</summary>
    private const int SilencesBeforeBreak = 4;

    /// <summary>Most repetitions that an <see cref="AttemptOptions"/> can want.</summary>
    private const int MostRetries = 5;

    /// <summary>Adds them.</summary>
    /// <param name="pipeline">Where to.</param>
    /// <param name="optionsOf">What is wanted for a request.</param>
    public static void AddTo(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, Func<HttpRequestMessage?, AttemptOptions> optionsOf)
    {
        pipeline.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            MaxRetryAttempts = MostRetries,
            Delay = TimeSpan.FromMilliseconds(200),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = args => ValueTask.FromResult(
                IsTransient(args.Outcome) && args.AttemptNumber < optionsOf(args.Context.GetRequestMessage()).Retries),
        });

        // Who refuses at once costs nothing. Who hangs holds a lane of the worker for every ceremony of theirs, until nobody can sign
        // with any provider: after a few silences they are left alone for a while, and then tried with one call.
        pipeline.AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
        {
            FailureRatio = 0.5,
            MinimumThroughput = SilencesBeforeBreak,
            SamplingDuration = TimeSpan.FromMinutes(2),
            BreakDuration = TimeSpan.FromSeconds(15),
            ShouldHandle = args => ValueTask.FromResult(
                args.Outcome.Exception is TimeoutRejectedException or OperationCanceledException { InnerException: TimeoutException }
                && optionsOf(args.Context.GetRequestMessage()).SilenceCounts),
        });
        pipeline.AddTimeout(new TimeoutStrategyOptions
        {
            TimeoutGenerator = args => ValueTask.FromResult(optionsOf(args.Context.GetRequestMessage()).Timeout),
        });
    }

    private static bool IsTransient(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } } => false,
        { Exception: HttpRequestException or IOException or TimeoutRejectedException } => true,
        {
            Result.StatusCode: HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
                or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout
        } => true,
        _ => false,
    };
}
