using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Signing.GetSigning;

/// <summary>
/// Gets one of the caller's signings; with a wait, as soon as it is no longer as the etag says. One that has ended is answered at once:
/// nothing is left to wait for.
/// </summary>
/// <param name="SigningId">The signing.</param>
/// <param name="Wait">How long to wait for a change at most; zero does not wait.</param>
/// <param name="ETag">What the caller saw last; null or empty waits for the next change.</param>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record GetSigning(Guid SigningId, TimeSpan Wait = default, string? ETag = null) : IQuery<SigningView>
{
    /// <summary>The longest wait: proxies on the way give up on calls that say nothing for longer.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);
}

internal sealed class GetSigningValidator : AbstractValidator<GetSigning>
{
    public GetSigningValidator() => RuleFor(r => r.Wait)
        .InclusiveBetween(TimeSpan.Zero, GetSigning.LongestWait)
        .WithState(_ => Failures.OutOfRange.At("wait", ("range", "0–60 s")));
}

internal sealed class GetSigningHandler(IStreamReader streams, ISigningChanges changes, ICallerContext callers, TimeProvider time)
    : IRequestHandler<GetSigning, SigningView>
{
    /// <summary>Should a notification get lost, it is seen by then.</summary>
    private static readonly TimeSpan Fallback = TimeSpan.FromSeconds(10);

    public async Task<SigningView> Handle(GetSigning request, CancellationToken cancellationToken)
    {
        var caller = callers.Required();
        if (request.Wait == TimeSpan.Zero) return await ReadAsync(request, caller, cancellationToken);

        using var watch = changes.Watch(request.SigningId);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, changes.Closing);
        var began = time.GetTimestamp();
        var signing = await ReadAsync(request, caller, cancellationToken);
        var seen = string.IsNullOrEmpty(request.ETag) ? signing.ETag : request.ETag.Trim('"');
        while (signing.ETag == seen && !signing.HasEnded && request.Wait - time.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
        {
            try
            {
                await watch.WaitAsync(left < Fallback ? left : Fallback, stop.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                break; // the node goes down
            }

            signing = await ReadAsync(request, caller, cancellationToken);
        }

        return signing;
    }

    private async Task<SigningView> ReadAsync(GetSigning request, Caller caller, CancellationToken cancellationToken)
    {
        var signing = await streams.OwnSigningAsync(request.SigningId, caller, cancellationToken);
        return SigningView.Of(signing.State, signing.Version);
    }
}
