using System.Collections.Concurrent;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Infrastructure.Signing.Adapters;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Signing.Providers;

/// <inheritdoc />
/// <param name="options">How many may be held.</param>
/// <param name="callbacks">Who is told that one has ended; asked for late, because it needs the providers itself.</param>
/// <param name="time">For what is kept after the end.</param>
/// <param name="logger">Names what nobody expected.</param>
internal sealed partial class HeldCalls(
    IOptions<GatewaysOptions> options, Func<ISigningCallbacks> callbacks, TimeProvider time, ILogger<HeldCalls> logger)
    : IHeldCalls, IHostedService, IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, Held> calls = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stopping = new();
    private int running;
    private int disposed;

    /// <inheritdoc />
    public void Hold(string key, TimeSpan atMost, Func<CancellationToken, Task<RemoteOutcome>> call)
    {
        Forget();
        if (calls.ContainsKey(key)) return;
        if (stopping.IsCancellationRequested) throw Failures.ProviderUnavailable.Because();
        if (Interlocked.Increment(ref running) > options.Value.MostHeldCalls)
        {
            Interlocked.Decrement(ref running);
            Full(options.Value.MostHeldCalls);
            throw Failures.ProviderUnavailable.Because();
        }

        var held = new Held();
        if (!calls.TryAdd(key, held))
        {
            Interlocked.Decrement(ref running);
            return;
        }

        _ = RunAsync(key, held, atMost, call);
    }

    /// <inheritdoc />
    public RemoteOutcome Look(string key) =>
        !calls.TryGetValue(key, out var held) ? new RemoteOutcome.Unknown()
        : held.Result is not { } result ? new RemoteOutcome.Pending()
        : result.Failure is { } failure ? throw failure
        : result.Outcome!;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends the open calls: their connections do not outlive the node.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => stopping.CancelAsync();

    /// <summary>More than one service of the container is this object, so it may be disposed more than once.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        stopping.Cancel();
        stopping.Dispose();
    }

    private async Task RunAsync(string key, Held held, TimeSpan atMost, Func<CancellationToken, Task<RemoteOutcome>> call)
    {
        var stop = stopping.Token; // the source may be gone when the call ends
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            limit.CancelAfter(atMost);
            await Task.Yield(); // whoever holds a call does not wait for its first steps
            Settle(new Result(await call(limit.Token), null));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            calls.TryRemove(key, out _);
            return;
        }
        catch (OperationCanceledException)
        {
            Settle(new Result(new RemoteOutcome.Expired(), null));
        }
        catch (FailureException failure)
        {
            Settle(new Result(null, failure));
        }
        catch (Exception exception)
        {
            Unexpected(exception.GetType().Name);
            Settle(new Result(null, Failures.ProviderFailed.Because()));
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }

        try
        {
            await callbacks().HintAsync(key, stop);
        }
        catch (Exception exception)
        {
            // Only a hint: the next poll finds the outcome.
            HintLost(exception.GetType().Name);
        }

        void Settle(Result result)
        {
            held.EndedAt = time.GetTimestamp();
            held.Result = result;
        }
    }

    /// <summary>Takes out what has been kept long enough.</summary>
    private void Forget()
    {
        foreach (var (key, held) in calls)
        {
            if (held.Result is not null && time.GetElapsedTime(held.EndedAt) > Kept) calls.TryRemove(key, out _);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A held call failed unexpectedly: {Exception}.")]
    private partial void Unexpected(string exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A hint that a held call has ended was lost: {Exception}.")]
    private partial void HintLost(string exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "No more than {Most} calls are held at once; further ones wait.")]
    private partial void Full(int most);

    private sealed class Held
    {
        private volatile Result? result;

        public long EndedAt { get; set; }

        public Result? Result
        {
            get => result;
            set => result = value;
        }
    }

    private sealed record Result(RemoteOutcome? Outcome, FailureException? Failure);
}

/// <summary>Takes no hints; stands in until the worker does.</summary>
internal sealed class NoCallbacks : ISigningCallbacks
{
    /// <inheritdoc />
    public Task HintAsync(string transactionOrReference, CancellationToken cancellationToken) => Task.CompletedTask;
}
