using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Revocation;
using Org.BouncyCastle.Asn1;

namespace KonTum.Tthc.Pades.Validation.Judgement;

/// <summary>What is known of the revocation of one certificate.</summary>
/// <param name="State">The answer.</param>
/// <param name="Evidence">What it rests on, if anything.</param>
/// <param name="FreshUntil">The last reference time for which "not revoked" is fresh enough.</param>
/// <param name="Detail">An English sentence.</param>
internal sealed record RevocationAnswer(RevocationState State, RevocationEvidence? Evidence, DateTimeOffset FreshUntil, string Detail)
{
    /// <summary>All that says "not revoked" and can be used, with the last reference time for which it is fresh enough.</summary>
    public IReadOnlyList<(RevocationEvidence Evidence, DateTimeOffset FreshUntil)> Good { get; init; } = [];

    /// <summary>What would suffice for a reference time; the evidence itself when nothing does.</summary>
    public IEnumerable<RevocationEvidence> SufficientFor(DateTimeOffset reference) =>
        Good.Where(g => g.FreshUntil >= reference).Select(g => g.Evidence).DefaultIfEmpty(Evidence).OfType<RevocationEvidence>();
}

/// <summary>What is known of a revocation.</summary>
internal enum RevocationState
{
    /// <summary>Not revoked.</summary>
    Good,

    /// <summary>Revoked or on hold.</summary>
    Revoked,

    /// <summary>There is nothing that can be used.</summary>
    Unknown,

    /// <summary>There is something, but it may have been made by somebody else than the authority.</summary>
    Unproven,

    /// <summary>Certificates of this kind are not revoked (RFC 9608, ETSI EN 319 412-1, 5.2.2; RFC 6960, 4.2.2.2.1).</summary>
    NotNeeded,
}

/// <summary>Chooses among OCSP responses and CRLs (EN 319 102-1, 5.2.5 and 5.2.6.4, step 3).</summary>
internal sealed class RevocationJudge(ValidationMaterial material, ValidationOptions options, Proofs proofs)
{
    /// <summary>Clocks of authorities and of this machine differ, and OCSP counts whole seconds.</summary>
    private static readonly TimeSpan s_clocks = TimeSpan.FromMinutes(5);

    private static readonly DerObjectIdentifier s_noRevocationAvailable = new("2.5.29.56");
    private static readonly DerObjectIdentifier s_shortTerm = new("0.4.0.194121.2.1");
    private static readonly DerObjectIdentifier s_noCheck = new("1.3.6.1.5.5.7.48.1.5");

    /// <summary>Answers for one certificate.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="issuer">Its issuer.</param>
    /// <param name="control">From this moment on the issuer's key proves nothing by itself (EN 319 102-1, 5.6.2.2).</param>
    /// <param name="grace">How long after the reference time information must have been issued; null if it may be older.</param>
    public RevocationAnswer Ask(CertificateView certificate, CertificateView issuer, DateTimeOffset control, TimeSpan? grace)
    {
        var all = material.For(certificate.Certificate, issuer.Certificate);
        var rejected = new List<string>();
        var good = all.Where(e => e.Status == RevocationStatus.Good && Objection(e, certificate, issuer, rejected) is null).ToList();
        if (Revocation(all, good) is { } revoked)
            return new(RevocationState.Revoked, revoked, DateTimeOffset.MinValue, $"The certificate of {certificate.Name} was revoked at {revoked.RevokedAt:u}.");
        if (IsNeverRevoked(certificate))
            return new(RevocationState.NotNeeded, null, DateTimeOffset.MaxValue, $"The certificate of {certificate.Name} is of a kind that is not revoked.");
        var proven = good.Where(e => proofs.Of(e.Encoded) < control).ToList();
        if (proven.MaxBy(e => FreshUntil(e, grace)) is { } best)
            return new(RevocationState.Good, best, FreshUntil(best, grace), $"The certificate of {certificate.Name} is not revoked according to {Text(best)}.")
            {
                Good = [.. proven.Select(e => (e, FreshUntil(e, grace)))],
            };
        if (good.Count > 0)
            return new(RevocationState.Unproven, good[0], DateTimeOffset.MinValue, $"It is not proven that what is known of {certificate.Name} was made by its authority in time.");
        var reason = rejected.FirstOrDefault()
            ?? (all.Any(e => e.Status == RevocationStatus.Unknown) ? "the responder does not know it" : "there is no information");
        return new(RevocationState.Unknown, all.FirstOrDefault(e => e.Status == RevocationStatus.Unknown), DateTimeOffset.MinValue,
            $"Whether the certificate of {certificate.Name} was revoked cannot be told: {reason}.");
    }

