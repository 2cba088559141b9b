using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Ocsp;
using Org.BouncyCastle.Asn1.Oiw;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Ocsp;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Security.Certificates;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Infrastructure.Signing.Certificates;

/// <summary>
/// Asks whether a certificate is revoked: its OCSP responder (RFC 6960) first, its CRL (RFC 5280) when that gives nothing. Only answers
/// that are fresh and signed by the issuer or by whom it delegated count; everything else is "not known".
/// </summary>
internal sealed partial class RevocationCheck(RevocationClient client, TimeProvider time, ILogger<RevocationCheck> logger)
{
    /// <summary>Difference of clocks that is tolerated.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>Age up to which an answer without <c>nextUpdate</c> is taken for fresh.</summary>
    private static readonly TimeSpan FreshWithoutEnd = TimeSpan.FromHours(1);

    /// <summary>Whether a certificate is revoked; null when it cannot be known.</summary>
    public async Task<bool?> IsRevokedAsync(byte[] certificate, byte[] issuer, CancellationToken cancellationToken)
    {
        X509Certificate subject, authority;
        try
        {
            subject = new X509Certificate(certificate);
            authority = new X509Certificate(issuer);
        }
        catch (Exception exception) when (exception is CertificateException or IOException or ArgumentException)
        {
            return null;
        }

        foreach (var address in OcspAddresses(subject).Take(2))
        {
            if (await AskOcspAsync(address, subject, authority, cancellationToken) is { } revoked) return revoked;
        }

        foreach (var address in CrlAddresses(subject).Take(2))
        {
            if (await AskCrlAsync(address, subject, authority, cancellationToken) is { } revoked) return revoked;
        }

        return null;
    }

    private static IEnumerable<string> OcspAddresses(X509Certificate certificate) =>
        Extension(certificate, X509Extensions.AuthorityInfoAccess) is { } value
            ? AuthorityInformationAccess.GetInstance(value).GetAccessDescriptions()
                .Where(d => d.AccessMethod.Equals(AccessDescription.IdADOcsp))
                .Select(d => Address(d.AccessLocation))
                .OfType<string>()
            : [];

    private static IEnumerable<string> CrlAddresses(X509Certificate certificate) =>
        Extension(certificate, X509Extensions.CrlDistributionPoints) is { } value
            ? CrlDistPoint.GetInstance(value).GetDistributionPoints()
                // A point with reasons or an issuer of its own leads to a partial or an indirect list.
                .Where(p => p.Reasons is null && p.CrlIssuer is null && p.DistributionPointName?.Type == DistributionPointName.FullName)
                .SelectMany(p => GeneralNames.GetInstance(p.DistributionPointName!.Name).GetNames())
                .Select(Address)
                .OfType<string>()
            : [];

    private static string? Address(GeneralName name) =>
        name.TagNo == GeneralName.UniformResourceIdentifier ? DerIA5String.GetInstance(name.Name).GetString() : null;

    private static Asn1Object? Extension(X509Certificate certificate, DerObjectIdentifier oid) =>
        certificate.GetExtensionValue(oid) is { } value ? Asn1Object.FromByteArray(value.GetOctets()) : null;

    private async Task<bool?> AskOcspAsync(
        string address, X509Certificate certificate, X509Certificate issuer, CancellationToken cancellationToken)
    {
        // SHA-1 only names the issuer here, and is the one digest that every responder knows (RFC 6960, 4.3).
        var id = new CertificateID(new AlgorithmIdentifier(OiwObjectIdentifiers.IdSha1, DerNull.Instance), issuer, certificate.SerialNumber);
        var nonce = new DerOctetString(RandomNumberGenerator.GetBytes(16));
        var request = new OcspReqGenerator();
        request.AddRequest(id);
        request.SetRequestExtensions(new X509Extensions(new Dictionary<DerObjectIdentifier, X509Extension>
        {
            [OcspObjectIdentifiers.PkixOcspNonce] = new(false, new DerOctetString(nonce.GetEncoded())),
        }));
        if (await client.PostOcspAsync(address, request.Generate().GetEncoded(), cancellationToken) is not { } answer) return null;
        try
        {
            return ReadOcsp(answer, id, nonce, issuer);
        }
        catch (Exception exception) when (IsReadingFailure(exception))
        {
            Unusable("OCSP", exception.GetType().Name);
            return null;
        }
    }

