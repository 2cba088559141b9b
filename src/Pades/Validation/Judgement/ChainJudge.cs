using KonTum.Tthc.Pades.Cms;

namespace KonTum.Tthc.Pades.Validation.Judgement;

/// <summary>When something was made, as far as that is proven.</summary>
/// <param name="Best">Best signature time: it existed at that time; the moment of validation if nothing proves an earlier one.</param>
/// <param name="NotBefore">It was made after that time; null when nothing proves it.</param>
/// <param name="Reference">The time at which revocation must have been known; the best signature time of signers.</param>
/// <param name="Grace">See <see cref="ValidationOptions.RevocationGrace"/>.</param>
internal sealed record MomentOfSigning(DateTimeOffset Best, DateTimeOffset? NotBefore, DateTimeOffset Reference, TimeSpan? Grace);

/// <summary>The judgement of one certificate with its chain.</summary>
/// <param name="Path">The path that was judged; what was found of one when none leads to an anchor.</param>
/// <param name="Answers">What is known of the revocation of each, from the same index; shorter than the path.</param>
/// <param name="Log">The checks.</param>
/// <param name="IsAnchored">Whether the path ends in an anchor.</param>
internal sealed record ChainVerdict(IReadOnlyList<CertificateView> Path, IReadOnlyList<RevocationAnswer?> Answers, CheckLog Log, bool IsAnchored)
{
    /// <summary>The time at which revocation must have been known.</summary>
    public DateTimeOffset Reference { get; init; }
}

/// <summary>
/// X.509 certificate validation at the moment of validation and, with proofs of existence, for the past (EN 319 102-1, 5.2.6, 5.5.4 and
/// 5.6.2). Instead of first failing at present and then asking for each failure whether a proof heals it, every condition is asked for
/// the times that are proven; without any proof all of them are the moment of validation, which is the basic validation.
/// </summary>
/// <remarks>
/// From the anchor down, the control time slides (5.6.2.2): the key of an authority that ended, was revoked or became too weak proves
/// nothing from then on, so what it has signed (the next certificate, OCSP responses, CRLs) must be proven to be older.
/// </remarks>
internal sealed class ChainJudge(PathFinder finder, RevocationJudge revocation, ValidationOptions options, Proofs proofs)
{
    /// <summary>Judges a certificate whose key made a value that verifies; of several paths the one that fares best.</summary>
    /// <param name="leaf">The certificate.</param>
    /// <param name="moment">When the value was made.</param>
    /// <param name="isNamed">Whether the signed bytes name the certificate (ESS).</param>
    public ChainVerdict Judge(CertificateView leaf, MomentOfSigning moment, bool isNamed)
    {
        ChainVerdict? best = null;
        foreach (var path in finder.Paths(leaf))
        {
            var verdict = JudgePath(path, moment, isNamed);
            if (best is null || verdict.Log.Nearness > best.Log.Nearness) best = verdict;
            if (verdict.Log.Outcome is null) break;
        }

        if (best is not null) return best;
        var log = new CheckLog();
        log.Failed(BuildingBlock.Certificate, SubIndication.NoCertificateChainFound, finder.HasAnchors
            ? "No path leads from the certificate to a trust anchor."
            : "No trust anchor was given.");
        var chain = finder.Unanchored(leaf);
        return new(chain, [.. chain.Zip(chain.Skip(1), (c, issuer) => revocation.Ask(c, issuer, DateTimeOffset.MaxValue, null))], log, IsAnchored: false);
    }

    private ChainVerdict JudgePath(IReadOnlyList<CertificateView> path, MomentOfSigning moment, bool isNamed)
    {
        var log = new CheckLog();
        log.Passed(BuildingBlock.Certificate, $"A path leads to the trust anchor {path[^1].Name}.");
        if (PathRules.Objection(path) is { } objection) log.Failed(BuildingBlock.Certificate, SubIndication.ChainConstraintsFailure, objection);
        var answers = new RevocationAnswer?[Math.Max(0, path.Count - 1)];
        var state = new Sliding(options, moment, log);
        if (options.AnchorsEnd && path.Count > 1) state.EndOfKey(path[^1]);
        for (var i = path.Count - 2; i >= 0; i--)
        {
            var (certificate, issuer, isLeaf) = (path[i], path[i + 1], i == 0);
            var existed = proofs.Of(certificate.Encoded);
            // A signature that names its certificate by digest (ESS) proves it to be as old as the signature itself.
            if (isLeaf && isNamed && moment.Best < existed) existed = moment.Best;
            state.Certificate(certificate, existed);
            answers[i] = revocation.Ask(certificate, issuer, state.Control, isLeaf ? moment.Grace : null);
            if (isLeaf) state.Leaf(certificate, answers[i]!);
            else state.Authority(certificate, answers[i]!);
        }

        if (path.Count == 1) state.Leaf(path[0], null);
        return new(path, answers, log, IsAnchored: true) { Reference = moment.Reference };
    }

    /// <summary>One way from the anchor to the leaf.</summary>
    private sealed class Sliding(ValidationOptions options, MomentOfSigning moment, CheckLog log)
    {
        private SubIndication _reason;
        private string _reasonText = string.Empty;

        /// <summary>From this moment on the key of the last authority proves nothing by itself.</summary>
        public DateTimeOffset Control { get; private set; } = DateTimeOffset.MaxValue;

