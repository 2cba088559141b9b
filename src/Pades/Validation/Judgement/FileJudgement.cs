using System.Security.Cryptography;
using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;
using KonTum.Tthc.Pades.Revocation;

namespace KonTum.Tthc.Pades.Validation.Judgement;

/// <summary>A signature of the file with the revision that it covers.</summary>
/// <param name="Signature">As found.</param>
/// <param name="Signed">The revision; null when it is the whole file, or cannot be read.</param>
/// <param name="Fault">Why it cannot be relied on; null when it can.</param>
internal sealed record OpenedSignature(FoundSignature Signature, PdfDocument? Signed, string? Fault)
{
    /// <summary>The revision was not read because of the bound for all revisions together.</summary>
    public bool IsBeyondBound { get; init; }

    public SignatureKind Kind => Signature.SubFilter == "ETSI.RFC3161" ? SignatureKind.DocumentTimestamp : SignatureKind.Signature;
}

/// <summary>Judges all signatures of a file: one pass for the digests, one bag of material, one line of time.</summary>
internal sealed class FileJudgement
{
    /// <summary>Earlier states of the store that are read: writers add to it, and few replace it.</summary>
    private const int MostEarlierStores = 3;

    /// <summary>Certificates for which something is fetched.</summary>
    private const int MostFetchedFor = 64;

    private readonly ValidationOptions _options;
    private readonly TrustAnchors _anchors;
    private readonly List<SignedItem> _items;
    private readonly ValidationMaterial _material = new();
    private readonly Proofs _proofs;
    private readonly List<string> _notes = [];

    private FileJudgement(ValidationOptions options, List<SignedItem> items) =>
        (_options, _anchors, _items, _proofs) = (options, new TrustAnchors(options), items, new Proofs(options.At));

    /// <summary>Reads and verifies everything; nothing is believed yet.</summary>
    public static FileJudgement Read(
        Stream file,
        PdfDocument document,
        IReadOnlyList<OpenedSignature> signatures,
        ValidationOptions options,
        HashAhead? ahead,
        CancellationToken cancellationToken)
    {
        var judgement = new FileJudgement(options, [.. signatures.Select(opened => Item(document, opened))]);
        judgement.Collect(document, signatures);
        judgement.Verify(file, signatures, ahead, cancellationToken);
        return judgement;
    }

    /// <summary>Fetches what is missing, if that is allowed: only for signatures and timestamps that verify, only towards an anchor.</summary>
    public async Task FetchAsync(CancellationToken cancellationToken)
    {
        if (_options.Network is not { } client) return;
        var fetcher = new DataFetcher(client, _options.NetworkLimits);
        var signers = _items.Where(i => i.Kind == SignatureKind.Signature).Select(i => i.Verdict);
        var stamps = _items.SelectMany(i => i.SignatureStamps.Concat(i.ContentStamps)).Concat(_items.Select(i => i.Stamp).OfType<Stamp>()).Select(s => s.Verdict);
        foreach (var (verdicts, anchors) in new[] { (signers, _anchors.OfSigners), (stamps, _anchors.OfTimestamps) })
        {
            if (anchors.Count == 0) continue;
            var collector = new RevocationCollector(_material, anchors, fetcher, _options.At);
            foreach (var certificate in verdicts.Where(v => v is { Failure: null }).Select(v => CertificateView.Of(v!.Certificate!)).DistinctBy(c => c.Sha256).Take(MostFetchedFor))
            {
                // Of what has ended, authorities need not know anything that is newer than the end.
                var since = certificate.NotAfter < _options.At ? certificate.NotAfter : _options.At;
                await FetchAsync(collector, certificate, since, cancellationToken).ConfigureAwait(false);
            }
        }

        _notes.AddRange(fetcher.Notes);
    }

