using KonTum.Tthc.Pades.Cms;
using Org.BouncyCastle.Asn1.Ocsp;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Revocation;

/// <summary>What was found for one certificate of a path.</summary>
/// <param name="Certificate">The certificate.</param>
/// <param name="Evidence">What is known of it; null when nothing that suffices could be had.</param>
/// <param name="Supporting">What is known of the certificate of a delegate who signed the evidence; empty when nothing is needed.</param>
internal sealed record CollectedEvidence(X509Certificate Certificate, RevocationEvidence? Evidence, IReadOnlyList<RevocationEvidence> Supporting);

/// <summary>
/// Builds certification paths and collects what is missing of their revocation information, from the bag first, then from the addresses
/// that the certificates name: OCSP before CRL. Everything that is fetched goes into the bag.
/// </summary>
/// <param name="material">The bag; grows.</param>
/// <param name="anchors">Where paths end. When there are none, they end at a self-signed certificate.</param>
/// <param name="fetcher">Calls; without a client only the bag is looked at.</param>
/// <param name="at">The present.</param>
internal sealed class RevocationCollector(
    ValidationMaterial material, IReadOnlyList<X509Certificate> anchors, DataFetcher fetcher, DateTimeOffset at)
{
    private const int LongestPath = 10;
    private const int MostVerifications = 300;
    private const int DeepestDelegation = 2;

    /// <summary>Authorities that certify each other in all ways make more paths than anyone can walk.</summary>
    private const int MostSteps = 5000;

    /// <summary>Clocks of responders may be ahead of ours.</summary>
    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(10);

    /// <summary>For how long an answer holds that does not say when the next is due.</summary>
    private static readonly TimeSpan s_lifetime = TimeSpan.FromDays(1);

    private readonly Dictionary<(X509Certificate, X509Certificate), bool> _issued = [];
    private readonly HashSet<X509Certificate> _askedForIssuers = [];
    private int _steps;

    /// <summary>The path from a certificate to an anchor, which is its last; null when there is none.</summary>
    public async Task<IReadOnlyList<X509Certificate>?> FindPathAsync(X509Certificate leaf, CancellationToken cancellationToken)
    {
        _steps = 0;
        if (Extend([leaf]) is { } known) return known;
        if (!fetcher.IsOnline) return null;
        // One more link of the longest path at a time: each fetched issuer may lead further with what is already here.
        for (var links = 0; links < LongestPath; links++)
        {
            var fetched = false;
            _steps = 0;
            foreach (var end in Ends([leaf]).ToList()) fetched |= await FetchIssuersAsync(end, cancellationToken).ConfigureAwait(false);
            if (Extend([leaf]) is { } path) return path;
            if (!fetched) return null;
        }

        return null;
    }

    /// <summary>Whether the last certificate of a path needs no revocation information: it is an anchor, or signed itself.</summary>
    public bool IsEnd(X509Certificate certificate) => anchors.Contains(certificate) || (anchors.Count == 0 && IsIssuedBy(certificate, certificate));

    /// <summary>Collects for every certificate of a path but its end.</summary>
    /// <param name="path">What <see cref="FindPathAsync"/> found.</param>
    /// <param name="since">The information must hold at this moment or be newer.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<IReadOnlyList<CollectedEvidence>> CollectAsync(
        IReadOnlyList<X509Certificate> path, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var result = new List<CollectedEvidence>();
        for (var i = 0; i < path.Count - 1; i++)
            result.Add(await CollectAsync(path[i], path[i + 1], since, depth: 0, cancellationToken).ConfigureAwait(false));
        return result;
    }

    private async Task<CollectedEvidence> CollectAsync(
        X509Certificate certificate, X509Certificate issuer, DateTimeOffset since, int depth, CancellationToken cancellationToken)
    {
        if (await BestAsync(certificate, issuer, since, depth, cancellationToken).ConfigureAwait(false) is { } known) return known;
        foreach (var address in CertificateAddresses.Ocsp(certificate))
        {
            var request = OcspRequest.For(certificate, issuer);
            var response = await fetcher.FetchAsync(
                Convert.ToHexString(request), address, (c, a, token) => c.GetOcspResponseAsync(a, request, token), cancellationToken).ConfigureAwait(false);
            if (response is null) continue;
            material.AddOcsp(response, MaterialOrigin.Online);
            if (await BestAsync(certificate, issuer, since, depth, cancellationToken).ConfigureAwait(false) is { } found) return found;
        }

        foreach (var address in CertificateAddresses.Lists(certificate))
        {
            var list = await fetcher.FetchAsync("crl", address, (c, a, token) => c.GetCrlAsync(a, token), cancellationToken).ConfigureAwait(false);
            if (list is null) continue;
            material.AddCrl(list, MaterialOrigin.Online);
            if (await BestAsync(certificate, issuer, since, depth, cancellationToken).ConfigureAwait(false) is { } found) return found;
        }

        return new(certificate, null, []);
    }

    /// <summary>The newest that suffices; OCSP before CRL because it is smaller.</summary>
    private async Task<CollectedEvidence?> BestAsync(
        X509Certificate certificate, X509Certificate issuer, DateTimeOffset since, int depth, CancellationToken cancellationToken)
    {
        var sufficient = material.For(certificate, issuer).Where(e => Suffices(e, certificate, since) && !e.Signer.Equals(certificate));
        foreach (var evidence in sufficient.OrderBy(e => e.Kind).ThenByDescending(e => e.ThisUpdate))
        {
            if (!evidence.IsDelegated || evidence.Signer.GetExtension(OcspObjectIdentifiers.PkixOcspNocheck) is not null)
                return new(certificate, evidence, []);
            if (depth >= DeepestDelegation) continue;
            // RFC 6960, 4.2.2.2.1: without id-pkix-ocsp-nocheck the delegate itself may have been revoked.
            var signer = await CollectAsync(evidence.Signer, issuer, since, depth + 1, cancellationToken).ConfigureAwait(false);
            if (signer.Evidence is { Status: RevocationStatus.Good } good) return new(certificate, evidence, [good, .. signer.Supporting]);
        }

        return null;
    }

    /// <summary>
    /// It tells something, still holds at the moment in question, and was made while the certificate was in time: afterwards authorities
    /// may forget (RFC 5280, 3.3) unless they say otherwise.
    /// </summary>
    private bool Suffices(RevocationEvidence evidence, X509Certificate certificate, DateTimeOffset since)
    {
        DateTimeOffset end = certificate.NotAfter.ToUniversalTime();
        return evidence.Status != RevocationStatus.Unknown
            && evidence.ThisUpdate <= at + s_skew && evidence.ThisUpdate <= evidence.ProducedAt + s_skew
            && (evidence.NextUpdate ?? evidence.ThisUpdate + s_lifetime) >= since
            && (evidence.ThisUpdate <= end || evidence.Status == RevocationStatus.Revoked
                || evidence.ArchiveCutoff <= end || evidence.ExpiredCertsOnCrl <= end);
    }

    private List<X509Certificate>? Extend(List<X509Certificate> path)
    {
        if (IsEnd(path[^1])) return path;
        return path.Count >= LongestPath || ++_steps > MostSteps ? null
            : IssuersOf(path).Select(issuer => Extend([.. path, issuer])).FirstOrDefault(found => found is not null);
    }

    /// <summary>Certificates whose issuer is not here.</summary>
    private IEnumerable<X509Certificate> Ends(List<X509Certificate> path)
    {
        var issuers = path.Count >= LongestPath || ++_steps > MostSteps || IsIssuedBy(path[^1], path[^1]) ? [] : IssuersOf(path);
        return issuers.Count == 0 ? [path[^1]] : issuers.SelectMany(issuer => Ends([.. path, issuer]));
    }

    private List<X509Certificate> IssuersOf(List<X509Certificate> path) =>
        [.. anchors.Concat(material.Certificates).Distinct().Where(c => !path.Contains(c) && IsIssuedBy(path[^1], c))];

    private bool IsIssuedBy(X509Certificate certificate, X509Certificate issuer)
    {
        if (_issued.TryGetValue((certificate, issuer), out var known)) return known;
        if (!certificate.IssuerDN.Equivalent(issuer.SubjectDN, inOrder: true)) return false;
        return _issued[(certificate, issuer)] = _issued.Count < MostVerifications && SignedBytes.IsIssuedBy(certificate, issuer);
    }

    private async Task<bool> FetchIssuersAsync(X509Certificate certificate, CancellationToken cancellationToken)
    {
        if (!_askedForIssuers.Add(certificate)) return false;
        var before = material.Certificates.Count;
        foreach (var address in CertificateAddresses.Issuers(certificate))
        {
            var issuers = await fetcher.FetchAsync("issuers", address, (c, a, token) => c.GetIssuersAsync(a, token), cancellationToken).ConfigureAwait(false);
            foreach (var issuer in issuers ?? []) material.AddCertificate(issuer, MaterialOrigin.Online);
        }

        return material.Certificates.Count > before;
    }
}
