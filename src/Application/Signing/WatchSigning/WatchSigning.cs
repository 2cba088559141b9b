using System.Runtime.CompilerServices;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using MediatR;

namespace KonTum.Tthc.Application.Signing.WatchSigning;

/// <summary>Streams a signing as it is and after each change, until it has ended.</summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record WatchSigning(Guid SigningId) : IStreamQuery<SigningView>;

internal sealed class WatchSigningHandler(IStreamReader streams, ICallerContext callers, TimeProvider time)
    : IStreamRequestHandler<WatchSigning, SigningView>
{
    /// <summary>How often the stream is looked at; the person's own reaction takes longer.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    public async IAsyncEnumerable<SigningView> Handle(
        WatchSigning request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var caller = callers.Required();
        using var timer = new PeriodicTimer(Interval, time);
        var seen = 0L;
        do
        {
            var signing = await streams.OwnSigningAsync(request.SigningId, caller, cancellationToken);
            if (signing.Version > seen)
            {
                seen = signing.Version;
                yield return SigningView.Of(signing.State, signing.Version);
            }

            if (signing.State.HasEnded) yield break;
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }
}
