using System.Text;
using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Reading;
using KonTum.Tthc.Pades.Revocation;
using KonTum.Tthc.Pades.Signing;
using KonTum.Tthc.Pades.Timestamps;

namespace KonTum.Tthc.Pades.LongTerm;

/// <summary>One augmentation: proof of time, then the store, then the archive timestamp; each only where it is missing.</summary>
internal sealed class Augmentation(Stream input, Stream output, AugmentationRequest request)
{
    private readonly DataFetcher _fetcher = new(request.ValidationData, request.Limits);
    private readonly ValidationMaterial _material = new();
    private readonly List<string> _timestamped = [];
    private readonly List<string> _added = [];
    private int _stored;

    private ITimestampClient Timestamps => request.Timestamps
        ?? throw new AugmentationException(AugmentationFailure.NoTimestampClient, "A timestamp has to be added, but no client was given.");

    public async Task<AugmentationResult> RunAsync(CancellationToken cancellationToken)
    {
        var pdf = SignablePdf.Open(input, isForTimestamp: true);
        var kept = KeptFile.Read(pdf.Document, pdf.Tree, input);
        if (kept.Signatures.Count == 0) throw new AugmentationException(AugmentationFailure.NoSignature, "The file holds no signature.");
        foreach (var der in request.Certificates) _material.AddCertificate(der, MaterialOrigin.Given);
        foreach (var der in request.OcspResponses) _material.AddOcsp(der, MaterialOrigin.Given);
        foreach (var der in request.Crls) _material.AddCrl(der, MaterialOrigin.Given);

        var unproven = kept.Signatures.Where(s => !s.IsDocumentTimestamp && kept.ProvenTime(s) is null).ToList();
        var stamped = await StampSignatureAsync(kept, unproven, cancellationToken).ConfigureAwait(false);
        var isArchived = unproven.Count == 0 && request.Target > PadesLevel.BT && !(request is { Renew: true, Target: PadesLevel.BLTA })
            && await IsArchivedAsync(kept, cancellationToken).ConfigureAwait(false);
        using var file = await AugmentedFile.CopyAsync(input, output, request.Digest, stamped, cancellationToken).ConfigureAwait(false);
        if (unproven.Count > stamped.Count) await AppendTimestampAsync(file, cancellationToken).ConfigureAwait(false);
        if (request.Target >= PadesLevel.BLT && !isArchived)
        {
            await StoreAsync(file, cancellationToken).ConfigureAwait(false);
            if (request.Target == PadesLevel.BLTA) await AppendTimestampAsync(file, cancellationToken).ConfigureAwait(false);
        }

        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        return new AugmentationResult
        {
            IsChanged = _timestamped.Count + _added.Count + _stored > 0,
            TimestampedSignatures = _timestamped,
            DocumentTimestamps = _added,
            AddedToStore = _stored,
            NextRenewal = await PlanRenewalAsync(kept, file, cancellationToken).ConfigureAwait(false),
            Notes = [.. _fetcher.Notes, .. _material.Notes],
        };
    }

    /// <summary>
    /// A signature timestamp changes <c>/Contents</c>, which nothing but the signature's own byte range leaves out: it can be added only
    /// while nothing later covers it and the store does not call it by its digest.
    /// </summary>
    private async Task<List<(long Offset, byte[] Bytes)>> StampSignatureAsync(KeptFile kept, List<KeptSignature> unproven, CancellationToken cancellationToken)
    {
        // One document timestamp serves several signatures at once.
        if (request.Placement != TimestampPlacement.Automatic || unproven.Count != 1) return [];
        var store = ValidationMaterial.OfDss(kept.Document);
        if (unproven.Find(s => kept.IsUncovered(s) && s.Found.SubFilter == "ETSI.CAdES.detached" && !store.HasVriFor(s.Found.Contents)) is not { } signature)
            return [];
        var imprint = request.Digest.Hash(signature.Cms.Signers[0].Signature);
        var token = await Timestamps.GetTokenAsync(imprint, request.Digest.ToHashName(), cancellationToken).ConfigureAwait(false);
        var cms = CmsTimestamp.Add(signature.Found.Contents, token);
        var room = signature.Found.HoleEnd - signature.Found.HoleStart - 2;
        if (2L * cms.Length > room) return [];
        _timestamped.Add(signature.Field);
        return [(signature.Found.HoleStart + 1, Encoding.ASCII.GetBytes(Convert.ToHexString(cms).PadRight((int)room, '0')))];
    }

