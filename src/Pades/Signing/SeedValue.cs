using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Signing;

/// <summary>
/// The seed values of a field (ISO 32000-2, 12.7.5.5, table 237): wishes, and where <c>/Ff</c> flags them, conditions without which no
/// signature may be made.
/// </summary>
internal sealed class SeedValue(PdfDocument document, PdfDictionary seed)
{
    /// <summary>The version of the dictionary that ISO 32000-2 describes.</summary>
    private const int KnownVersion = 3;

    private const int LastKnownFlag = 9;

    private readonly long _flags = (long)(document.Number(seed["Ff"]) ?? 0);

    /// <summary>A timestamp is a condition (<c>/TimeStamp</c> with <c>/Ff</c> 1); only finishing can keep it.</summary>
    public bool RequiresTimestamp =>
        document.Dictionary(seed["TimeStamp"]) is { } stamp && document.Number(stamp["Ff"]) is { } flags && ((long)flags & 1) != 0;

    /// <summary>Compares the conditions with what was asked for.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="permission">The <c>/P</c> that the signature will set by its lock; null when it sets none.</param>
    /// <exception cref="PdfRefusedException"><see cref="PdfRefusal.SeedValueForbids"/>, naming the entry.</exception>
    public void Check(SignatureRequest request, int? permission)
    {
        if (Requires(1) && document.Name(seed["Filter"]) is { } filter && filter != "Adobe.PPKLite")
            throw Forbidden("The field requires another signature handler (/SV /Filter).");
        if (Requires(2) && Items("SubFilter") is { } formats && !formats.Any(f => document.Name(f) == "ETSI.CAdES.detached"))
            throw Forbidden("The field requires another format than ETSI.CAdES.detached (/SV /SubFilter).");
        if (Requires(3) && document.Number(seed["V"]) is { } version && version > KnownVersion)
            throw Forbidden("The field requires a later version of seed values (/SV /V).");
        if (Requires(4))
            CheckReason(request.Reason);
        if (Requires(5) && Items("LegalAttestation") is not null)
            throw Forbidden("The field requires a legal attestation (/SV /LegalAttestation).");
        if (Requires(6) && document.Resolve(seed["AddRevInfo"]) is PdfBoolean { Value: true })
            throw Forbidden("The field requires revocation data inside the CMS, which PAdES does not have there (/SV /AddRevInfo).");
        if (Requires(7) && Items("DigestMethod") is { } digests && !digests.Any(d => IsDigest(d, request.Digest)))
            throw Forbidden("The field requires another digest (/SV /DigestMethod).");
        if (Requires(8) && document.Name(seed["LockDocument"]) == "true" && permission != 1)
            throw Forbidden("The field requires that the document be locked (/SV /LockDocument).");
        if (Requires(9) && document.Resolve(seed["AppearanceFilter"]) is not PdfNull)
            throw Forbidden("The field requires a named appearance (/SV /AppearanceFilter).");
        if (_flags >> LastKnownFlag > 0)
            throw Forbidden("The field has a condition that is not known here (/SV /Ff).");
        CheckCertification(request.Certification);
        if (document.Dictionary(seed["Cert"]) is { } certificate)
            new SeedCertificate(document, certificate).Check(request.CertificateChain);
    }

    public static PdfRefusedException Forbidden(string detail) => new(PdfRefusal.SeedValueForbids, detail);

    /// <summary>Bits are counted from 1.</summary>
    private bool Requires(int bit) => (_flags >> (bit - 1) & 1) != 0;

    private IReadOnlyList<PdfObject>? Items(string key) => document.Array(seed[key])?.Items;

    /// <summary>Without reasons, or with the single reason ".", the condition is that no reason is given.</summary>
    private void CheckReason(string? reason)
    {
        var reasons = (Items("Reasons") ?? []).Select(r => (document.Resolve(r) as PdfString)?.AsText()).OfType<string>().ToList();
        if (reasons is [] or ["."])
        {
            if (reason is not null)
                throw Forbidden("The field requires that no reason be given (/SV /Reasons).");
            return;
        }

        if (reason is null || !reasons.Exists(r => r == reason || SignatureText.IsUnicode(r) && r.Normalize() == reason.Normalize()))
            throw Forbidden("The field requires one of its own reasons (/SV /Reasons).");
    }

    private bool IsDigest(PdfObject name, SignatureDigest digest) =>
        string.Equals(
            document.Resolve(name) switch { PdfString s => s.AsText(), PdfName n => n.Value, _ => null },
            digest.ToString(),
            StringComparison.OrdinalIgnoreCase);

    /// <summary>/MDP has no flag: P 0 asks for an approval signature, 1 to 3 for a certification of that level.</summary>
    private void CheckCertification(CertificationLevel? asked)
    {
        if (document.Number(document.Dictionary(seed["MDP"])?["P"]) is not { } p || (int)p == (int)(asked ?? 0))
            return;
        throw Forbidden((int)p == 0
            ? "The field is for an approval signature, not for a certification (/SV /MDP)."
            : $"The field is for a certification signature with P {(int)p} (/SV /MDP).");
    }
}
