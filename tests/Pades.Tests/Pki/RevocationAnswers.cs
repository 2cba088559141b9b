using KonTum.Tthc.Pades.Tests.Cms;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Ocsp;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Ocsp;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Tests.Pki;

/// <summary>What an authority says of certificates at a moment, as OCSP responses and CRLs.</summary>
internal sealed record RevocationAnswers(Identity Issuer)
{
    /// <summary>Who signs: the authority itself unless told otherwise.</summary>
    public Identity? Responder { get; init; }

    public DateTimeOffset At { get; init; } = TestPki.Now;

    public TimeSpan? Lifetime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Serial numbers of revoked certificates, when, and the CRLReason.</summary>
    public Dictionary<BigInteger, (DateTimeOffset At, int Reason)> Revoked { get; init; } = [];

    public bool AllUnknown { get; init; }

    public AlgorithmIdentifier CertIdDigest { get; init; } = CertificateID.DigestSha1;

    public X509Extensions? ResponseExtensions { get; init; }

    /// <summary>Adds to a list: extensions, entries.</summary>
    public Action<X509V2CrlGenerator>? Extend { get; init; }

    public byte[] Ocsp(params Identity[] subjects) =>
        OcspOf(subjects.Select(s => new CertificateID(CertIdDigest, Issuer.Certificate, s.Certificate.SerialNumber)));

    public byte[] OcspOf(IEnumerable<CertificateID> ids)
    {
        var responder = Responder ?? Issuer;
        var generator = new BasicOcspRespGenerator(new RespID(responder.Certificate.SubjectDN));
        foreach (var id in ids)
            generator.AddResponse(id, StatusOf(id.SerialNumber), At.UtcDateTime, (At + Lifetime)?.UtcDateTime, null);
        if (ResponseExtensions is not null)
            generator.SetResponseExtensions(ResponseExtensions);
        var chain = responder == Issuer ? Array.Empty<X509Certificate>() : [responder.Certificate];
        var basic = generator.Generate(Factory(responder), chain, At.UtcDateTime);
        return new OCSPRespGenerator().Generate(OcspRespStatus.Successful, basic).GetEncoded();
    }

    public byte[] Crl()
    {
        var signer = Responder ?? Issuer;
        var generator = new X509V2CrlGenerator();
        generator.SetIssuerDN(Issuer.Certificate.SubjectDN);
        generator.SetThisUpdate(At.UtcDateTime);
        if (Lifetime is { } lifetime)
            generator.SetNextUpdate((At + lifetime).UtcDateTime);
        foreach (var (serial, (at, reason)) in Revoked)
            generator.AddCrlEntry(serial, at.UtcDateTime, reason);
        generator.AddExtension(X509Extensions.CrlNumber, critical: false, new CrlNumber(BigInteger.ValueOf(At.ToUnixTimeSeconds())));
        Extend?.Invoke(generator);
        return generator.Generate(Factory(signer)).GetEncoded();
    }

    private CertificateStatus? StatusOf(BigInteger serial) =>
        AllUnknown ? new UnknownStatus()
        : Revoked.TryGetValue(serial, out var revoked) ? new RevokedStatus(revoked.At.UtcDateTime, revoked.Reason)
        : CertificateStatus.Good;

    private static Asn1SignatureFactory Factory(Identity signer) => new(signer.Ec is null ? "SHA256withRSA" : "SHA256withECDSA", signer.Keys.Private);
}
