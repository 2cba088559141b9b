using KonTum.Tthc.Pades.Cms;

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
    /// <param name="proofs">Where in the file that stands.</param>
    public static PadesLevel Of(SignedItem item, IReadOnlyList<Stamp> stamps, ChainVerdict? chain, Proofs proofs)
    {
        if (BaselineObjection(item) is not null) return PadesLevel.None;
        var intact = stamps.Where(s => s.Verdict.Failure is null).ToList();
        if (intact.Count == 0) return PadesLevel.BB;
        if (chain is null || !proofs.HasStore) return PadesLevel.BT;

        // What must be in the store: everything for the signer and for the signature timestamps; a document timestamp that stands last
        // has nothing after it that could hold its own.
        var needed = intact.Where(s => !s.IsDocument).Select(s => s.Judged).Prepend(chain).ToList();
        long end = item.End;
        foreach (var verdict in needed)
        {
            if (verdict is null || EndOfMaterial(verdict, proofs) is not { } last) return PadesLevel.BT;
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
    private static long? EndOfMaterial(ChainVerdict verdict, Proofs proofs)
    {
        long end = 0;
        // Without an anchor it is not known where the chain ends: then the signer's own certificate alone can be asked for.
        var needed = verdict.IsAnchored ? verdict.Answers : verdict.Answers.Take(1);
        if (!verdict.IsAnchored && verdict.Path.Count == 1 && !verdict.Path[0].IsSelfIssued) return null;
        foreach (var answer in needed)
        {
            if (answer?.State == RevocationState.NotNeeded) continue;
            if (answer?.Evidence is not { } evidence || proofs.StoredAt(evidence.Encoded) is not { } place) return null;
            end = Math.Max(end, place);
        }

        foreach (var certificate in verdict.Path.Skip(1).SkipLast(verdict.IsAnchored ? 1 : 0))
        {
            if (proofs.PlaceOf(certificate.Encoded) is not { } place)
            {
                if (verdict.IsAnchored) return null;
                continue;
            }

            end = Math.Max(end, place);
        }

        return end;
    }
}
