using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
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

internal sealed class GetSigningHandler(IStreamReader streams, ICallerContext callers, TimeProvider time)
    : IRequestHandler<GetSigning, SigningView>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    public async Task<SigningView> Handle(GetSigning request, CancellationToken cancellationToken)
    {
        var caller = callers.Required();
        var began = time.GetTimestamp();
        var signing = await ReadAsync(request, caller, cancellationToken);
        var seen = string.IsNullOrEmpty(request.ETag) ? signing.ETag : request.ETag.Trim('"');
        while (signing.ETag == seen && !signing.HasEnded && time.GetElapsedTime(began) < request.Wait)
        {
            await Task.Delay(Interval, time, cancellationToken);
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
