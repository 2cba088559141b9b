using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Revocation;

namespace KonTum.Tthc.Pades.Validation.Judgement;

/// <summary>Brings together what can help: the store of the file, the CMS of its signatures, what the caller gives.</summary>
internal static class MaterialCollection
{
    public static void AddGiven(ValidationMaterial material, GivenMaterial? given)
    {
        if (given is null) return;
        foreach (var certificate in given.Certificates) material.AddCertificate(certificate, MaterialOrigin.Given);
        foreach (var response in given.OcspResponses) material.AddOcsp(response, MaterialOrigin.Given);
        foreach (var list in given.Crls) material.AddCrl(list, MaterialOrigin.Given);
    }

    public static void AddSignatures(ValidationMaterial material, IEnumerable<SignedItem> items, Proofs? proofs = null)
    {
        foreach (var item in items)
        {
            if (item.Cms is not { } cms) continue;
            var own = ValidationMaterial.OfCms(cms);
            material.AddFrom(own);
            if (proofs is null) continue;
            // It stands in the hole of its signature: what covers it must reach further than that signature.
            foreach (var certificate in own.Certificates.Select(CertificateView.TryOf).OfType<CertificateView>()) proofs.Place(certificate.Encoded, item.End + 1);
            foreach (var encoded in own.Responses.Concat(own.Lists)) proofs.Place(encoded, item.End + 1);
        }
    }
}
