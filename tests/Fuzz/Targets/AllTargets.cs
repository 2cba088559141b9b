using System.Security.Cryptography;
using KonTum.Tthc.Pades;
using KonTum.Tthc.Pades.Appearance;
using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Revocation;

namespace KonTum.Tthc.Fuzz.Targets;

/// <summary>Every door; a new one is added here.</summary>
internal static class AllTargets
{
    private static readonly ValidationOptions s_options = new() { At = Keys.Now, TrustAnchors = [Keys.Rsa.CertificateChain[0]] };

    public static IReadOnlyList<Target> List { get; } =
    [
        new("sign", 4, true, SignTarget.Run),
        new("validate", 5, true, Validate),
        new("keyword", 3, true, Keyword),
        new("cms", 2, false, bytes => Check(CmsCheck.Check(bytes, Digest, s_options, null))),
        new("timestamp", 1, false, bytes => Check(CmsCheck.CheckDocumentTimestamp(bytes, Digest, s_options))),
        new("ocsp", 1, false, bytes => Parsed(() => OcspResponse.Parse(bytes))),
        new("crl", 1, false, bytes => Parsed(() => RevocationList.Parse(bytes))),
        new("issuers", 1, false, bytes => Parsed(() => IssuerCertificates.Read(bytes))),
        new("picture", 1, false, Picture),
        new("prepared", 1, false, Prepared),
    ];

    public static Target Named(string name) =>
        List.FirstOrDefault(t => t.Name == name) ?? throw new ArgumentException($"No target '{name}'; there are {string.Join(", ", List.Select(t => t.Name))}.");

    private static void Validate(byte[] bytes)
    {
        try
        {
            using var file = new MemoryStream(bytes, writable: false);
            var report = PadesValidator.ValidateAsync(file, s_options).GetAwaiter().GetResult();
            foreach (var signature in report.Signatures)
            {
                if (signature.Indication == Indication.TotalPassed && signature.Integrity != Integrity.Intact)
                    throw new BrokenPromiseException("A signature passed that is not intact.");
            }
        }
        catch (PdfRefusedException)
        {
            // Documented.
        }
    }

    private static void Keyword(byte[] bytes)
    {
        try
        {
            using var file = new MemoryStream(bytes, writable: false);
            var options = new KeywordSearchOptions { MaxHits = 5, IgnoreCase = true };
            if (KeywordSearch.FindAsync(file, "an", options).GetAwaiter().GetResult().Hits.Count > options.MaxHits)
                throw new BrokenPromiseException("More hits than were asked for.");
        }
        catch (PdfRefusedException)
        {
            // Documented.
        }
    }

    private static void Parsed(Action parse)
    {
        try
        {
            parse();
        }
        catch (FormatException)
        {
            // Documented.
        }
    }

    private static byte[] Digest(HashAlgorithmName name) => Digests.Hash(name, [1, 2, 3]);

    private static void Check(CmsResult result)
    {
        if (!Enum.IsDefined(result.Indication))
            throw new BrokenPromiseException("An indication that does not exist.");
    }

    private static void Picture(byte[] bytes)
    {
        var visible = new VisibleSignature { Page = 1, Rectangle = new PageRectangle(0, 0, 100, 50), Image = bytes, Layout = SignatureLayout.ImageOnly };
        try
        {
            SignatureAppearance.Render(100, 50, visible);
        }
        catch (PdfRefusedException e) when (e.Reason == PdfRefusal.UnusableImage)
        {
            // Documented.
        }
    }

    private static void Prepared(byte[] bytes)
    {
        PreparedSignature prepared;
        try
        {
            prepared = PreparedSignature.FromJson(bytes);
        }
        catch (FormatException)
        {
            return;
        }

        using var file = new MemoryStream(new byte[4096]);
        try
        {
            PadesSigner.FinishAsync(file, prepared, new byte[64], null).GetAwaiter().GetResult();
            throw new BrokenPromiseException("A value of zeros was taken for a signature.");
        }
        catch (SignatureMismatchException)
        {
            // Documented.
        }
    }
}
