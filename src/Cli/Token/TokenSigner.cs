using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using KonTum.Tthc.Contract.V1;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Token;

/// <summary>
/// What a signer program for a USB token does, with a key in a file instead of the token: it brings the certificate, takes the digests,
/// and hands the values in. Nothing of the document passes through it.
/// </summary>
internal static class TokenSigner
{
    /// <summary>Puts the certificate of the key and its chain into the first of the two calls.</summary>
    public static void PutCertificate(StartSigningRequest request, LocalKey key)
    {
        using var own = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(key.CertificateChain[0]);
        var serial = own.SerialNumber.TrimStart('0');
        request.CertificateSerialNumber = serial.Length == 0 ? "0" : serial;
        request.TokenCertificateChain.Add(key.CertificateChain.Select(c => ByteString.CopyFrom(c)));
        request.Wait = Duration.FromTimeSpan(TimeSpan.FromSeconds(30));
    }

    /// <summary>The second call: a value for each digest that waits.</summary>
    public static SubmitSignaturesRequest Sign(SigningCeremony ceremony, LocalKey key) => new()
    {
        SigningId = ceremony.Id,
        RequestId = Guid.NewGuid().ToString(),
        Signatures =
        {
            ceremony.Items.Where(i => i.DigestToSign.Length > 0).Select(i => new SubmittedSignature
            {
                AttachmentId = i.AttachmentId, Value = ByteString.CopyFrom(key.SignSha256(i.DigestToSign.Span)),
            }),
        },
    };
}
