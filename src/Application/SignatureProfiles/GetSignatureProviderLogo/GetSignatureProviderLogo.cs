using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.SignatureProfiles.GetSignatureProviderLogo;

/// <summary>Gets the logo of a provider.</summary>
[AllowedForEveryone]
public sealed record GetSignatureProviderLogo(string Code) : IQuery<ProviderLogo>;

internal sealed class GetSignatureProviderLogoHandler(IRemoteSigning remote) : IRequestHandler<GetSignatureProviderLogo, ProviderLogo>
{
    // One that is switched off and one that has no logo get the same answer as one that does not exist.
    public Task<ProviderLogo> Handle(GetSignatureProviderLogo request, CancellationToken cancellationToken) =>
        Task.FromResult(remote.FindLogo(request.Code) ?? throw Failures.LogoNotFound.Because());
}
