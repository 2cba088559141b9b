using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Revocation;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Validation.Judgement;

/// <summary>
/// Finds paths from a certificate to an anchor (RFC 5280, 6.1; RFC 4158) among the certificates at hand. A hostile pool can hold very many
/// certificates of one name: verifications and steps are counted, for each certificate and for the whole file.
/// </summary>
internal sealed class PathFinder
{
    private const int LongestPath = 10;
    private const int MostPaths = 8;
    private const int MostSteps = 96;
    private const int MostVerifications = 2000;

    private readonly List<CertificateView> _anchors;
    private readonly ILookup<int, CertificateView> _bySubject;
    private readonly HashSet<string> _anchorKeys;
    private readonly Dictionary<(string Subject, string Issuer), bool> _verified;

    /// <param name="anchors">The trusted roots.</param>
    /// <param name="pool">Certificates from anywhere.</param>
    /// <param name="verified">What was verified already in this file.</param>
    public PathFinder(
        IReadOnlyList<X509Certificate> anchors, IEnumerable<X509Certificate> pool, Dictionary<(string Subject, string Issuer), bool> verified)
    {
        _anchors = [.. anchors.Select(CertificateView.TryOf).OfType<CertificateView>()];
        _anchorKeys = [.. _anchors.Select(a => a.Sha256)];
        _bySubject = _anchors.Concat(pool.Select(CertificateView.TryOf).OfType<CertificateView>())
            .DistinctBy(c => c.Sha256)
            .ToLookup(c => NameKey(c.Certificate.SubjectDN));
        _verified = verified;
    }

    /// <summary>Whether there is any anchor.</summary>
    public bool HasAnchors => _anchors.Count > 0;

    public bool IsAnchor(CertificateView certificate) => _anchorKeys.Contains(certificate.Sha256);

    /// <summary>Paths from the certificate (first) to an anchor (last), the likeliest first.</summary>
    public IEnumerable<IReadOnlyList<CertificateView>> Paths(CertificateView leaf)
    {
        var budget = new Budget();
        return Extend([leaf], budget).Take(MostPaths);
    }

    /// <summary>The longest chain that can be told when no anchor is reached, for the report and for the level.</summary>
    public IReadOnlyList<CertificateView> Unanchored(CertificateView leaf)
    {
        var chain = new List<CertificateView> { leaf };
        var budget = new Budget();
        while (chain.Count < LongestPath && !chain[^1].IsSelfIssued
            && Issuers(chain[^1]).FirstOrDefault(issuer => !chain.Contains(issuer) && Verifies(chain[^1], issuer, budget)) is { } next)
            chain.Add(next);
        return chain;
    }

    private IEnumerable<List<CertificateView>> Extend(List<CertificateView> start, Budget budget)
    {
        var last = start[^1];
        if (IsAnchor(last))
        {
            yield return start;
            yield break;
        }

        if (start.Count >= LongestPath) yield break;
        foreach (var issuer in Issuers(last))
        {
            if (start.Any(c => c.Sha256 == issuer.Sha256) || !Verifies(last, issuer, budget)) continue;
            foreach (var path in Extend([.. start, issuer], budget)) yield return path;
        }
    }

    /// <summary>Candidates by name; anchors first, then those whose key identifier is the one that is asked for.</summary>
    private IEnumerable<CertificateView> Issuers(CertificateView subject)
    {
        var wanted = Identifier(subject, authority: true);
        return _bySubject[NameKey(subject.Certificate.IssuerDN)]
            .Where(c => IsSameName(c.Certificate.SubjectDN, subject.Certificate.IssuerDN))
            .OrderByDescending(IsAnchor)
            .ThenByDescending(c => wanted is not null && Identifier(c, authority: false) is { } has && has.AsSpan().SequenceEqual(wanted));
    }

    private bool Verifies(CertificateView subject, CertificateView issuer, Budget budget)
    {
        if (++budget.Steps > MostSteps) return false;
        if (_verified.TryGetValue((subject.Sha256, issuer.Sha256), out var known)) return known;
        return _verified.Count < MostVerifications
            && (_verified[(subject.Sha256, issuer.Sha256)] = SignedBytes.IsIssuedBy(subject.Certificate, issuer.Certificate));
    }

    /// <summary>Equal for names that are equivalent (letters of either case, any blanks); others may share it.</summary>
    private static int NameKey(X509Name name)
    {
        var hash = new HashCode();
        foreach (var value in name.GetValueList())
        {
            if (value.StartsWith('#')) continue; // an encoding, which may stand for a text
            foreach (var letter in value.Where(letter => !char.IsWhiteSpace(letter))) hash.Add(char.ToLowerInvariant(letter));
        }

        return hash.ToHashCode();
    }

    private static bool IsSameName(X509Name one, X509Name other)
    {
        try
        {
            return one.Equivalent(other, inOrder: true);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or IOException)
        {
            return false; // anyone can add a malformed certificate to the store: it must not spoil what others are good for
        }
    }

    private static byte[]? Identifier(CertificateView certificate, bool authority)
    {
        try
        {
            return authority
                ? AuthorityKeyIdentifier.FromExtensions(certificate.Certificate.CertificateStructure.Extensions)?.KeyIdentifier?.GetOctets()
                : SubjectKeyIdentifier.FromExtensions(certificate.Certificate.CertificateStructure.Extensions)?.GetKeyIdentifier();
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or IOException or NullReferenceException)
        {
            return null; // malformed: only the order suffers
        }
    }

    private sealed class Budget
    {
        public int Steps { get; set; }
    }
}
