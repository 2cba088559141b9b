using System.Formats.Asn1;
using System.Security.Cryptography;
using KonTum.Tthc.Pades.Cms;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.X509;
using AsnTag = System.Formats.Asn1.Asn1Tag;

namespace KonTum.Tthc.Pades.Revocation;

/// <summary>A successful basic OCSP response (RFC 6960, 4.2.1).</summary>
internal sealed class OcspResponse
{
    private const string Basic = "1.3.6.1.5.5.7.48.1.1";
    private const string Nonce = "1.3.6.1.5.5.7.48.1.2";
    private const string CrlReferences = "1.3.6.1.5.5.7.48.1.3";
    private const string Cutoff = "1.3.6.1.5.5.7.48.1.6";
    private const string ExtendedRevoke = "1.3.6.1.5.5.7.48.1.9";
    private const string CertificateHash = "1.3.36.8.3.13"; // Common PKI 2.0, part 4, 3.1.2
    private const int MostResponses = 1000;
    private const int MostCertificates = 32;
    private static readonly HashSet<string> s_understood = [Nonce, CrlReferences, Cutoff, ExtendedRevoke, CertificateHash];

    private readonly List<Single> _responses = [];

    private OcspResponse(byte[] encoded, SignedBytes signed) => (Encoded, Signed) = (encoded, signed);

    public byte[] Encoded { get; }

    public SignedBytes Signed { get; }

    public DateTimeOffset ProducedAt { get; private set; }

    /// <summary>Certificates that came with it.</summary>
    public List<X509Certificate> Certificates { get; } = [];

    /// <summary>The nonce's encoded value, if there is one.</summary>
    public ReadOnlyMemory<byte>? NonceValue { get; private set; }

    private X509Name? ResponderName { get; set; }

    private byte[]? ResponderKeyHash { get; set; }

    /// <exception cref="FormatException">Not a successful basic response, or one with a critical extension that is not understood.</exception>
    public static OcspResponse Parse(byte[] encoded)
    {
        AsnDepth.Ensure(encoded);
        try
        {
            var all = new AsnReader(encoded, AsnEncodingRules.BER);
            var response = all.ReadSequence();
            all.ThrowIfNotEmpty();
            if (response.ReadEnumeratedBytes().Span is not [0]) throw new FormatException("The OCSP response is an error.");
            var holder = response.ReadSequence(Context(0)).ReadSequence();
            if (holder.ReadObjectIdentifier() != Basic) throw new FormatException("The OCSP response is not a basic one.");
            return ReadBasic(encoded, new AsnReader(holder.ReadOctetString(), AsnEncodingRules.BER).ReadSequence());
        }
        catch (Exception exception) when (exception is AsnContentException or ArgumentException or IOException or InvalidOperationException)
        {
            throw new FormatException("The OCSP response cannot be parsed.", exception);
        }
    }