    /// <summary>
    /// Every proof of revocation counts, also one whose algorithms or signer have become weak: it can only do harm, not give belief. What
    /// was on hold is free again when something newer that can be used says so (RFC 5280, 5.3.1).
    /// </summary>
    private static RevocationEvidence? Revocation(IReadOnlyList<RevocationEvidence> all, IReadOnlyList<RevocationEvidence> good) => all
        .Where(e => e is { Status: RevocationStatus.Revoked, RevokedAt: not null }
            && !(e.Reason == "certificateHold" && good.Any(newer => newer.ThisUpdate > e.ThisUpdate)))
        .MinBy(e => e.RevokedAt);

    /// <summary>Authorities are always revocable: RFC 9608, 2, forbids them the extension.</summary>
    private static bool IsNeverRevoked(CertificateView certificate) =>
        (certificate.Has(s_noRevocationAvailable) || certificate.Has(s_shortTerm)) && certificate.Certificate.GetBasicConstraints() < 0;

    private DateTimeOffset FreshUntil(RevocationEvidence evidence, TimeSpan? grace)
    {
        if (grace is { } wait) return evidence.ThisUpdate - wait;
        if (options.LargestRevocationAge is { } age) return evidence.ThisUpdate + age;
        return evidence.NextUpdate is { } next && next > evidence.ThisUpdate ? next : evidence.ThisUpdate + s_clocks;
    }

    /// <summary>Why "not revoked" must not be taken from it.</summary>
    private string? Objection(RevocationEvidence evidence, CertificateView certificate, CertificateView issuer, List<string> rejected)
    {
        var existed = proofs.Of(evidence.Encoded);
        var objection = evidence.ThisUpdate > options.At + s_clocks ? "the information is from after the moment of validation"
            : evidence.ThisUpdate > evidence.ProducedAt + s_clocks ? "the information claims to be newer than itself"
            : evidence.ThisUpdate > certificate.NotAfter && !StillKnows(evidence, certificate) ? "the information is from after the end of the certificate"
            : evidence.Hash is not { } hash || existed >= options.Algorithms.EndOf(hash) ? "the digest algorithm of the information is not accepted"
            : evidence.IsDelegated ? DelegateObjection(evidence, issuer, existed)
            : null;
        if (objection is not null) rejected.Add(objection);
        return objection;
    }

    /// <summary>Authorities forget ended certificates unless they say otherwise (RFC 6960, 4.4.4; X.509, 9.5.2.8).</summary>
    private static bool StillKnows(RevocationEvidence evidence, CertificateView certificate) =>
        (evidence.ArchiveCutoff ?? evidence.ExpiredCertsOnCrl) is { } since && since <= certificate.NotAfter;

    /// <summary>The one whom the authority has entitled could be revoked itself (RFC 6960, 4.2.2.2.1).</summary>
    private string? DelegateObjection(RevocationEvidence evidence, CertificateView issuer, DateTimeOffset existed)
    {
        var signer = CertificateView.Of(evidence.Signer);
        if (existed >= options.Algorithms.EndOf(signer.Key) || signer.Algorithm is not { } algorithm || existed >= options.Algorithms.EndOf(algorithm.Hash))
            return "the algorithms of the responder are not accepted";
        if (signer.Has(s_noCheck) || IsNeverRevoked(signer)) return null;
        var others = material.For(evidence.Signer, issuer.Certificate).Where(e => !e.Signer.Equals(evidence.Signer)).ToList();
        if (Revocation(others, others.Where(e => e.Status == RevocationStatus.Good).ToList()) is { RevokedAt: { } at } && existed >= at) return "the responder's certificate was revoked";
        // The responder was asked when it answered: what is known of it must reach to that moment.
        var isGood = others.Any(e => e.Status == RevocationStatus.Good && FreshUntil(e, null) >= evidence.ProducedAt);
        return isGood || options.Revocation == RevocationPolicy.IfPresent ? null : "whether the responder's certificate was revoked is not known";
    }

    private static string Text(RevocationEvidence evidence) =>
        $"{(evidence.Kind == RevocationSourceKind.Ocsp ? "an OCSP response" : "a CRL")} of {evidence.ThisUpdate:u}";
}
