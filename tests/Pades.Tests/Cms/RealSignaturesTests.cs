using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using KonTum.Tthc.Pades.Cms;
using KonTum.Tthc.Pades.Timestamps;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Cms;

/// <summary>
/// Signatures of real files, found by their <c>/ByteRange</c> in the raw bytes, so that only the CMS half of validation is under test.
/// </summary>
public partial class RealSignaturesTests
{
    [Fact]
    public void Integrity_of_every_collected_signature_is_told_as_expected()
    {
        var corpus = FindCorpus();
        Assert.SkipUnless(corpus is not null, "../shared/corpus is not there");
        using var expectations = JsonDocument.Parse(File.ReadAllText(Path.Combine(corpus!, "expected.json")));
        var wrong = new List<string>();
        var count = 0;
        foreach (var entry in expectations.RootElement.GetProperty("signed").EnumerateArray())
        {
            var file = entry.GetProperty("file").GetString()!;
            var expected = entry.GetProperty("expected").GetString();
            if (expected == "no_signature") continue;
            var results = Check(File.ReadAllBytes(Path.Combine(corpus!, file)));
            count += results.Count;
            var shouldBeIntact = expected is "intact" or "modified";
            if (results.Count == 0 || results.All(result => IsSound(result)) != shouldBeIntact)
                wrong.Add($"{file}: {expected}, but {string.Join("; ", results.Select(result => $"{result.Indication} {result.SubIndication} {result.Integrity} {string.Join(' ', result.Details)}"))}");
        }

        wrong.ShouldBeEmpty();
        count.ShouldBeGreaterThan(80);
    }

    /// <summary>Intact, and without anchors nothing worse than an unknown issuer; algorithms may be refused.</summary>
    private static bool IsSound(CmsResult result) =>
        (result.Integrity == Integrity.Intact && result.SubIndication == SubIndication.NoCertificateChainFound)
        || result.SubIndication == SubIndication.CryptoConstraintsFailure;

    private static List<CmsResult> Check(byte[] file)
    {
        var results = new List<CmsResult>();
        var options = new ValidationOptions { At = TestPki.Now };
        foreach (Match match in ByteRange().Matches(Encoding.Latin1.GetString(file)))
        {
            var range = match.Groups.Cast<Group>().Skip(1).Select(group => int.Parse(group.Value, CultureInfo.InvariantCulture)).ToArray();
            var hex = Encoding.Latin1.GetString(file, range[1] + 1, range[2] - range[1] - 2);
            var contents = Convert.FromHexString(hex.Length % 2 == 0 ? hex : hex + "0");
            byte[] signed = [.. file.AsSpan(range[0], range[1]), .. file.AsSpan(range[2], range[3])];
            byte[] Digest(HashAlgorithmName name) => CryptographicOperations.HashData(name, signed);
            results.Add(IsToken(contents) ? CmsCheck.CheckDocumentTimestamp(contents, Digest, options) : CmsCheck.Check(contents, Digest, options, null));
        }

        return results;
    }

    private static bool IsToken(byte[] contents)
    {
        try
        {
            TimestampToken.Parse(contents);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static string? FindCorpus()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "KonTum.Tthc.sln"))) continue;
            var corpus = Path.Combine(folder.FullName, "..", "shared", "corpus");
            return Directory.Exists(corpus) ? corpus : null;
        }

        return null;
    }

    [GeneratedRegex(@"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")]
    private static partial Regex ByteRange();
}
