using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Signing.SubmitSignatures;

/// <summary>Hands in what a signer program made with a token; checked like an answer of a provider.</summary>
[AllowedFor(Role.Citizen, Role.System)]
public sealed record SubmitSignatures(Guid SigningId, IReadOnlyList<SubmittedSignature> Signatures, string? RequestId)
    : ICommand<SigningView>, IRepeatable;

/// <summary>A raw signature value: RSA PKCS#1 v1.5, or ECDSA as DER or as r and s side by side.</summary>
public sealed record SubmittedSignature(Guid AttachmentId, byte[] Value);

internal sealed class SubmitSignaturesHandler : IRequestHandler<SubmitSignatures, SigningView>
{
    public Task<SigningView> Handle(SubmitSignatures request, CancellationToken cancellationToken) => throw Failures.SigningNotFound.Because();
}