    private async Task FetchAsync(RevocationCollector collector, CertificateView certificate, DateTimeOffset since, CancellationToken cancellationToken)
    {
        try
        {
            if (await collector.FindPathAsync(certificate.Certificate, cancellationToken).ConfigureAwait(false) is { } path)
                await collector.CollectAsync(path, since, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (OutOfMemoryException or OperationCanceledException))
        {
            // The addresses stand in certificates, which are hostile; the file is judged by what is there.
            _notes.Add($"Material for {certificate.Name} could not be fetched: {exception.Message}");
        }
    }

    /// <summary>The results, in the order of the signatures.</summary>
    public IReadOnlyList<CmsResult> Conclude(CancellationToken cancellationToken) =>
        new ValidationProcess(_options, _anchors, _material, _proofs) { Notes = [.. _material.Notes, .. _notes] }.Run(_items, cancellationToken);

    private static SignedItem Item(PdfDocument document, OpenedSignature opened)
    {
        var (signature, kind) = (opened.Signature, opened.Kind);
        if (opened.Fault is { } fault) return SignedItem.Unusable(kind, SubIndication.FormatFailure, fault);
        var isBaseline = signature.SubFilter == "ETSI.CAdES.detached";
        return signature.SubFilter switch
        {
            "ETSI.RFC3161" or "ETSI.CAdES.detached" or "adbe.pkcs7.detached" or "adbe.pkcs7.sha1" => SignedItem.Read(
                signature.Contents,
                kind,
                signature.SubFilter == "adbe.pkcs7.sha1" ? CmsContent.EncapsulatedSha1 : CmsContent.Detached,
                signature.HoleStart,
                signature.End,
                document.Resolve(signature.Value["M"]) is PdfString m ? PdfDate.Read(m.AsText()) : null,
                demandsEss: isBaseline,
                isBaseline ? DictionaryObjection(document, signature.Value) : "The /SubFilter is not ETSI.CAdES.detached."),
            _ => SignedItem.Unsupported("The /SubFilter is not supported; the signature was not verified."),
        };
    }

    /// <summary>ETSI EN 319 142-1, 6.3, table 1, as far as it speaks of the signature dictionary.</summary>
    private static string? DictionaryObjection(PdfDocument document, PdfDictionary dictionary)
    {
        if (document.Resolve(dictionary["M"]) is not PdfString m || PdfDate.Read(m.AsText()) is null) return "The signature dictionary has no /M with a time.";
        if (document.Name(dictionary["Filter"]) is null) return "The signature dictionary has no /Filter.";
        return dictionary.Has("Cert") ? "The signature dictionary has /Cert." : null;
    }

    private void Collect(PdfDocument document, IReadOnlyList<OpenedSignature> signatures)
    {
        var states = signatures.Where(s => s is { Kind: SignatureKind.DocumentTimestamp, Signed: not null }).Select(s => s.Signed!);
        foreach (var state in states.Reverse().Take(MostEarlierStores).Prepend(document)) _material.AddFrom(DssMaterial.Read(state, _proofs.Store));
        MaterialCollection.AddSignatures(_material, _items, _proofs);
        MaterialCollection.AddGiven(_material, _options.Material);
    }

    private void Verify(Stream file, IReadOnlyList<OpenedSignature> signatures, HashAhead? ahead, CancellationToken cancellationToken)
    {
        var pass = RangePass.Run(
            file,
            signatures.Zip(_items).SelectMany(pair => pair.Second.Needs.Select(name =>
                new RangePass.Range(pair.First.Signature.HoleStart, pair.First.Signature.HoleEnd, pair.First.Signature.End, name))),
            ahead,
            cancellationToken);
        // The signer's certificate may stand in the store or be an anchor, and the CMS only name it.
        var known = _material.Certificates.Concat(_anchors.OfSigners).Concat(_anchors.OfTimestamps).ToList();
        foreach (var (opened, item) in signatures.Zip(_items))
        {
            cancellationToken.ThrowIfCancellationRequested();
            item.Verify(name => pass.Of(opened.Signature.HoleStart, opened.Signature.HoleEnd, opened.Signature.End, name), known);
        }
    }
}
