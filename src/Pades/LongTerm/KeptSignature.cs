using System.Security.Cryptography;
using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Revocation;
using KonTum.Tthc.Pades.Timestamps;
using KonTum.Tthc.Pades.Validation;
using Org.BouncyCastle.X509;

namespace KonTum.Tthc.Pades.LongTerm;

/// <summary>A timestamp that must stay provable: one in a signature, or a document timestamp.</summary>
/// <param name="Time">genTime.</param>
/// <param name="Certificate">Of the time-stamping unit.</param>
internal sealed record KeptTimestamp(DateTimeOffset Time, X509Certificate Certificate);

/// <summary>A signature or document timestamp of a file that verifies, with what its keeping rests on.</summary>
/// <param name="Found">Where it is.</param>
/// <param name="Cms">Its CMS.</param>
/// <param name="Certificate">The signer's certificate, or that of the time-stamping unit.</param>
/// <param name="Time">genTime of a document timestamp; null for a signature.</param>
/// <param name="Timestamps">Signature timestamps that verify.</param>
internal sealed record KeptSignature(
    FoundSignature Found, CmsDocument Cms, X509Certificate Certificate, DateTimeOffset? Time, IReadOnlyList<KeptTimestamp> Timestamps)
{
    private const int MostTimestamps = 16;

    public string Field => Found.Field.Name;

    public bool IsDocumentTimestamp => Time is not null;

    /// <summary>The material inside its CMS.</summary>
    public ValidationMaterial Material => ValidationMaterial.OfCms(Cms);

    /// <summary>Reads and verifies what was found: digests, signature values and imprints, not trust.</summary>
    /// <exception cref="AugmentationException">It does not verify.</exception>
    public static KeptSignature Read(FoundSignature found, Stream file)
    {
        string? problem;
        try
        {
            if (found.Fault is null)
            {
                var cms = CmsDocument.Parse(found.Contents);
                var kept = found.SubFilter switch
                {
                    "ETSI.RFC3161" => ReadTimestamp(found, cms, file),
                    "ETSI.CAdES.detached" or "adbe.pkcs7.detached" or "adbe.pkcs7.sha1" => ReadSignature(found, cms, file),
                    _ => null,
                };
                if (kept is not null) return kept;
            }

            problem = found.Fault ?? "It does not verify, or is of a kind that is not known.";
        }
        catch (Exception exception) when (exception is not (OutOfMemoryException or PdfRefusedException or AugmentationException))
        {
            problem = "It cannot be read.";
        }

        throw new AugmentationException(AugmentationFailure.BrokenSignature, $"A signature cannot be kept: {problem}", found.Field.Name);
    }

    private static KeptSignature? ReadSignature(FoundSignature found, CmsDocument cms, Stream file)
    {
        if (cms.Signers is not [var signer] || Oids.Hash(signer.DigestAlgorithm) is not { } digest) return null;
        var isEncapsulated = found.SubFilter == "adbe.pkcs7.sha1";
        if (isEncapsulated && cms.Content?.AsSpan().SequenceEqual(found.Digest(file, HashAlgorithmName.SHA1)) != true) return null;
        var content = isEncapsulated ? Digests.Hash(digest, cms.Content!) : found.Digest(file, digest);
        var verdict = SignerCheck.Verify(cms, signer, digest, content, []);
        if (verdict.Failure is not null || verdict.Certificate is not { } certificate) return null;
        var tokens = signer.UnsignedAttributes.Where(a => a.Type == Oids.SignatureTimestamp).SelectMany(a => a.Values).Take(MostTimestamps);
        return new(found, cms, certificate, null, [.. tokens.Select(t => ReadToken(t, h => Digests.Hash(h, signer.Signature))).OfType<KeptTimestamp>()]);
    }

    private static KeptSignature? ReadTimestamp(FoundSignature found, CmsDocument cms, Stream file) =>
        ReadToken(found.Contents, h => found.Digest(file, h)) is { } stamp ? new(found, cms, stamp.Certificate, stamp.Time, []) : null;

    /// <summary>Null for a token that does not verify; inside a signature such a one proves nothing and does no harm.</summary>
    private static KeptTimestamp? ReadToken(ReadOnlyMemory<byte> encoded, Func<HashAlgorithmName, byte[]> digest)
    {
        try
        {
            var token = TimestampToken.Parse(encoded);
            if (token.ImprintHash is not { } hash || hash == HashAlgorithmName.MD5) return null;
            var verdict = token.Verify(digest(hash), []);
            return verdict is { Failure: null, Certificate: { } certificate } ? new(token.Time, certificate) : null;
        }
        catch (Exception exception) when (exception is not (OutOfMemoryException or PdfRefusedException))
        {
            return null;
        }
    }
}
