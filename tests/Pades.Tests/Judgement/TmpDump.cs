using Xunit;
namespace KonTum.Tthc.Pades.Tests.Judgement;
public sealed class TmpDump
{
    [Fact]
    public async Task Dump()
    {
        using var w = new StreamWriter("/tmp/judge_dbg/levels.txt");
        foreach (var e in Corpus.Signed.Where(e => e.File.Contains("siva")))
        {
            var anchors = new ValidationOptions { At = new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero) };
            var watch = System.Diagnostics.Stopwatch.StartNew();
            var r = await PadesValidator.ValidateAsync(new MemoryStream(File.ReadAllBytes(e.Path)), anchors, TestContext.Current.CancellationToken);
            var ms = watch.ElapsedMilliseconds;
            // anchors: last of each chain
            w.WriteLine($"{e.File} {ms} ms");
            foreach (var s in r.Signatures) w.WriteLine($"    {s.Kind} {s.Level} {s.SubIndication} chain {s.Chain.Count} ts {s.Timestamps.Count} rev {string.Join(",", s.Chain.Select(c => c.Revocation?.Status.ToString() + c.Revocation?.ThisUpdate.ToString("u")))} {s.SignatureAlgorithm} {s.DigestAlgorithm} best {s.BestSignatureTime:u} tst {string.Join(",", s.Timestamps.Select(t=>t.Time?.ToString("u")))}");
        }
    }
}
