using System.Runtime.InteropServices;
using System.Security.Cryptography;
using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Reading;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Revocation;

/// <summary>
/// A bag of certificates, OCSP responses and CRLs, each once, with where it came from. What is in it was not believed yet; only
/// <see cref="For"/> tells what verifies. Count and size are bounded; what is beyond, and what cannot be read, is left out with a note.
/// Not safe for several threads.
/// </summary>
internal sealed class ValidationMaterial
{
    private const int MostCertificates = 1000;
    private const int MostResponses = 1000;
    private const int MostLists = 250;
    private const int LargestCertificate = 64 * 1024;
    private const int LargestResponse = 1024 * 1024;
    private const int MostNotes = 50;

    /// <summary>All together, so that a bag stays below what a validation may take.</summary>
    private const long MostBytes = 64L * 1024 * 1024;

    /// <summary>
    /// Of certificates and responses, which are read into objects that take about thirty times the bytes when they are made for it; real
    /// ones have some kilobytes each. Lists are looked through where they stand.
    /// </summary>
    private const long MostBytesInObjects = 4L * 1024 * 1024;

    /// <summary>A hostile file brings many responses that name one certificate; each costs a verification.</summary>
    private const int MostVerifications = 5000;

    private readonly List<X509Certificate> _certificates = [];
    private readonly List<(OcspResponse Response, MaterialOrigin Origin)> _responses = [];
    private readonly List<(RevocationList List, MaterialOrigin Origin)> _lists = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _vriKeys = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(object, X509Certificate), X509Certificate?> _signers = [];
    private readonly List<string> _notes = [];
    private long _bytes;
    private long _bytesInObjects;
    private int _verifications;

    /// <summary>All certificates, in the order in which they came.</summary>
    public IReadOnlyList<X509Certificate> Certificates => _certificates;

    /// <summary>The encoded OCSP responses.</summary>
    public IEnumerable<byte[]> Responses => _responses.Select(r => r.Response.Encoded);

    /// <summary>The encoded CRLs.</summary>
    public IEnumerable<byte[]> Lists => _lists.Select(l => l.List.Encoded);

    /// <summary>English sentences on what was left out.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>The material of the document security store of a revision (ETSI EN 319 142-1, 5.4.2).</summary>
    public static ValidationMaterial OfDss(PdfDocument document) => DssMaterial.Read(document);

    /// <summary>The material inside a CMS and inside the timestamps that it carries.</summary>
    public static ValidationMaterial OfCms(CmsDocument cms) => CmsMaterial.Read(cms);

    public void AddCertificate(ReadOnlyMemory<byte> der, MaterialOrigin origin)
    {
        if (!Admit(der, LargestCertificate, _certificates.Count < MostCertificates, "certificate", out var encoded)) return;
        Parse("certificate", () =>
        {
            AsnDepth.Ensure(encoded);
            _certificates.Add(new X509Certificate(encoded));
        });
    }

    public void AddOcsp(ReadOnlyMemory<byte> der, MaterialOrigin origin)
    {
        if (!Admit(der, LargestResponse, _responses.Count < MostResponses, "OCSP response", out var encoded)) return;
        Parse("OCSP response", () => _responses.Add((OcspResponse.Parse(encoded), origin)));
    }

    public void AddCrl(ReadOnlyMemory<byte> der, MaterialOrigin origin)
    {
        if (!Admit(der, int.MaxValue, _lists.Count < MostLists, "CRL", out var encoded)) return;
        Parse("CRL", () => _lists.Add((RevocationList.Parse(encoded), origin)));
    }

    /// <summary>Adds what another bag has; what is already here keeps its origin.</summary>
    public void AddFrom(ValidationMaterial other)
    {
        foreach (var certificate in other._certificates)
        {
            if (Admit(certificate.GetEncoded(), LargestCertificate, _certificates.Count < MostCertificates, "certificate", out _))
                _certificates.Add(certificate);
        }

        foreach (var response in other._responses)
        {
            if (Admit(response.Response.Encoded, LargestResponse, _responses.Count < MostResponses, "OCSP response", out _))
                _responses.Add(response);
        }

        foreach (var list in other._lists)
        {
            if (Admit(list.List.Encoded, int.MaxValue, _lists.Count < MostLists, "CRL", out _))
                _lists.Add(list);
        }

        _vriKeys.UnionWith(other._vriKeys);
        foreach (var note in other._notes) Note(note);
    }

    /// <summary>Remembers that the store has an entry for a signature.</summary>
    public void AddVriKey(string key)
    {
        if (_vriKeys.Count < MostResponses) _vriKeys.Add(key);
    }

    /// <summary>Whether the store has an entry (VRI) for the signature with these bytes of <c>/Contents</c>, with or without its padding.</summary>
    public bool HasVriFor(ReadOnlySpan<byte> contents) =>
        _vriKeys.Count > 0 && (_vriKeys.Contains(VriKey(contents)) || _vriKeys.Contains(VriKey(contents.TrimEnd((byte)0))));

    /// <summary>ISO 32000-2, 12.8.4.4: upper-case hex SHA-1 of the complete string of <c>/Contents</c>. It is a name, no protection.</summary>
    public static string VriKey(ReadOnlySpan<byte> contents) =>
        Convert.ToHexString(CryptographicOperations.HashData(HashAlgorithmName.SHA1, contents));

