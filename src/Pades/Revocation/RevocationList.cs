using System.Formats.Asn1;
using KonTum.Tthc.Pades.Cms;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.X509;
using AsnTag = System.Formats.Asn1.Asn1Tag;

namespace KonTum.Tthc.Pades.Revocation;

/// <summary>
/// A complete certificate revocation list (RFC 5280, 5). Entries are looked through where they stand: lists of some authorities have a
/// million of them.
/// </summary>
internal sealed class RevocationList
{
    /// <summary>Encoded bytes of the issuer's name and of the distribution point, which are read into many objects.</summary>
    private const int LargestPart = 8 * 1024;

    private const string DeltaIndicator = "2.5.29.27";
    private const string DistributionPoint = "2.5.29.28";
    private const string ExpiredCertificates = "2.5.29.60";
    private const string ReasonCode = "2.5.29.21";
    private const string CertificateIssuer = "2.5.29.29";
    private static readonly HashSet<string> s_understood = ["2.5.29.20", "2.5.29.35", "2.5.29.46", DistributionPoint, ExpiredCertificates];
    private static readonly HashSet<string> s_understoodInEntry = [ReasonCode, CertificateIssuer, "2.5.29.23", "2.5.29.24"];

    private readonly ReadOnlyMemory<byte> _entries;
    private readonly ListScope _scope;
    private readonly X509Name _issuer;
    private readonly DateTimeOffset _thisUpdate;
    private readonly DateTimeOffset? _nextUpdate;
    private readonly DateTimeOffset? _expiredCertificates;

    private RevocationList(byte[] encoded, AsnReader frame)
    {
        Encoded = encoded;
        Signed = new SignedBytes(frame.PeekEncodedValue(), default, []);
        var list = frame.ReadSequence();
        Signed = Signed with { Algorithm = frame.ReadEncodedValue(), Value = frame.ReadBitString(out _) };
        if (list.PeekTag() == AsnTag.Integer) list.ReadEncodedValue(); // version
        list.ReadEncodedValue(); // algorithm
        _issuer = X509Name.GetInstance(Asn1Object.FromByteArray(Bounded(list.ReadEncodedValue()).ToArray()));
        _thisUpdate = ReadTime(list);
        if (list.HasData && list.PeekTag().TagClass == TagClass.Universal && list.PeekTag() != AsnTag.Sequence) _nextUpdate = ReadTime(list);
        if (list.HasData && list.PeekTag() == AsnTag.Sequence) _entries = list.ReadEncodedValue();
        var extensions = list.HasData
            ? Extensions.Read(list.ReadSequence(new AsnTag(TagClass.ContextSpecific, 0, isConstructed: true)).ReadSequence())
            : Extensions.None;
        if (extensions[DeltaIndicator] is not null) throw new FormatException("The list is a delta list.");
        if (extensions.HasUnknownCritical(s_understood)) throw new FormatException("The list has an unknown critical extension.");
        _scope = ListScope.Read(extensions[DistributionPoint] is { } point ? Bounded(point) : null);
        if (extensions[ExpiredCertificates] is { } value) _expiredCertificates = new AsnReader(value, AsnEncodingRules.BER).ReadGeneralizedTime();
    }

    private static ReadOnlyMemory<byte> Bounded(ReadOnlyMemory<byte> part) =>
        part.Length <= LargestPart ? part : throw new FormatException("The list has a name or scope of an unlikely size.");

    public byte[] Encoded { get; }

