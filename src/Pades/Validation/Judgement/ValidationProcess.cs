using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Revocation;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.Validation.Judgement;

/// <summary>
/// The process for signatures with long-term material (EN 319 102-1, 5.6.3) over all signatures of a file at once: timestamps from the
/// newest to the oldest, each with the proofs of existence that the newer ones give; then the signatures.
/// </summary>
/// <param name="options">What is to be believed.</param>
/// <param name="anchors">The roots, read.</param>
/// <param name="material">Certificates and revocation information from the file and from elsewhere.</param>
/// <param name="proofs">Where what stands in the file.</param>
internal sealed class ValidationProcess(ValidationOptions options, TrustAnchors anchors, ValidationMaterial material, Proofs proofs)
{
    private readonly Dictionary<(string Subject, string Issuer), bool> _verified = [];

    /// <summary>English sentences on material that was left out or could not be fetched.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Judges everything that verified.</summary>
    /// <returns>The results, in the order of the items.</returns>
    public IReadOnlyList<CmsResult> Run(IReadOnlyList<SignedItem> items, CancellationToken cancellationToken)
    {
        var certificates = material.Certificates.Concat(material.ResponderCertificates).ToList();
        var revocation = new RevocationJudge(material, options, proofs);
        var stampers = new ChainJudge(new PathFinder(anchors.OfTimestamps, certificates, _verified), revocation, options, proofs);
        var signers = new ChainJudge(new PathFinder(anchors.OfSigners, certificates, _verified), revocation, options, proofs);
        var timeline = new Timeline(items);

        JudgeStamps(timeline, stampers, cancellationToken);
        if (timeline.MarkContradictions())
        {
            // Nothing that a contradicting timestamp proved may stay; what is left proves less, so no new contradiction can come of it.
            proofs.Forget();
            JudgeStamps(timeline, stampers, cancellationToken);
        }

        var results = new List<CmsResult>();
        foreach (var item in items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            results.Add(Guarded(item, () => item.Kind == SignatureKind.DocumentTimestamp ? OfStamp(item, timeline) : OfSignature(item, timeline, signers)));
        }

        return results;
    }