    /// <summary>
    /// What is known of a certificate: only what names it, has it in its scope, and whose signature verifies with the key of the issuer or
    /// of somebody whom the issuer has entitled.
    /// </summary>
    /// <param name="certificate">The certificate that is asked for.</param>
    /// <param name="issuer">Its issuer.</param>
    public IReadOnlyList<RevocationEvidence> For(X509Certificate certificate, X509Certificate issuer)
    {
        var result = new List<RevocationEvidence>();
        foreach (var (response, origin) in _responses.Where(r => r.Response.Mentions(certificate, issuer)))
        {
            if (SignerOf(response, () => ResponderOf(response, issuer), issuer) is { } signer)
                result.AddRange(response.For(certificate, issuer, signer, origin));
        }

        foreach (var (list, origin) in _lists.Where(l => l.List.IsOf(issuer)))
        {
            if (SignerOf(list, () => ListSignerOf(list, issuer), issuer) is { } signer && list.For(certificate, issuer, signer, origin) is { } evidence)
                result.Add(evidence);
        }

        return result;
    }

    /// <summary>
    /// Responses and lists that name the certificate, or cover it by the name of its issuer, whoever signed them: what is there, not what
    /// is believed.
    /// </summary>
    public IEnumerable<byte[]> Naming(X509Certificate certificate) =>
        _responses.Where(r => r.Response.Names(certificate.SerialNumber)).Select(r => r.Response.Encoded)
            .Concat(_lists.Where(l => l.List.IsOf(certificate.IssuerDN)).Select(l => l.List.Encoded));

    /// <summary>The certificates that came with the OCSP responses, which a store must also hold when they are not in it.</summary>
    public IEnumerable<X509Certificate> ResponderCertificates => _responses.SelectMany(r => r.Response.Certificates);

    private X509Certificate? SignerOf(object signed, Func<X509Certificate?> find, X509Certificate issuer)
    {
        if (_signers.TryGetValue((signed, issuer), out var known)) return known;
        try
        {
            return _signers[(signed, issuer)] = find();
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or InvalidOperationException)
        {
            return _signers[(signed, issuer)] = null;
        }
    }

    /// <summary>RFC 6960, 4.2.2.2: the issuer itself, or a delegate that the issuer has certified directly for this purpose.</summary>
    private X509Certificate? ResponderOf(OcspResponse response, X509Certificate issuer)
    {
        if (response.Names(issuer) && Verifies(response.Signed, issuer)) return issuer;
        return response.Certificates.Concat(_certificates).Where(response.Names).Distinct().FirstOrDefault(delegated =>
            IsInTime(delegated, response.ProducedAt)
            && delegated.GetExtendedKeyUsage()?.Contains(KeyPurposeID.id_kp_OCSPSigning) == true
            && delegated.GetKeyUsage() is null or [true, ..] or [_, true, ..]
            && Verifies(response.Signed, delegated)
            && IsIssuedBy(delegated, issuer));
    }

    /// <summary>RFC 5280, 6.3.3 f: the issuer, or a certificate of the same name that the issuer has made for signing lists.</summary>
    private X509Certificate? ListSignerOf(RevocationList list, X509Certificate issuer)
    {
        if (MaySignLists(issuer) && Verifies(list.Signed, issuer)) return issuer;
        return _certificates.FirstOrDefault(delegated =>
            list.IsOf(delegated) && !delegated.Equals(issuer) && IsInTime(delegated, list.ThisUpdate) && MaySignLists(delegated) && delegated.GetKeyUsage() is not null
            && Verifies(list.Signed, delegated) && IsIssuedBy(delegated, issuer));
    }

    private static bool MaySignLists(X509Certificate certificate) => certificate.GetKeyUsage() is not { } usage || (usage.Length > 6 && usage[6]);

    private static bool IsInTime(X509Certificate certificate, DateTimeOffset at) =>
        at >= certificate.NotBefore.ToUniversalTime() && at <= certificate.NotAfter.ToUniversalTime();

    private bool Verifies(SignedBytes signed, X509Certificate signer) => ++_verifications <= MostVerifications && signed.IsSignedBy(signer);

    private bool IsIssuedBy(X509Certificate certificate, X509Certificate issuer) =>
        ++_verifications <= MostVerifications && SignedBytes.IsIssuedBy(certificate, issuer);

    private bool Admit(ReadOnlyMemory<byte> der, int largest, bool hasRoom, string what, out byte[] encoded)
    {
        encoded = [];
        var inObjects = largest < int.MaxValue ? der.Length : 0;
        if (!hasRoom || der.Length > largest || _bytes + der.Length > MostBytes || _bytesInObjects + inObjects > MostBytesInObjects)
        {
            Note($"A {what} was left out: too many, or too large.");
            return false;
        }

        if (!_known.Add(Convert.ToHexString(SHA256.HashData(der.Span)))) return false;
        _bytes += der.Length;
        _bytesInObjects += inObjects;
        // A list can have tens of megabytes: what is an array of its own is not copied.
        encoded = MemoryMarshal.TryGetArray(der, out var own) && own.Array!.Length == der.Length ? own.Array : der.ToArray();
        return true;
    }

    private void Parse(string what, Action parse)
    {
        try
        {
            parse();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Note($"A {what} was left out: it cannot be read or used.");
        }
    }

    private void Note(string note)
    {
        if (_notes.Count < MostNotes && !_notes.Contains(note)) _notes.Add(note);
    }
}