    private bool? ReadOcsp(byte[] answer, CertificateID id, DerOctetString nonce, X509Certificate issuer)
    {
        var response = new OcspResp(answer);
        if (response.Status != OcspRespStatus.Successful || response.GetResponseObject() is not BasicOcspResp basic) return null;
        if (!IsSignedFor(basic, issuer))
        {
            Unusable("OCSP", "not signed by the issuer or its responder");
            return null;
        }

        // A responder may leave the nonce out (RFC 8954, 2.1); one that answers another is replaying.
        var returned = basic.ResponseExtensions?.GetExtension(OcspObjectIdentifiers.PkixOcspNonce)?.Value.GetOctets();
        if (returned is not null && !CryptographicOperations.FixedTimeEquals(returned, nonce.GetEncoded())) return null;
        var single = basic.Responses.FirstOrDefault(r => r.GetCertID().Equals(id));
        if (single is null || !IsFresh(single.ThisUpdate, single.NextUpdate)) return null;
        return single.GetCertStatus() switch
        {
            null => false,
            RevokedStatus => true,
            _ => null,
        };
    }

    /// <summary>Signed by the issuer itself or by a responder that the issuer certified for it (RFC 6960, 4.2.2.2).</summary>
    private bool IsSignedFor(BasicOcspResp response, X509Certificate issuer)
    {
        if (!CertificateReading.IsStrong(response.SignatureAlgorithm.Algorithm.Id)) return false;
        foreach (var responder in response.GetCerts().Take(4))
        {
            if (!responder.Equals(issuer) && IsDelegated(responder, issuer) && response.Verify(responder.GetPublicKey())) return true;
        }

        return response.Verify(issuer.GetPublicKey());
    }

    private bool IsDelegated(X509Certificate responder, X509Certificate issuer) =>
        responder.IssuerDN.Equivalent(issuer.SubjectDN)
        && responder.IsValid(time.GetUtcNow().UtcDateTime)
        && CertificateReading.IsStrong(responder.SigAlgOid)
        && responder.IsSignatureValid(issuer.GetPublicKey())
        && responder.GetExtendedKeyUsage()?.Contains(KeyPurposeID.id_kp_OCSPSigning) == true;

    private async Task<bool?> AskCrlAsync(
        string address, X509Certificate certificate, X509Certificate issuer, CancellationToken cancellationToken)
    {
        if (await client.GetCrlAsync(address, cancellationToken) is not { } answer) return null;
        try
        {
            var list = new X509Crl(answer);
            if (!list.IssuerDN.Equivalent(issuer.SubjectDN)
                || !CertificateReading.IsStrong(list.SignatureAlgorithm.Algorithm.Id)
                || !list.IsSignatureValid(issuer.GetPublicKey())
                // Delta, partial and indirect lists say so in a critical extension (RFC 5280, 5.2): they do not tell about all.
                || list.GetCriticalExtensionOids() is { Count: > 0 }
                || !IsFresh(list.ThisUpdate, list.NextUpdate))
            {
                Unusable("CRL", "not fresh, not complete, or not signed by the issuer");
                return null;
            }

            return list.GetRevokedCertificate(certificate.SerialNumber) is not null;
        }
        catch (Exception exception) when (IsReadingFailure(exception))
        {
            Unusable("CRL", exception.GetType().Name);
            return null;
        }
    }

    private bool IsFresh(DateTime thisUpdate, DateTime? nextUpdate)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return thisUpdate <= now + ClockSkew && now <= (nextUpdate ?? thisUpdate + FreshWithoutEnd) + ClockSkew;
    }

    /// <summary>What the parser throws at bytes that are not what they should be.</summary>
    private static bool IsReadingFailure(Exception exception) =>
        exception is OcspException or CrlException or CertificateException or GeneralSecurityException or IOException
            or ArgumentException or InvalidCastException or InvalidOperationException or FormatException or NullReferenceException
            or IndexOutOfRangeException or OverflowException or Org.BouncyCastle.Crypto.CryptoException;

    [LoggerMessage(Level = LogLevel.Warning, Message = "A {Source} answer is not used: {Reason}.")]
    private partial void Unusable(string source, string reason);
}