    /// <summary>
    /// Whether the newest document timestamp covers a store with all that everything older needs. Nothing is fetched for this question.
    /// </summary>
    private async Task<bool> IsArchivedAsync(KeptFile kept, CancellationToken cancellationToken)
    {
        if (kept.NewestTimestamp is not { } archive || kept.Signatures.Any(s => s.Found.End > archive.Found.End)) return false;
        var covered = PdfDocument.Open(kept.Document.Source.Until(archive.Found.End));
        var material = new ValidationMaterial();
        material.AddFrom(ValidationMaterial.OfDss(covered));
        foreach (var signature in kept.Signatures) material.AddFrom(signature.Material);
        var store = new SecurityStore(covered);
        var collection = new StoreCollection(request, material, new DataFetcher(null, request.Limits));
        try
        {
            foreach (var signature in kept.Signatures.Where(s => s != archive))
                await collection.AddAsync(signature, Proven(kept, signature), renew: false, store, cancellationToken).ConfigureAwait(false);
        }
        catch (AugmentationException exception) when (exception.Reason is AugmentationFailure.NoPath or AugmentationFailure.RevocationUnknown)
        {
            return false;
        }

        return store.Added == 0;
    }

    private async Task StoreAsync(AugmentedFile file, CancellationToken cancellationToken)
    {
        var kept = KeptFile.Read(file.Open(), output);
        _material.AddFrom(ValidationMaterial.OfDss(kept.Document));
        foreach (var signature in kept.Signatures) _material.AddFrom(signature.Material);
        var store = new SecurityStore(kept.Document);
        var collection = new StoreCollection(request, _material, _fetcher);
        foreach (var signature in kept.Signatures)
        {
            var renew = request.Renew && signature == kept.NewestTimestamp;
            await collection.AddAsync(signature, Proven(kept, signature), renew, store, cancellationToken).ConfigureAwait(false);
        }

        _stored = store.Added;
        if (store.Write() is not { } bytes) return;
        await file.AppendAsync(bytes, cancellationToken).ConfigureAwait(false);
    }

    private DateTimeOffset Proven(KeptFile kept, KeptSignature signature) => signature.Time ?? kept.ProvenTime(signature) ?? request.At;

    private async Task AppendTimestampAsync(AugmentedFile file, CancellationToken cancellationToken) =>
        _added.Add(await file.AppendTimestampAsync(Timestamps, request.ReservedBytes, cancellationToken).ConfigureAwait(false));

    private Task<RenewalPlan?> PlanRenewalAsync(KeptFile before, AugmentedFile file, CancellationToken cancellationToken) =>
        PlanRenewalAsync(_added.Count == 0 ? before : KeptFile.Read(file.Open(), output), cancellationToken);

    /// <summary>Until when the newest document timestamp carries; the path is built from what is in the file and at hand.</summary>
    public async Task<RenewalPlan?> PlanRenewalAsync(KeptFile kept, CancellationToken cancellationToken)
    {
        if (kept.NewestTimestamp is not { } newest) return null;
        _material.AddFrom(newest.Material);
        _material.AddFrom(ValidationMaterial.OfDss(kept.Document));
        var collection = new StoreCollection(request, _material, new DataFetcher(null, request.Limits));
        return RenewalOutlook.Of(newest, await collection.TimestampPathAsync(newest.Certificate, cancellationToken).ConfigureAwait(false));
    }
}
