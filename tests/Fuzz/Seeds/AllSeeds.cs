using KonTum.Tthc.Fuzz.Targets;
using KonTum.Tthc.Pades.Tests.Cms;

namespace KonTum.Tthc.Fuzz.Seeds;

/// <summary>Inputs to begin with, made by code; and, where it is, the shared corpus of public files (nothing of it comes into the repository).</summary>
internal static class AllSeeds
{
    /// <summary>A mutation of a large file costs much and hits little.</summary>
    private const int LargestFromCorpus = 48 * 1024;

    public static IEnumerable<byte[]> For(Target target) => target.Name switch
    {
        _ when target.IsPdf => PdfSeeds.All().Concat(Corpus()),
        "cms" => CmsSeeds.Signatures().Concat(CmsSeeds.Tokens()),
        "timestamp" => CmsSeeds.Tokens(),
        "ocsp" => RevocationSeeds.Responses(),
        "crl" => RevocationSeeds.Lists(),
        "issuers" => [TestPki.RsaSigner.Der, System.Text.Encoding.ASCII.GetBytes(TestPki.EcSigner.CertificatePem()), .. CmsSeeds.Tokens()],
        "picture" => PictureSeeds.All(),
        "prepared" => PdfSeeds.Prepared(),
        _ => [[]],
    };

    private static IEnumerable<byte[]> Corpus()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "KonTum.Tthc.sln")))
            folder = folder.Parent;
        var corpus = folder is null ? null : Path.Combine(folder.FullName, "..", "shared", "corpus");
        return !Directory.Exists(corpus) ? [] : new DirectoryInfo(corpus).EnumerateFiles("*.pdf", SearchOption.AllDirectories)
            .Where(f => f.Length <= LargestFromCorpus).Select(f => File.ReadAllBytes(f.FullName));
    }
}
