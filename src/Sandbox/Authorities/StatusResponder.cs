using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Ocsp;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Ocsp;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Sandbox.Authorities;

/// <summary>
/// Answers "is this certificate good?" (RFC 6960) and writes the list of those that are not (RFC 5280, 5). An answer is signed by the
/// authority's delegated responder; a serial that the authority never issued is "unknown", and so is another authority's.
/// </summary>
internal sealed class StatusResponder(NationalPki pki, RevocationRegister revocations, TimeProvider time)
{
    private const string SignatureAlgorithm = "SHA256WITHRSA";
    private static readonly TimeSpan AnswerLifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan ListLifetime = TimeSpan.FromDays(1);

    /// <returns>The DER of an OCSPResponse, also for a question that is not understood.</returns>
    public async Task<byte[]> AnswerAsync(Authority authority, byte[] question, CancellationToken cancellation)
    {
        OcspReq request;
        Req[] questions;
        try
        {
            request = new OcspReq(question);
            questions = request.GetRequestList();
        }
        catch (Exception error) when (error is IOException or ArgumentException or InvalidCastException or InvalidOperationException)
        {
            return new OCSPRespGenerator().Generate(OcspRespStatus.MalformedRequest, null).GetEncoded();
        }

        if (questions.Length == 0)
            return new OCSPRespGenerator().Generate(OcspRespStatus.MalformedRequest, null).GetEncoded();

        var now = time.GetUtcNow();
        var answer = new BasicOcspRespGenerator(new RespID(authority.Responder.Certificate.SubjectDN));
        foreach (var one in questions)
            answer.AddResponse(
                one.GetCertID(),
                await StatusAsync(authority, one.GetCertID(), cancellation),
                now.UtcDateTime,
                now.Add(AnswerLifetime).UtcDateTime,
                null);

        if (request.GetExtensionValue(OcspObjectIdentifiers.PkixOcspNonce) is { } nonce)
            answer.SetResponseExtensions(new X509Extensions(new Dictionary<DerObjectIdentifier, X509Extension>
            {
                [OcspObjectIdentifiers.PkixOcspNonce] = new X509Extension(false, nonce),
            }));
        var signed = answer.Generate(
            new Asn1SignatureFactory(SignatureAlgorithm, authority.Responder.PrivateKey), [authority.Responder.Certificate], now.UtcDateTime);
        return new OCSPRespGenerator().Generate(OcspRespStatus.Successful, signed).GetEncoded();
    }

    public async Task<byte[]> RevocationListAsync(Authority authority, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var list = new X509V2CrlGenerator();
        list.SetIssuerDN(authority.Credential.Certificate.SubjectDN);
        list.SetThisUpdate(now.UtcDateTime);
        list.SetNextUpdate(now.Add(ListLifetime).UtcDateTime);
        foreach (var revoked in await revocations.ListAsync(authority, cancellation))
            list.AddCrlEntry(new Org.BouncyCastle.Math.BigInteger(revoked.SerialNumber, 16), revoked.RevokedAt.UtcDateTime, revoked.Reason);
        list.AddExtension(
            X509Extensions.AuthorityKeyIdentifier, false,
            Org.BouncyCastle.X509.Extension.X509ExtensionUtilities.CreateAuthorityKeyIdentifier(authority.Credential.Certificate.GetPublicKey()));
        // Must grow with every list (RFC 5280, 5.2.3): lists are made on demand, so the time does.
        list.AddExtension(
            X509Extensions.CrlNumber, false, new CrlNumber(Org.BouncyCastle.Math.BigInteger.ValueOf(now.ToUnixTimeMilliseconds())));
        return list.Generate(new Asn1SignatureFactory(SignatureAlgorithm, authority.Credential.PrivateKey)).GetEncoded();
    }

    private async Task<CertificateStatus> StatusAsync(Authority authority, CertificateID id, CancellationToken cancellation)
    {
        var serial = SerialNumbers.Write(id.SerialNumber);
        if (!id.MatchesIssuer(authority.Credential.Certificate) || !pki.HasIssued(authority, serial))
            return new UnknownStatus();
        return await revocations.FindAsync(authority, serial, cancellation) is { } revoked
            ? new RevokedStatus(revoked.RevokedAt.UtcDateTime, revoked.Reason)
            : CertificateStatus.Good;
    }
}