    /// <summary>An OCSPResponse around a BasicOCSPResponse, as CAdES keeps it.</summary>
    public static byte[] Wrap(ReadOnlySpan<byte> basic)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue([0x0A, 1, 0]); // ENUMERATED successful
            using (writer.PushSequence(Context(0)))
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Basic);
                writer.WriteOctetString(basic);
            }
        }

        return writer.Encode();
    }

    /// <summary>Whether the certificate is the one that the response names as its signer.</summary>
    public bool Names(X509Certificate responder) => ResponderKeyHash is { } hash
        ? hash.AsSpan().SequenceEqual(CertificateId.KeyHash(responder, HashAlgorithmName.SHA1))
        : ResponderName!.Equivalent(responder.SubjectDN, inOrder: true);

    /// <summary>Whether it is about a certificate with that serial number.</summary>
    public bool Names(Org.BouncyCastle.Math.BigInteger serial) => _responses.Exists(r => r.Id.Serial.AsSpan().SequenceEqual(serial.ToByteArray()));

    /// <summary>Whether it says anything of that certificate.</summary>
    public bool Mentions(X509Certificate certificate, X509Certificate issuer) => _responses.Exists(r => r.Id.IsOf(certificate, issuer));

    /// <summary>What it says of a certificate; the signature is somebody else's concern.</summary>
    public IEnumerable<RevocationEvidence> For(X509Certificate certificate, X509Certificate issuer, X509Certificate signer, MaterialOrigin origin) =>
        _responses.Where(r => r.Id.IsOf(certificate, issuer) && IsOfThatHash(r, certificate)).Select(r => new RevocationEvidence
        {
            Status = r.Status,
            Kind = RevocationSourceKind.Ocsp,
            Origin = origin,
            ThisUpdate = r.ThisUpdate,
            NextUpdate = r.NextUpdate,
            ProducedAt = ProducedAt,
            RevokedAt = r.RevokedAt,
            Reason = r.Reason,
            Signer = signer,
            IsDelegated = !signer.Equals(issuer),
            Hash = Signed.Hash,
            Encoded = Encoded,
            ArchiveCutoff = r.ArchiveCutoff,
        });

    private static bool IsOfThatHash(Single response, X509Certificate certificate)
    {
        if (response.CertificateHash is not { } value) return true;
        try
        {
            var sequence = new AsnReader(value, AsnEncodingRules.BER).ReadSequence();
            return Oids.Hash(sequence.ReadSequence().ReadObjectIdentifier()) is { } hash && hash != HashAlgorithmName.MD5
                && Digests.Hash(hash, certificate.GetEncoded()).AsSpan().SequenceEqual(sequence.ReadOctetString());
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    private static OcspResponse ReadBasic(byte[] encoded, AsnReader basic)
    {
        var signed = basic.PeekEncodedValue();
        var data = basic.ReadSequence();
        var result = new OcspResponse(encoded, new SignedBytes(signed, basic.ReadEncodedValue(), basic.ReadBitString(out _)));
        if (basic.HasData) result.ReadCertificates(basic.ReadSequence(Context(0)).ReadSequence());
        result.ReadData(data);
        return result;
    }

    private void ReadData(AsnReader data)
    {
        if (data.PeekTag() == Context(0)) data.ReadEncodedValue(); // version
        if (data.PeekTag() == Context(1))
            ResponderName = X509Name.GetInstance(Asn1Object.FromByteArray(data.ReadSequence(Context(1)).ReadEncodedValue().ToArray()));
        else
            ResponderKeyHash = data.ReadSequence(Context(2)).ReadOctetString();
        ProducedAt = data.ReadGeneralizedTime();
        var responses = data.ReadSequence();
        if (data.HasData)
        {
            var extensions = Extensions.Read(data.ReadSequence(Context(1)).ReadSequence());
            if (extensions.HasUnknownCritical(s_understood)) throw new FormatException("The OCSP response has an unknown critical extension.");
            NonceValue = extensions[Nonce];
        }

        while (responses.HasData && _responses.Count < MostResponses)
        {
            if (ReadSingle(responses.ReadSequence()) is { } single) _responses.Add(single);
        }
    }

    private static Single? ReadSingle(AsnReader single)
    {
        var id = CertificateId.Read(single.ReadSequence());
        DateTimeOffset? revokedAt = null;
        string? reason = null;
        RevocationStatus status;
        switch (single.PeekTag().TagValue)
        {
            case 0:
                single.ReadEncodedValue();
                status = RevocationStatus.Good;
                break;
            case 1:
                var info = single.ReadSequence(Context(1));
                revokedAt = info.ReadGeneralizedTime();
                if (info.HasData) reason = RevocationReasons.Name(info.ReadSequence(Context(0)).ReadEnumeratedBytes().Span[0]);
                status = RevocationStatus.Revoked;
                break;
            default:
                single.ReadEncodedValue();
                status = RevocationStatus.Unknown;
                break;
        }

        var thisUpdate = single.ReadGeneralizedTime();
        DateTimeOffset? nextUpdate = single.HasData && single.PeekTag() == Context(0) ? single.ReadSequence(Context(0)).ReadGeneralizedTime() : null;
        var extensions = single.HasData ? Extensions.Read(single.ReadSequence(Context(1)).ReadSequence()) : Extensions.None;
        if (id is null || extensions.HasUnknownCritical(s_understood)) return null;
        DateTimeOffset? cutoff = extensions[Cutoff] is { } value ? new AsnReader(value, AsnEncodingRules.BER).ReadGeneralizedTime() : null;
        return new(id, status, thisUpdate, nextUpdate, revokedAt, reason, cutoff, extensions[CertificateHash]);
    }

    private void ReadCertificates(AsnReader certificates)
    {
        while (certificates.HasData && Certificates.Count < MostCertificates)
        {
            try
            {
                Certificates.Add(new X509Certificate(certificates.ReadEncodedValue().ToArray()));
            }
            catch (Exception exception) when (exception is not (OutOfMemoryException or AsnContentException))
            {
                // One that cannot be read cannot be the responder's; the others may be.
            }
        }
    }

    private static AsnTag Context(int number) => new(TagClass.ContextSpecific, number, isConstructed: true);

    private sealed record Single(
        CertificateId Id,
        RevocationStatus Status,
        DateTimeOffset ThisUpdate,
        DateTimeOffset? NextUpdate,
        DateTimeOffset? RevokedAt,
        string? Reason,
        DateTimeOffset? ArchiveCutoff,
        ReadOnlyMemory<byte>? CertificateHash);
}