        /// <summary>The certificate as something that its issuer signed.</summary>
        public void Certificate(CertificateView certificate, DateTimeOffset existed)
        {
            if (existed >= Control) log.Failed(BuildingBlock.Certificate, _reason, $"{_reasonText} It is not proven that the certificate of {certificate.Name} is older.");
            if (certificate.Algorithm is not { } algorithm)
            {
                log.Failed(BuildingBlock.Certificate, SubIndication.CryptoConstraintsFailure, $"The signature algorithm of the certificate of {certificate.Name} is not known.");
                return;
            }

            Weakness(options.Algorithms.EndOf(algorithm.Hash), existed, BuildingBlock.Certificate, $"The digest algorithm {Digests.Text(algorithm.Hash)} of the certificate of {certificate.Name}");
        }

        public void Authority(CertificateView authority, RevocationAnswer answer)
        {
            if (moment.Best < authority.NotBefore || moment.Best > authority.NotAfter)
                log.Failed(BuildingBlock.Certificate, SubIndication.OutOfBoundsNoPoe, $"The certificate of {authority.Name} was not in time.");
            else log.Passed(BuildingBlock.Certificate, $"The certificate of {authority.Name} was in time.");
            Weakness(options.Algorithms.EndOf(authority.Key), moment.Best, BuildingBlock.Certificate, $"The key of {authority.Name} ({KeyText.Of(authority.Key)})");
            if (answer.State == RevocationState.Revoked)
            {
                var at = answer.Evidence!.RevokedAt!.Value;
                if (moment.Best >= at) log.Failed(BuildingBlock.Revocation, SubIndication.RevokedCaNoPoe, answer.Detail);
                else log.Noted(BuildingBlock.Revocation, $"{answer.Detail} The signature is older.");
                Slide(at, SubIndication.RevokedCaNoPoe, answer.Detail);
            }
            else
            {
                Unrevoked(answer);
            }

            EndOfKey(authority);
            Slide(options.Algorithms.EndOf(authority.Key), SubIndication.CryptoConstraintsFailureNoPoe, $"The key of {authority.Name} is too weak now.");
        }

        /// <param name="leaf">The signer's certificate.</param>
        /// <param name="answer">Null when it is an anchor itself.</param>
        public void Leaf(CertificateView leaf, RevocationAnswer? answer)
        {
            Validity(leaf, answer);
            if (answer is { State: RevocationState.Revoked, Evidence.RevokedAt: { } at })
            {
                if (moment.Best < at) log.Noted(BuildingBlock.Revocation, $"{answer.Detail} The signature is older.");
                else if (moment.NotBefore >= at) log.Failed(BuildingBlock.Revocation, SubIndication.Revoked, $"{answer.Detail} The signature was made afterwards.");
                else log.Failed(BuildingBlock.Revocation, SubIndication.RevokedNoPoe, $"{answer.Detail} Nothing proves that the signature is older.");
            }
            else if (answer is not null)
            {
                Unrevoked(answer);
            }
        }

        /// <summary>The end of an authority's certificate is the end of what its key proves.</summary>
        public void EndOfKey(CertificateView authority) =>
            Slide(authority.NotAfter.AddTicks(1), SubIndication.OutOfBoundsNoPoe, $"The certificate of {authority.Name} has ended.");

        private void Validity(CertificateView leaf, RevocationAnswer? answer)
        {
            var isProven = moment.Best < options.At;
            if (moment.Best < leaf.NotBefore)
            {
                log.Failed(BuildingBlock.Certificate, isProven ? SubIndication.NotYetValid : SubIndication.OutOfBoundsNoPoe, "The certificate was not valid yet at the time of the signature.");
            }
            else if (moment.Best <= leaf.NotAfter)
            {
                log.Passed(BuildingBlock.Certificate, $"The certificate of {leaf.Name} was in time.");
            }
            else if (moment.NotBefore > leaf.NotAfter)
            {
                log.Failed(BuildingBlock.Certificate, SubIndication.Expired, "The certificate had ended when the signature was made.");
            }
            else
            {
                var wasNeverRevoked = answer is { State: RevocationState.Good } good && good.FreshUntil >= leaf.NotAfter;
                log.Failed(BuildingBlock.Certificate, wasNeverRevoked ? SubIndication.OutOfBoundsNotRevoked : SubIndication.OutOfBoundsNoPoe,
                    "The certificate has ended, and nothing proves that the signature is older.");
            }
        }

        private void Unrevoked(RevocationAnswer answer)
        {
            if (answer.State == RevocationState.NotNeeded || (answer.State == RevocationState.Good && moment.Reference <= answer.FreshUntil))
                log.Passed(BuildingBlock.Revocation, answer.Detail);
            else if (options.Revocation == RevocationPolicy.IfPresent)
                log.Noted(BuildingBlock.Revocation, answer.State == RevocationState.Good ? $"{answer.Detail} That is too old." : answer.Detail);
            else if (answer.State == RevocationState.Unproven)
                log.Failed(BuildingBlock.Revocation, _reason, $"{_reasonText} {answer.Detail}");
            else
                log.Failed(BuildingBlock.Revocation, SubIndication.TryLater, answer.State == RevocationState.Good ? $"{answer.Detail} That is too old." : answer.Detail);
        }

        private void Weakness(DateTimeOffset end, DateTimeOffset existed, BuildingBlock block, string what)
        {
            if (existed < end) return;
            var never = end == DateTimeOffset.MinValue;
            log.Failed(block, never || moment.NotBefore >= end ? SubIndication.CryptoConstraintsFailure : SubIndication.CryptoConstraintsFailureNoPoe,
                never ? $"{what} is not accepted." : $"{what} is accepted only until {end:yyyy-MM-dd}.");
        }

        private void Slide(DateTimeOffset to, SubIndication reason, string text)
        {
            if (to < Control) (Control, _reason, _reasonText) = (to, reason, text);
        }
    }
}
