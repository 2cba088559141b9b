using System.Runtime.CompilerServices;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Signing;
using MediatR;

namespace KonTum.Tthc.Application.Signing.WatchSigning;

/// <summary>Streams a signing as it is and after each change, none left out, until it has ended.</summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record WatchSigning(Guid SigningId) : IStreamQuery<SigningView>;

internal sealed class WatchSigningHandler(IStreamReader streams, ISigningChanges changes, ICallerContext callers)
    : IStreamRequestHandler<WatchSigning, SigningView>
{
    /// <summary>Should a notification get lost, it is seen by then.</summary>
    private static readonly TimeSpan Fallback = TimeSpan.FromSeconds(10);

    public async IAsyncEnumerable<SigningView> Handle(
        WatchSigning request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var caller = callers.Required();
        using var watch = changes.Watch(request.SigningId);
        var signing = await streams.OwnSigningAsync(request.SigningId, caller, cancellationToken);
        var seen = signing.Version;
        yield return SigningView.Of(signing.State, seen);

        var ended = signing.State.HasEnded;
        while (!ended)
        {
            await watch.WaitAsync(Fallback, cancellationToken);
            var versions = await streams.ReadVersionsAsync<SignatureRecord, (long Version, SigningView View)>(
                request.SigningId, seen, static (record, version) => (version, SigningView.Of(record, version)), cancellationToken);
            foreach (var (version, view) in versions ?? throw Failures.SigningNotFound.Because())
            {
                seen = version;
                yield return view;
                if (ended = view.HasEnded) break;
            }
        }
    }
}
