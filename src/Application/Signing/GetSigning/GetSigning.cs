using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.Storage;
using MediatR;

namespace KonTum.Tthc.Application.Signing.GetSigning;

/// <summary>Gets one of the caller's signings.</summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record GetSigning(Guid SigningId) : IQuery<SigningView>;

internal sealed class GetSigningHandler(IStreamReader streams, ICallerContext callers) : IRequestHandler<GetSigning, SigningView>
{
    public async Task<SigningView> Handle(GetSigning request, CancellationToken cancellationToken)
    {
        var signing = await streams.OwnSigningAsync(request.SigningId, callers.Required(), cancellationToken);
        return SigningView.Of(signing.State, signing.Version);
    }
}