    public SignedBytes Signed { get; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset ThisUpdate => _thisUpdate;

    /// <summary>When newer information is due; null when it does not say.</summary>
    public DateTimeOffset? NextUpdate => _nextUpdate;

    /// <exception cref="FormatException">Not a list, a delta list, or one with a critical extension that is not understood.</exception>
    public static RevocationList Parse(byte[] encoded)
    {
        AsnDepth.Ensure(encoded);
        try
        {
            var all = new AsnReader(encoded, AsnEncodingRules.BER);
            var frame = all.ReadSequence();
            all.ThrowIfNotEmpty();
            return new RevocationList(encoded, frame);
        }
        catch (Exception exception) when (exception is AsnContentException or ArgumentException or IOException or InvalidOperationException)
        {
            throw new FormatException("The revocation list cannot be parsed.", exception);
        }
    }

    /// <summary>Whether the list carries the name of that authority.</summary>
    public bool IsOf(X509Certificate issuer) => IsOf(issuer.SubjectDN);

    /// <summary>Whether the list carries that name.</summary>
    public bool IsOf(Org.BouncyCastle.Asn1.X509.X509Name issuer) => _issuer.Equivalent(issuer, inOrder: true);

    /// <summary>What it says of a certificate; null when the certificate is outside its scope or an entry is not understood.</summary>
    /// <remarks>The signature is somebody else's concern.</remarks>
    public RevocationEvidence? For(X509Certificate certificate, X509Certificate issuer, X509Certificate signer, MaterialOrigin origin)
    {
        if (!_scope.Covers(certificate, out var someReasonsOnly)) return null;
        Entry? entry;
        try
        {
            entry = Find(certificate, issuer);
        }
        catch (Exception exception) when (exception is AsnContentException or FormatException or ArgumentException or IOException or InvalidOperationException)
        {
            return null;
        }

        // Of the reasons that such a list leaves out, nothing is known.
        if (entry is null && someReasonsOnly) return null;
        return new RevocationEvidence
        {
            Status = entry is null ? RevocationStatus.Good : RevocationStatus.Revoked,
            Kind = RevocationSourceKind.Crl,
            Origin = origin,
            ThisUpdate = _thisUpdate,
            NextUpdate = _nextUpdate,
            ProducedAt = _thisUpdate,
            RevokedAt = entry?.RevokedAt,
            Reason = entry?.Reason is { } reason ? RevocationReasons.Name(reason) : null,
            Signer = signer,
            IsDelegated = !signer.Equals(issuer),
            Hash = Signed.Hash,
            Encoded = Encoded,
            ExpiredCertsOnCrl = _expiredCertificates,
        };
    }

    /// <summary>Looks at every entry: one with a critical extension that is not understood spoils the list (RFC 5280, 5.3).</summary>
    private Entry? Find(X509Certificate certificate, X509Certificate issuer)
    {
        Entry? found = null;
        if (_entries.IsEmpty) return null;
        var serial = certificate.SerialNumber.ToByteArray();
        var isOfIssuer = true; // 5.3.3: the issuer of an entry stays that of the entry before until another is named
        AsnDecoder.ReadSequence(_entries.Span, AsnEncodingRules.BER, out var offset, out var length, out _);
        var rest = _entries.Slice(offset, length);
        while (!rest.IsEmpty)
        {
            AsnDecoder.ReadSequence(rest.Span, AsnEncodingRules.BER, out offset, out length, out var consumed);
            var body = rest.Slice(offset, length);
            rest = rest[consumed..];
            var number = AsnDecoder.ReadIntegerBytes(body.Span, AsnEncodingRules.BER, out var read);
            AsnDecoder.ReadEncodedValue(body.Span[read..], AsnEncodingRules.BER, out _, out _, out var timeLength);
            var extensions = Extensions.None;
            if (read + timeLength < body.Length)
            {
                extensions = Extensions.Read(new AsnReader(body[(read + timeLength)..], AsnEncodingRules.BER).ReadSequence());
                if (extensions.HasUnknownCritical(s_understoodInEntry)) throw new FormatException("An entry has an unknown critical extension.");
                if (extensions[CertificateIssuer] is { } names) isOfIssuer = _scope.IsIndirect && Names(names, issuer);
            }

            if (!isOfIssuer || found is not null || !number.SequenceEqual(serial)) continue;
            int? reason = extensions[ReasonCode] is { } code ? new AsnReader(code, AsnEncodingRules.BER).ReadEnumeratedBytes().Span[0] : null;
            if (reason != RevocationReasons.RemoveFromCrl)
                found = new(ReadTime(new AsnReader(body.Slice(read, timeLength), AsnEncodingRules.BER)), reason);
        }

        return found;
    }

    private static bool Names(ReadOnlyMemory<byte> encoded, X509Certificate issuer) =>
        GeneralNames.GetInstance(Asn1Object.FromByteArray(encoded.ToArray())).GetNames()
            .Any(n => n.TagNo == GeneralName.DirectoryName && X509Name.GetInstance(n.Name).Equivalent(issuer.SubjectDN, inOrder: true));

    private static DateTimeOffset ReadTime(AsnReader reader) =>
        reader.PeekTag().HasSameClassAndValue(AsnTag.UtcTime) ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();

    private sealed record Entry(DateTimeOffset RevokedAt, int? Reason);
}
