using System.Text.RegularExpressions;
using KonTum.Tthc.Acceptance.Tests.Demonstration;

namespace KonTum.Tthc.Acceptance.Tests.Journeys;

/// <summary>The whole journey through each provider: every adapter, every authority of the guide, every way to confirm.</summary>
[Collection(DemonstrationCollection.Name)]
public sealed partial class EveryProvider(DemonstrationPlatform platform, ITestOutputHelper output)
{
    /// <summary>How the demonstration calls them, and the adapter that each goes through.</summary>
    private static readonly (string Name, string Adapter)[] Expected =
    [
        ("vnpt", "sp769"), ("neac", "sp769"), ("neac-blocking", "sp769"), ("mysign", "mysign"), ("misa", "misa"),
        ("csc1-implicit", "csc1"), ("csc1-explicit", "csc1"), ("csc1-oauth2", "csc1"), ("csc2", "csc2"), ("token", "token"),
        ("VNPT-CA", "sp769"), ("Viettel-CA", "sp769"), ("CA2", "sp769"), ("BkavCA", "sp769"), ("FPT-CA", "sp769"), ("Newtel-CA", "sp769"),
        ("MISA-CA", "sp769"), ("TrustCA", "sp769"),
    ];

    [Fact]
    public async Task Signs_a_file_that_others_find_valid()
    {
        var folder = Directory.CreateTempSubdirectory("tthc-every-provider-");
        try
        {
            var (exit, printed, error) = await platform.TthcAsync("demo", "--all-providers", "--out", folder.FullName);
            var lines = Line().Matches(printed).Select(m => m.Groups).ToList();
            var verdicts = new List<string>();
            output.WriteLine($"{"provider",-14} {"adapter",-7} {"confirmations",13} {"seconds",8} {"outcome",-24} {"level",-5} pdfsig");
            foreach (var (name, adapter) in Expected)
            {
                var line = lines.SingleOrDefault(l => l["name"].Value == name);
                var verdict = await PdfsigAsync(Path.Combine(folder.FullName, $"{name}.pdf"));
                verdicts.Add(verdict);
                output.WriteLine(
                    $"{name,-14} {adapter,-7} {line?["confirmations"].Value,13} {line?["seconds"].Value,8} {line?["outcome"].Value,-24} "
                    + $"{line?["level"].Value,-5} {verdict}");
            }

            exit.ShouldBe(0, $"{printed}\n{error}");
            lines.Select(l => l["name"].Value).ShouldBe(Expected.Select(e => e.Name));
            lines.ShouldAllBe(l => l["outcome"].Value == "SIGNED" && l["confirmations"].Value == "1");
            // The token's authority answers no questions about revocation; all others' files can prove themselves later.
            lines.ShouldAllBe(l => l["level"].Value == (l["name"].Value == "token" ? "B-T" : "B-LT"));
            verdicts.ShouldAllBe(v => v == "Signature is Valid.");
            printed.ShouldContain($"{Expected.Length}/{Expected.Length} thành công");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> PdfsigAsync(string file)
    {
        if (!File.Exists(file)) return "no file";
        var (_, report, error) = await Programs.RunAsync("pdfsig", ["-nocert", file]);
        return Verdict().Matches(report) is [var only] ? only.Groups[1].Value : report + error;
    }

    [GeneratedRegex(@"^[✓✗] (?<name>\S+) +(?<outcome>\S+) +(?<level>B-\S+)? +(?<seconds>[0-9.,]+) s +1 tệp, (?<confirmations>\d+) lần", RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex("Signature Validation: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Verdict();
}
