using KonTum.Tthc.Sandbox.Authorities;
using KonTum.Tthc.Sandbox.Gateways;

namespace KonTum.Tthc.Sandbox.Faults;

/// <summary>
/// Where signatures are made, rightly or as ordered. Every gateway signs here, those that keep requests for the phone and those
/// that sign in the call.
/// </summary>
internal sealed class SignatureFaults(FaultRegister register, NationalPki pki)
{
    /// <summary>One signature for each digest, in order; null where none was made.</summary>
    public IReadOnlyList<byte[]?> Sign(PersonalCertificate certificate, IReadOnlyList<byte[]> digests, string gateway)
    {
        var subject = new FaultSubject(gateway, FaultCalls.Sign, certificate.Authority.CaName, certificate.Account.UserId);
        switch (register.Take(subject, FaultStage.Signature)?.Fault)
        {
            case FaultKind.WrongCertificate:
                return OfAnother(certificate).Credential.SignDigests(digests);
            case FaultKind.OtherDigest:
                return certificate.Credential.SignDigests(digests.Select(Flipped));
            case FaultKind.WrongSignature:
                return certificate.Credential.SignDigests(digests).Select(Flipped).ToList();
            case FaultKind.PartialBatch:
                return OnlySome(certificate, digests);
            default:
                return certificate.Credential.SignDigests(digests);
        }
    }

    /// <summary>What keeps a confirmed request from being signed; null when nothing does.</summary>
    public FaultOrder? AfterTheTap(SigningRequest request) => register.Take(
        new FaultSubject(request.Gateway, FaultCalls.Confirm, request.CaName, request.UserId), FaultStage.Refusal);

    /// <summary>What becomes of a request that is about to wait for the phone.</summary>
    public FaultOrder? AtTheStart(SigningRequest request) => register.Take(
        new FaultSubject(request.Gateway, FaultCalls.Sign, request.CaName, request.UserId), FaultStage.Start);

    private static List<byte[]?> OnlySome(PersonalCertificate certificate, IReadOnlyList<byte[]> digests)
    {
        var signed = certificate.Credential.SignDigests(digests.Take(digests.Count / 2));
        return [.. signed, .. Enumerable.Repeat<byte[]?>(null, digests.Count - signed.Count)];
    }

    private static byte[] Flipped(byte[] bytes)
    {
        var other = bytes.ToArray();
        other[^1] ^= 1;
        return other;
    }

    private PersonalCertificate OfAnother(PersonalCertificate certificate) =>
        pki.PersonalCertificates.First(other => other.Account.UserId != certificate.Account.UserId);
}