    private void JudgeStamps(Timeline timeline, ChainJudge judge, CancellationToken cancellationToken)
    {
        foreach (var stamp in timeline.FromTheNewest)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (stamp.Verdict.Failure is not null || stamp.IsOutOfOrder) continue;
            // It stands in a hole: only a timestamp that reaches further covers it.
            stamp.Judged = StampJudge.Judge(stamp, proofs.Before(stamp.End + 1), judge, options);
            if (stamp.IsDocument && stamp.IsBelieved) proofs.Believe(stamp.End, stamp.Token!.Time);
        }
    }

    private CmsResult OfStamp(SignedItem item, Timeline timeline)
    {
        var log = new CheckLog();
        log.Add(item.Log);
        if (item.Stamp is { } stamp)
        {
            if (stamp.Judged is { } judged) log.Add(judged.Log);
            else if (stamp.Verdict.Failure is null) log.Failed(BuildingBlock.Time, SubIndication.Generic, "The timestamp was not judged.");
            if (stamp.IsOutOfOrder) log.Failed(BuildingBlock.Time, SubIndication.TimestampOrderFailure, "The timestamp claims a time before that of a timestamp which it covers.");
        }

        return Result(item, log) with
        {
            BestSignatureTime = item.Verdict is { IsIntact: true } ? proofs.Before(item.End + 1) : null,
            TimestampTime = item.Verdict is { IsIntact: true } ? item.Stamp!.Token!.Time : null,
            Chain = item.Stamp?.Judged is { } chain ? Findings.Of(chain) : [],
            Timestamps = [.. timeline.Covering(item).Select(s => s.Finding())],
        };
    }

    private CmsResult OfSignature(SignedItem item, Timeline timeline, ChainJudge judge)
    {
        var log = new CheckLog();
        log.Add(item.Log);
        var stamps = item.SignatureStamps.Concat(timeline.Covering(item)).ToList();
        var believed = stamps.Where(s => s.IsBelieved).ToList();
        var best = believed.Select(s => s.Token!.Time).Append(options.At).Min();
        var after = timeline.CoveredBelieved(item).Select(s => s.Token!).MaxBy(t => t.Time);
        ChainVerdict? chain = null;
        if (item.Verdict is { Certificate: { } certificate, Failure: null } verdict)
        {
            var moment = new MomentOfSigning(best, after?.Time, best, options.RevocationGrace);
            var view = CertificateView.Of(certificate);
            chain = judge.Judge(view, moment, verdict.Ess == EssCertificate.Answer.Matches);
            log.Add(chain.Log);
            Acceptance.Check(view, verdict, moment, options, log);
            WriteTimes(item, stamps, best, log);
            if (after is not null && believed.Any(s => s.Token!.Time + s.Token.Accuracy < after.Time - after.Accuracy))
                log.Failed(BuildingBlock.Time, SubIndication.TimestampOrderFailure, "A timestamp of the signature is older than a timestamp that the signature covers.");
        }

        if (log.Outcome == SubIndication.TryLater)
        {
            foreach (var note in Notes) log.Noted(BuildingBlock.Revocation, note);
        }

        return Result(item, log) with
        {
            BestSignatureTime = item.Verdict is { IsIntact: true } ? best : null,
            TimestampTime = item.SignatureStamps.Where(s => s.IsBelieved).Min(s => (DateTimeOffset?)s.Token!.Time),
            Chain = chain is null ? [] : Findings.Of(chain),
            Timestamps = [.. stamps.Select(s => s.Finding())],
            Level = LevelCheck.Of(item, stamps, chain, material, proofs),
        };
    }

    private void WriteTimes(SignedItem item, List<Stamp> stamps, DateTimeOffset best, CheckLog log)
    {
        foreach (var stamp in stamps)
        {
            var what = stamp.IsDocument ? "document timestamp" : "signature timestamp";
            if (stamp.IsBelieved) log.Passed(BuildingBlock.Time, $"A {what} proves that the signature existed at {stamp.Token!.Time:u}.");
            else log.Noted(BuildingBlock.Time, $"A {what} is not believed: {stamp.Verdict.Detail ?? stamp.Judged?.Log.Details.FirstOrDefault() ?? "it contradicts another one."}");
        }

        log.Passed(BuildingBlock.Time, best < options.At ? $"The best signature time is {best:u}." : "Nothing proves a time before the moment of validation.");
        if (item.Claimed is { } claimed && CertificateView.Of(item.Verdict!.Certificate!) is var view && (claimed < view.NotBefore || claimed > view.NotAfter))
            log.Noted(BuildingBlock.Time, "The claimed signing time lies outside the validity of the certificate.");
        if (item.Claimed > best + TimeSpan.FromDays(1))
            log.Noted(BuildingBlock.Time, "The claimed signing time lies after the time at which the signature is proven to have existed.");
    }

    private static CmsResult Result(SignedItem item, CheckLog log)
    {
        var sub = log.Outcome;
        var result = new CmsResult
        {
            Indication = item.IsUnsupported ? Indication.Indeterminate : CheckLog.IndicationOf(sub),
            SubIndication = sub,
            Integrity = item.Verdict is { IsIntact: true } ? Integrity.Intact : Integrity.Broken,
            Checks = log.Checks,
            Details = [.. log.Details],
        };
        if (item.Verdict is not { Certificate: { } certificate } verdict) return result;
        var key = CertificateView.Of(certificate).Key;
        return result with
        {
            Signer = CertificateFacts.Subject(certificate),
            Email = CertificateFacts.Email(certificate),
            Authority = CertificateFacts.Issuer(certificate),
            SerialNumber = CertificateFacts.Serial(certificate),
            DigestAlgorithm = verdict.Hashes.Count > 0 ? Digests.Text(verdict.Hashes[0]) : null,
            SignatureAlgorithm = verdict.Algorithm is { } algorithm ? KeyText.Of(key, algorithm) : null,
        };
    }

    /// <summary>Certificates are hostile too, and their extensions are read late.</summary>
    private static CmsResult Guarded(SignedItem item, Func<CmsResult> judge)
    {
        try
        {
            return judge();
        }
        catch (Exception exception) when (exception is not (OutOfMemoryException or OperationCanceledException))
        {
            var log = new CheckLog();
            log.Failed(BuildingBlock.Format, SubIndication.FormatFailure, $"The CMS cannot be read: {exception.Message}");
            return new CmsResult { Indication = Indication.TotalFailed, SubIndication = log.Outcome, Integrity = Integrity.Broken, Checks = log.Checks, Details = [.. log.Details] };
        }
    }
}
