using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Signing;
using MediatR;

namespace KonTum.Tthc.Application.SignatureProfiles.ListSignatureProviders;

/// <summary>Lists the remote-signing providers that are switched on.</summary>
[AllowedForEveryone]
public sealed record ListSignatureProviders : IQuery<IReadOnlyList<SignatureProvider>>;

internal sealed class ListSignatureProvidersHandler(IRemoteSigning remote)
    : IRequestHandler<ListSignatureProviders, IReadOnlyList<SignatureProvider>>
{
    public Task<IReadOnlyList<SignatureProvider>> Handle(ListSignatureProviders request, CancellationToken cancellationToken) =>
        Task.FromResult(remote.Providers);
}
