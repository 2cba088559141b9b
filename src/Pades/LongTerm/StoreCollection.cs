using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Revocation;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.LongTerm;

/// <summary>
/// Collects for signatures and timestamps all that a store must hold (ETSI EN 319 142-1, 5.4.2): the certificates of all paths and the
/// revocation information of all certificates in them.
/// </summary>
internal sealed class StoreCollection
{
    private readonly AugmentationRequest _request;
    private readonly ValidationMaterial _material;
    private readonly RevocationCollector _signers;
    private readonly RevocationCollector _timestamps;

    public StoreCollection(AugmentationRequest request, ValidationMaterial material, DataFetcher fetcher)
    {
        (_request, _material) = (request, material);
        var anchors = CertificatePath.ReadAnchors(request.TrustAnchors);
        var timestampAnchors = request.TimestampTrustAnchors is { } own ? CertificatePath.ReadAnchors(own) : anchors;
        _signers = new RevocationCollector(material, anchors, fetcher, request.At);
        _timestamps = new RevocationCollector(material, timestampAnchors, fetcher, request.At);
    }

    /// <summary>The path of a time-stamping unit; its certificate alone when none is found.</summary>
    public async Task<IReadOnlyList<X509Certificate>> TimestampPathAsync(X509Certificate unit, CancellationToken cancellationToken) =>
        await _timestamps.FindPathAsync(unit, cancellationToken).ConfigureAwait(false) ?? [unit];

    /// <summary>Puts into the store what a signature or document timestamp needs, its signature timestamps included.</summary>
    /// <param name="signature">For which.</param>
    /// <param name="proven">When it is proven to have existed; of a document timestamp its own time.</param>
    /// <param name="renew">Whether information is wanted that holds now, and not only at that time.</param>
    /// <param name="store">Takes it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="AugmentationException">Path or revocation information is missing, or a certificate was revoked in time.</exception>
    public async Task AddAsync(KeptSignature signature, DateTimeOffset proven, bool renew, SecurityStore store, CancellationToken cancellationToken)
    {
        var found = new List<(StoreKind, byte[])>();
        var collector = signature.IsDocumentTimestamp ? _timestamps : _signers;
        found.AddRange(await CollectAsync(collector, signature, signature.Certificate, proven, renew, cancellationToken).ConfigureAwait(false));
        foreach (var stamp in signature.Timestamps)
            found.AddRange(await CollectAsync(_timestamps, signature, stamp.Certificate, stamp.Time, renew: false, cancellationToken).ConfigureAwait(false));
        store.AddFor(ValidationMaterial.VriKey(signature.Found.Contents), found);
    }

    private async Task<List<(StoreKind Kind, byte[] Data)>> CollectAsync(
        RevocationCollector collector, KeptSignature signature, X509Certificate leaf, DateTimeOffset proven, bool renew, CancellationToken cancellationToken)
    {
        var path = await collector.FindPathAsync(leaf, cancellationToken).ConfigureAwait(false) ?? throw new AugmentationException(
            AugmentationFailure.NoPath,
            $"No path leads from the certificate of {CertificateFacts.Subject(leaf)} to a trust anchor.", signature.Field, CertificateFacts.Subject(leaf));
        var collected = await collector.CollectAsync(path, renew && _request.At > proven ? _request.At : proven, cancellationToken).ConfigureAwait(false);
        // Too late for anything fresh, for one after the end of the unit's certificate: what held at the time still proves what it did.
        if (collected.Any(c => c.Evidence is null) && renew)
            collected = await collector.CollectAsync(path, proven, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < collected.Count; i++)
        {
            var subject = CertificateFacts.Subject(path[i]);
            if (collected[i].Evidence is null)
            {
                throw new AugmentationException(
                    AugmentationFailure.RevocationUnknown, $"Nothing that suffices is known of the revocation of the certificate of {subject}.", signature.Field, subject);
            }

            if (_material.For(path[i], path[i + 1]).Any(e => e.Status == RevocationStatus.Revoked && e.RevokedAt <= proven))
                throw new AugmentationException(AugmentationFailure.Revoked, $"The certificate of {subject} had been revoked.", signature.Field, subject);
        }

        return [.. Encoded(path, collected)];
    }

    private static IEnumerable<(StoreKind Kind, byte[] Data)> Encoded(IReadOnlyList<X509Certificate> path, IReadOnlyList<CollectedEvidence> collected)
    {
        foreach (var certificate in path) yield return (StoreKind.Certs, certificate.GetEncoded());
        foreach (var evidence in collected.SelectMany(c => c.Supporting.Prepend(c.Evidence!)))
        {
            if (evidence.IsDelegated) yield return (StoreKind.Certs, evidence.Signer.GetEncoded());
            yield return (evidence.Kind == RevocationSourceKind.Ocsp ? StoreKind.OCSPs : StoreKind.CRLs, evidence.Encoded);
        }
    }
}
