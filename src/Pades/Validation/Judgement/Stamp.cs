using System.Security.Cryptography;
using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Timestamps;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Validation.Judgement;

/// <summary>A timestamp on its way through the process: verified once, judged when it is known what newer ones prove.</summary>
internal sealed class Stamp
{
    private Stamp(TimestampToken? token, SignerVerdict verdict, bool isDocument, long end)
    {
        (Token, Verdict, IsDocument, End) = (token, verdict, isDocument, end);
    }

    /// <summary>Null when it cannot be read.</summary>
    public TimestampToken? Token { get; }

    /// <summary>Whether imprint and signature verify.</summary>
    public SignerVerdict Verdict { get; }

    /// <summary>A document timestamp, not one in the CMS of a signature.</summary>
    public bool IsDocument { get; }

    /// <summary>The end of the bytes that the signature (or the document timestamp itself) covers, in whose hole it stands.</summary>
    public long End { get; }

    /// <summary>The judgement; null before it.</summary>
    public ChainVerdict? Judged { get; set; }

    /// <summary>It contradicts another one: its time may not be used.</summary>
    public bool IsOutOfOrder { get; set; }

    /// <summary>What follows for it; null when it is believed. One that nobody judged is not.</summary>
    public SubIndication? Outcome =>
        Verdict.Failure ?? (IsOutOfOrder ? SubIndication.TimestampOrderFailure : Judged is null ? SubIndication.Generic : Judged.Log.Outcome);

    /// <summary>Whether its time is believed.</summary>
    public bool IsBelieved => Outcome is null;

    /// <summary>Reads and verifies a token of a CMS attribute.</summary>
    public static Stamp Read(ReadOnlyMemory<byte> encoded, Func<HashAlgorithmName, byte[]> digest, long end, IReadOnlyList<X509Certificate> known)
    {
        try
        {
            return Of(TimestampToken.Parse(encoded), digest, end, isDocument: false, known);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return new(null, new SignerVerdict(SubIndication.FormatFailure, $"The timestamp cannot be read: {exception.Message}"), isDocument: false, end);
        }
    }

    /// <summary>Verifies a token.</summary>
    public static Stamp Of(TimestampToken token, Func<HashAlgorithmName, byte[]> digest, long end, bool isDocument, IReadOnlyList<X509Certificate> known)
    {
        if (token.ImprintHash is not { } hash || hash == HashAlgorithmName.MD5)
            return new(token, new SignerVerdict(SubIndication.CryptoConstraintsFailure, "The digest algorithm of the timestamp's imprint is not accepted."), isDocument, end);
        return new(token, token.Verify(digest(hash), known), isDocument, end);
    }

    /// <summary>For the report.</summary>
    public TimestampFinding Finding() => new()
    {
        IsDocumentTimestamp = IsDocument,
        Time = Token?.Time,
        Unit = Verdict.Certificate is { } unit ? CertificateFacts.Subject(unit) : null,
        Indication = CheckLog.IndicationOf(Outcome),
        SubIndication = Outcome,
        Chain = Judged is null ? [] : Findings.Of(Judged),
    };
}
