using System.Diagnostics;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Cli.Tests;

/// <summary>The shared corpus through the tool as a shell would give it: all files in one call.</summary>
public sealed class CorpusProcessTests
{
    private static readonly string s_corpus = Path.GetFullPath(Path.Combine(Workplace.Repository, "..", "shared", "corpus"));

    /// <summary>The whole corpus takes 3 s on an idle machine; a file that hangs takes for ever.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Every_plain_file_is_signed_or_refused_as_expected()
    {
        var entries = Entries("plain");
        using var place = new Workplace();
        var watch = Stopwatch.StartNew();

        var (exit, output, _) = await TthcProcess.RunAsync(
            ["pdf", "sign", .. entries.Select(e => e.Path), "--out-dir", place.Path("out"), "--json"]);

        watch.Elapsed.ShouldBeLessThan(s_patience);
        exit.ShouldBe(2);
        var lines = TthcProcess.Lines(output, "sign");
        lines.Select(l => l.GetProperty("file").GetString()).ShouldBe(entries.Select(e => e.Path));
        var faults = new List<string>();
        foreach (var (entry, line) in entries.Zip(lines))
        {
            var isSigned = line.GetProperty("outcome").GetString() == "signed";
            if (!entry.Accepts(isSigned ? "signable" : "refuse"))
                faults.Add($"{entry.File}: {line.GetRawText()}");
            var result = Path.Combine(place.Path("out"), Path.GetFileName(entry.Path));
            if (File.Exists(result) != isSigned)
                faults.Add($"{entry.File}: there is an output where none may be, or none.");
            else if (isSigned && !StartsWith(result, entry.Path))
                faults.Add($"{entry.File}: the input is no prefix.");
        }

        faults.ShouldBeEmpty();
        Directory.GetFiles(place.Path("out")).Length.ShouldBe(lines.Count(l => l.GetProperty("outcome").GetString() == "signed"));
        await NewSignaturesHoldAsync(Directory.GetFiles(place.Path("out")));
    }

    [Fact]
    public async Task Every_signed_file_is_judged_as_expected_in_one_call()
    {
        var entries = Entries("signed");
        var watch = Stopwatch.StartNew();

        var (exit, output, error) = await TthcProcess.RunAsync(["pdf", "validate", "--json", .. entries.Select(e => e.Path)]);

        watch.Elapsed.ShouldBeLessThan(s_patience);
        (exit, error).ShouldBe((1, ""));
        var lines = TthcProcess.Lines(output, "validate");
        lines.Select(l => l.GetProperty("file").GetString()).ShouldBe(entries.Select(e => e.Path));
        entries.Zip(lines).Select(p => (p.First.File, Verdict(p.Second))).Where(p => !entries.First(e => e.File == p.File).Accepts(p.Item2)).ShouldBeEmpty();
        entries.Zip(lines).Where(p => p.First.Signatures != p.Second.GetProperty("signatures").GetArrayLength()).Select(p => p.First.File).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("place", "--keyword", "a")]
    [InlineData("inspect")]
    [InlineData("augment", "--level", "b-t", "--out-dir", "out")]
    public async Task Each_act_answers_for_each_file(params string[] act)
    {
        var entries = (IReadOnlyList<Entry>)[.. Entries("plain"), .. Entries("signed")];
        using var place = new Workplace();
        var words = act.Select(w => w == "out" ? place.Path(w) : w);

        var (exit, output, error) = await TthcProcess.RunAsync(["pdf", .. words, "--json", .. entries.Select(e => e.Path)]);

        exit.ShouldBe(2);
        TthcProcess.Lines(output, act[0]).Select(l => l.GetProperty("file").GetString()).ShouldBe(entries.Select(e => e.Path));
        output.ShouldNotContain("internal_error");
        error.ShouldNotContain("internal_error");
    }

    private static async Task NewSignaturesHoldAsync(string[] files)
    {
        var (_, output, _) = await TthcProcess.RunAsync(["pdf", "validate", "--json", .. files]);
        var ours = TthcProcess.Lines(output, "validate").Select(l => (
            File: Path.GetFileName(l.GetProperty("file").GetString()),
            Signatures: l.GetProperty("signatures").EnumerateArray().Where(s => s.GetProperty("coverage").GetString() == "whole_file").ToList())).ToList();
        ours.Count.ShouldBe(files.Length);
        ours.Where(f => f.Signatures is not [var s] || s.GetProperty("integrity").GetString() != "intact" || s.GetProperty("modifications").GetString() != "none")
            .Select(f => f.File).ShouldBeEmpty();
    }

    private static string Verdict(JsonElement line)
    {
        var signatures = line.GetProperty("signatures").EnumerateArray().ToList();
        return line.GetProperty("outcome").GetString() == "refused" ? "refuse"
            : signatures.Count == 0 ? "no_signature"
            : signatures.Exists(s => s.GetProperty("integrity").GetString() == "broken") ? "broken"
            : signatures.Exists(s => s.GetProperty("modifications").GetString() == "suspicious") ? "modified"
            : "intact";
    }

    private static bool StartsWith(string file, string prefix)
    {
        var (all, first) = (File.ReadAllBytes(file), File.ReadAllBytes(prefix));
        return all.AsSpan().StartsWith(first);
    }

    private static List<Entry> Entries(string part)
    {
        var index = Path.Combine(s_corpus, "expected.json");
        Assert.SkipUnless(File.Exists(index), "The corpus ../shared/corpus is not here.");
        using var json = JsonDocument.Parse(File.ReadAllBytes(index));
        return [.. json.RootElement.GetProperty(part).EnumerateArray().Select(e => new Entry(
            e.GetProperty("file").GetString()!,
            [e.GetProperty("expected").GetString()!, .. e.TryGetProperty("also_accept", out var also) ? also.EnumerateArray().Select(a => a.GetString()!) : []],
            part == "plain" ? 0 : e.GetProperty("signatures").GetInt32() + e.GetProperty("doc_timestamps").GetInt32()))];
    }

    private sealed record Entry(string File, IReadOnlyList<string> Accepted, int Signatures)
    {
        public string Path => System.IO.Path.Combine(s_corpus, File);

        public bool Accepts(string verdict) => Accepted.Contains(verdict);
    }
}
