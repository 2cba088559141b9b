using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Pkix;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Cms;

/// <summary>The outcome of looking for a path.</summary>
/// <param name="Problem">Null when there is a path that keeps all rules.</param>
/// <param name="Detail">An English sentence on the problem.</param>
internal sealed record PathOutcome(SubIndication? Problem, string? Detail);

/// <summary>Certification paths (RFC 5280, 6.1) without network, stores of the machine, or revocation.</summary>
/// <remarks>
/// Of an anchor only name and key count, as RFC 5280 has it: that a configured root is past its end does not break a path. A signer's
/// certificate that is itself an anchor is trusted directly.
/// </remarks>
/// <param name="anchors">The trusted roots.</param>
/// <param name="pool">Certificates that came with the signature.</param>
/// <param name="policy">Which algorithms are believed.</param>
internal sealed class CertificatePath(IReadOnlyList<X509Certificate> anchors, IReadOnlyList<X509Certificate> pool, AlgorithmPolicy policy)
{
    private const int LongestPath = 10;
    private const int MostVerifications = 64;
    private int verifications;

    /// <summary>Reads configured roots.</summary>
    /// <exception cref="ArgumentException">One cannot be read: a mistake in the configuration, not in the file.</exception>
    public static IReadOnlyList<X509Certificate> ReadAnchors(IReadOnlyList<byte[]> encoded)
    {
        try
        {
            return [.. encoded.Select(der => new X509Certificate(der))];
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new ArgumentException("A trust anchor is not a DER certificate.", nameof(encoded), exception);
        }
    }

    /// <summary>Looks for a path whose certificates were in time.</summary>
    /// <param name="leaf">The signer's certificate.</param>
    /// <param name="at">Best signature time.</param>
    /// <param name="isProven">Whether a trusted timestamp proves that time (tells EXPIRED from OUT_OF_BOUNDS_NO_POE).</param>
    public PathOutcome Check(X509Certificate leaf, DateTimeOffset at, bool isProven)
    {
        PathOutcome? firstProblem = null;
        foreach (var path in Paths([leaf]))
        {
            var outcome = CheckPath(path, at, isProven);
            if (outcome.Problem is null) return outcome;
            firstProblem ??= outcome;
        }

        return firstProblem ?? new(SubIndication.NoCertificateChainFound, anchors.Count == 0
            ? "No trust anchor was given."
            : "No path leads from the certificate to a trust anchor.");
    }

    /// <summary>All paths from the last certificate of the list to an anchor, which is the last of each path.</summary>
    private IEnumerable<List<X509Certificate>> Paths(List<X509Certificate> start)
    {
        var last = start[^1];
        if (anchors.Any(anchor => anchor.Equals(last)))
        {
            yield return start;
            yield break;
        }

        if (start.Count >= LongestPath) yield break;
        foreach (var issuer in anchors.Concat(pool).Where(candidate => IsNamedIssuer(candidate, last) && !start.Contains(candidate)).Distinct().ToList())
        {
            if (!Verifies(last, issuer)) continue;
            foreach (var path in Paths([.. start, issuer])) yield return path;
        }
    }

    private static bool IsNamedIssuer(X509Certificate candidate, X509Certificate subject) =>
        candidate.SubjectDN.Equivalent(subject.IssuerDN, inOrder: true);

    private bool Verifies(X509Certificate subject, X509Certificate issuer)
    {
        if (++verifications > MostVerifications) return false; // hostile: many certificates of one name
        try
        {
            subject.Verify(issuer.GetPublicKey());
            return true;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return false;
        }
    }

    private PathOutcome CheckPath(List<X509Certificate> path, DateTimeOffset at, bool isProven)
    {
        var leaf = path[0];
        if (at < leaf.NotBefore.ToUniversalTime())
            return new(isProven ? SubIndication.NotYetValid : SubIndication.OutOfBoundsNoPoe, "The certificate was not valid yet at the time of the signature.");
        if (at > leaf.NotAfter.ToUniversalTime())
            return new(isProven ? SubIndication.Expired : SubIndication.OutOfBoundsNoPoe, "The certificate had ended at the time of the signature.");
        foreach (var issuer in path.Skip(1).Take(path.Count - 2))
        {
            if (at < issuer.NotBefore.ToUniversalTime() || at > issuer.NotAfter.ToUniversalTime())
                return new(SubIndication.OutOfBoundsNoPoe, $"The certificate of {CertificateFacts.Subject(issuer)} was not in time.");
        }

        // The anchor is believed as it is; everything below it must keep the algorithm rules.
        foreach (var certificate in path.Take(path.Count - 1))
        {
            if (Objection(certificate, at) is { } objection)
                return new(SubIndication.CryptoConstraintsFailure, $"Certificate of {CertificateFacts.Subject(certificate)}: {objection}");
        }

        return path.Count == 1 ? new(null, null) : CheckRules(path, at);
    }

    private string? Objection(X509Certificate certificate, DateTimeOffset at)
    {
        var key = SignerKey.Read(certificate.CertificateStructure.SubjectPublicKeyInfo.GetEncoded());
        if (policy.Objection(key, at) is { } objection) return objection;
        var algorithm = SignatureAlgorithm.Read(certificate.CertificateStructure.SignatureAlgorithm.GetEncoded(), default);
        return algorithm is null ? "Its signature algorithm is not known." : policy.Objection(algorithm.Hash, at);
    }

    /// <summary>Basic constraints, path length, key usage of issuers, name constraints, policies, critical extensions.</summary>
    private static PathOutcome CheckRules(List<X509Certificate> path, DateTimeOffset at)
    {
        try
        {
            var parameters = new PkixParameters(new HashSet<TrustAnchor> { new(path[^1], null) })
            {
                Date = at.UtcDateTime,
                IsRevocationEnabled = false,
            };
            parameters.AddCertPathChecker(new KnownCriticalExtensions());
            new PkixCertPathValidator().Validate(new PkixCertPath(path.Take(path.Count - 1).ToList()), parameters);
            return new(null, null);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return new(SubIndication.ChainConstraintsFailure, $"The certification path breaks a rule: {exception.Message}");
        }
    }

    /// <summary>Critical extensions that are looked at elsewhere (extended key usage) or restrict nothing here (qcStatements).</summary>
    private sealed class KnownCriticalExtensions : PkixCertPathChecker
    {
        public override void Init(bool forward)
        {
        }

        public override bool IsForwardCheckingSupported() => true;

        public override ISet<string>? GetSupportedExtensions() => null;

        public override void Check(X509Certificate cert, ISet<string> unresolvedCritExts)
        {
            unresolvedCritExts.Remove(X509Extensions.ExtendedKeyUsage.Id);
            unresolvedCritExts.Remove(X509Extensions.QCStatements.Id);
        }

        public override object Clone() => this;
    }
}
