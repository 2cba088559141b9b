using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using KonTum.Tthc.Pades.Cms;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Timestamps;

/// <summary>A timestamp token (RFC 3161, 2.4.2): a CMS SignedData over a TSTInfo.</summary>
internal sealed class TimestampToken
{
    private readonly CmsDocument document;

    private TimestampToken(CmsDocument document, string imprintAlgorithm, byte[] imprint, DateTimeOffset time, TimeSpan accuracy, BigInteger? nonce)
    {
        this.document = document;
        Accuracy = accuracy;
        (ImprintHash, Imprint, Time, Nonce) = (Oids.Hash(imprintAlgorithm), imprint, time, nonce);
    }

    /// <summary>Algorithm of the imprint; null when it is not one we know.</summary>
    public HashAlgorithmName? ImprintHash { get; }

    /// <summary>Digest of what was stamped.</summary>
    public byte[] Imprint { get; }

    /// <summary>genTime.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>How far the time may be off in either direction; a second when the token does not say.</summary>
    public TimeSpan Accuracy { get; }

    /// <summary>The nonce, if there is one.</summary>
    public BigInteger? Nonce { get; }

    /// <summary>The CMS that the token is.</summary>
    public CmsDocument Cms => document;

    /// <summary>Certificates inside the token.</summary>
    public IReadOnlyList<X509Certificate> Certificates => document.Certificates;

    /// <summary>Reads a token; padding with zeros is accepted.</summary>
    /// <exception cref="FormatException">Not a token.</exception>
    public static TimestampToken Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return ParseUnguarded(bytes);
        }
        catch (Exception exception) when (exception is not (FormatException or OutOfMemoryException))
        {
            throw new FormatException("The timestamp token cannot be parsed.", exception);
        }
    }

    private static TimestampToken ParseUnguarded(ReadOnlyMemory<byte> bytes)
    {
        var document = CmsDocument.Parse(bytes);
        if (document.ContentType != Oids.TstInfo || document.Content is not { } content) throw new FormatException("The CMS holds no TSTInfo.");
        if (document.Signers.Count != 1) throw new FormatException("A timestamp token must have exactly one signer.");
        return ReadInfo(document, new AsnReader(content, AsnEncodingRules.BER).ReadSequence());
    }

    /// <summary>Verifies imprint, signature, ESS reference and the purpose of the certificate.</summary>
    /// <param name="expectedImprint">Digest by <see cref="ImprintHash"/> of what should have been stamped.</param>
    /// <param name="known">Certificates from elsewhere that may be the authority's.</param>
    public SignerVerdict Verify(ReadOnlySpan<byte> expectedImprint, IReadOnlyList<X509Certificate> known)
    {
        var signer = document.Signers[0];
        var stamp = VerifySigner(signer, known);
        if (!expectedImprint.SequenceEqual(Imprint))
            return stamp with { Failure = SubIndication.HashFailure, Detail = "The timestamp is over other bytes.", IsIntact = false };
        if (stamp.Failure is not null) return stamp;
        if (stamp.Ess == EssCertificate.Answer.Absent)
            return stamp with { Failure = SubIndication.FormatFailure, Detail = "The token does not name its certificate (RFC 3161, 2.4.2)." };
        return stamp;
    }

    /// <summary>Whether the certificate may stamp: extended key usage critical and timeStamping alone (RFC 3161, 2.3).</summary>
    public static bool IsForTimeStamping(X509Certificate certificate)
    {
        var purposes = certificate.GetExtendedKeyUsage();
        return purposes is [var only] && only.Id == Oids.TimeStamping
            && certificate.GetCriticalExtensionOids()?.Contains(X509Extensions.ExtendedKeyUsage.Id) == true;
    }

    private SignerVerdict VerifySigner(CmsSigner signer, IReadOnlyList<X509Certificate> known)
    {
        if (Oids.Hash(signer.DigestAlgorithm) is not { } digest || digest == HashAlgorithmName.MD5)
            return new(SubIndication.CryptoConstraintsFailure, "The digest algorithm of the timestamp is not known.");
        if (signer.SignedAttributesEncoded is null) return new(SubIndication.FormatFailure, "The timestamp has no signed attributes.");
        return SignerCheck.Verify(document, signer, digest, Digests.Hash(digest, document.Content!), known);
    }

    private static TimestampToken ReadInfo(CmsDocument document, AsnReader info)
    {
        if (!info.TryReadInt32(out var version) || version != 1) throw new FormatException("The TSTInfo has an unknown version.");
        info.ReadObjectIdentifier(); // policy
        var imprint = info.ReadSequence();
        var algorithm = imprint.ReadSequence().ReadObjectIdentifier();
        var hash = imprint.ReadOctetString();
        info.ReadIntegerBytes(); // serial number
        var time = info.ReadGeneralizedTime();
        var accuracy = info.HasData && info.PeekTag() == Asn1Tag.Sequence ? ReadAccuracy(info.ReadSequence()) : TimeSpan.FromSeconds(1);
        if (info.HasData && info.PeekTag() == Asn1Tag.Boolean) info.ReadBoolean(); // ordering
        BigInteger? nonce = info.HasData && info.PeekTag() == Asn1Tag.Integer ? info.ReadInteger() : null;
        return new(document, algorithm, hash, time, accuracy, nonce);
    }

    /// <summary>Seconds, and thousandths and millionths of them (RFC 3161, 2.4.2); at most a day, or the order of timestamps would mean nothing.</summary>
    private static TimeSpan ReadAccuracy(AsnReader accuracy)
    {
        var result = TimeSpan.Zero;
        if (accuracy.HasData && accuracy.PeekTag() == Asn1Tag.Integer)
            result = accuracy.TryReadInt32(out var seconds) && seconds is >= 0 and < 86_400 ? TimeSpan.FromSeconds(seconds) : TimeSpan.FromDays(1);
        while (accuracy.HasData)
        {
            var tag = accuracy.PeekTag();
            if (accuracy.TryReadInt32(out var part, tag) && part is > 0 and < 1000) result += tag.TagValue == 0 ? TimeSpan.FromMilliseconds(part) : TimeSpan.FromMicroseconds(part);
            else break;
        }

        return result;
    }
}
