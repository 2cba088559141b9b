using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Signing;
using MediatR;

namespace KonTum.Tthc.Application.Signing.AwaitPreparedSigning;

/// <summary>
/// Gets one of the caller's signings as soon as its files are prepared, or as it is when the time is over: a signer program gets its
/// digests with the answer of its first call. Apart from the start, so that the first answer to a request id does not depend on how long
/// somebody waited for it.
/// </summary>
/// <param name="SigningId">The signing.</param>
/// <param name="AtMost">How long to wait.</param>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record AwaitPreparedSigning(Guid SigningId, TimeSpan AtMost) : IQuery<SigningView>
{
    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
}

internal sealed class AwaitPreparedSigningHandler(ISender sender, TimeProvider time) : IRequestHandler<AwaitPreparedSigning, SigningView>
{
    public async Task<SigningView> Handle(AwaitPreparedSigning request, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var signing = await sender.Send(new GetSigning.GetSigning(request.SigningId), cancellationToken);
        while (signing.State is SigningState.Requested or SigningState.Prepared
            && request.AtMost - time.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
        {
            var seen = signing.ETag;
            signing = await sender.Send(new GetSigning.GetSigning(request.SigningId, left, seen), cancellationToken);
            if (signing.ETag == seen) break; // the time is over, or the node goes down
        }

        return signing;
    }
}
