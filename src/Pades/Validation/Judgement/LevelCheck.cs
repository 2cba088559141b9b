using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Revocation;

namespace KonTum.Tthc.Pades.Validation.Judgement;

/// <summary>
/// The level of a signature (ETSI EN 319 142-1, 6.3). It is about what is there, not about what is believed: a timestamp counts that
/// verifies, and material that verifies.
/// </summary>
internal static class LevelCheck
{
    /// <param name="item">The signature.</param>
    /// <param name="stamps">Its timestamps and the document timestamps that cover it.</param>
    /// <param name="chain">Its chain with what is known of each revocation.</param>
    /// <param name="material">All material.</param>
    /// <param name="proofs">Where in the file it stands.</param>
    public static PadesLevel Of(SignedItem item, IReadOnlyList<Stamp> stamps, ChainVerdict? chain, ValidationMaterial material, Proofs proofs)
    {
        if (BaselineObjection(item) is not null) return PadesLevel.None;
        var intact = stamps.Where(s => s.Verdict.Failure is null).ToList();
        if (intact.Count == 0) return PadesLevel.BB;
        if (chain is null || !proofs.HasStore) return PadesLevel.BT;

        // What must be in the store: everything for the signer and for the signature timestamps; a document timestamp that stands last
        // has nothing after it that could hold its own.
        // Of timestamps without an anchor not even that is asked: authorities of time often keep their revocation elsewhere.
        var needed = intact.Where(s => !s.IsDocument && s.Judged is { IsAnchored: true }).Select(s => s.Judged!).Prepend(chain);
        long end = item.End;
        foreach (var verdict in needed)
        {
            if (EndOfMaterial(verdict, material, proofs) is not { } last) return PadesLevel.BT;
            end = Math.Max(end, last);
        }

        return intact.Any(s => s.IsDocument && s.End >= end) ? PadesLevel.BLTA : PadesLevel.BLT;
    }

    /// <summary>What keeps it from being a PAdES baseline signature; null when nothing does.</summary>
    public static string? BaselineObjection(SignedItem item)
    {
        if (item is not { Verdict: { IsIntact: true } verdict, Cms: { } cms }) return "It does not verify.";
        if (verdict.Ess != EssCertificate.Answer.Matches) return "The signed bytes do not name the signer's certificate.";
        if (cms.ContentType != Oids.Data || cms.Signers[0].SignedAttributesEncoded is null) return "The content type is not id-data, or there are no signed attributes.";
        if (!cms.Certificates.Contains(verdict.Certificate!)) return "The CMS does not hold the signer's certificate.";
        return cms.Signers[0].SignedAttributes.Any(attribute => attribute.Type == Oids.SigningTime)
            ? "The CMS states a signing time of its own beside /M."
            : item.DictionaryObjection;
    }

    /// <summary>The position behind the last object of the store that the chain needs; null when one is missing.</summary>
    private static long? EndOfMaterial(ChainVerdict verdict, ValidationMaterial material, Proofs proofs)
    {
        if (!verdict.IsAnchored) return verdict.Path.Count == 0 ? null : EndOfNaming(verdict.Path[0], material, proofs);
        long end = 0;
        foreach (var answer in verdict.Answers.Where(a => a?.State != RevocationState.NotNeeded))
        {
            // Renewals add newer information of the same certificates: what counts is the first that suffices.
            if (answer?.SufficientFor(verdict.Reference).Min(e => proofs.StoredAt(e.Encoded)) is not { } place) return null;
            end = Math.Max(end, place);
        }

        foreach (var certificate in verdict.Path.Skip(1).SkipLast(1))
        {
            if (proofs.PlaceOf(certificate.Encoded) is not { } place) return null;
            end = Math.Max(end, place);
        }

        return end;
    }

    /// <summary>
    /// Without an anchor it is not known where the chain ends, nor who may speak for its authorities: then the store must hold something
    /// about the certificate itself.
    /// </summary>
    private static long? EndOfNaming(CertificateView leaf, ValidationMaterial material, Proofs proofs) =>
        leaf.IsSelfIssued ? 0 : material.Naming(leaf.Certificate).Select(proofs.StoredAt).Min();
}
