using System.Text.Json;
using Xunit;

namespace KonTum.Tthc.Pades.Tests;

/// <summary>The shared corpus of public PDF files; absent on machines that do not have it.</summary>
internal static class Corpus
{
    public static string? Root { get; } = Find();

    public static IReadOnlyList<Entry> Plain { get; } = Read("plain");

    public static IReadOnlyList<Entry> Signed { get; } = Read("signed");

    /// <summary>Skips the running test when there is no corpus.</summary>
    public static string Need()
    {
        Assert.SkipUnless(Root is not null, "The corpus ../shared/corpus is not here.");
        return Root!;
    }

    /// <summary>For theories: names, or one stand-in, so that a missing corpus is a skip and not a failure.</summary>
    public static TheoryData<string> Names(IReadOnlyList<Entry> entries) =>
        entries.Count == 0 ? ["no corpus"] : [.. entries.Select(e => e.File)];

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "KonTum.Tthc.sln")))
                continue;
            var corpus = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "corpus"));
            return File.Exists(Path.Combine(corpus, "expected.json")) ? corpus : null;
        }

        return null;
    }

    private static List<Entry> Read(string part)
    {
        if (Root is null)
            return [];
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root, "expected.json")));
        return [.. json.RootElement.GetProperty(part).EnumerateArray().Select(e => new Entry(
            e.GetProperty("file").GetString()!,
            e.GetProperty("expected").GetString()!,
            e.TryGetProperty("also_accept", out var also) ? [.. also.EnumerateArray().Select(a => a.GetString()!)] : [],
            e.TryGetProperty("qpdf_check", out var check) ? check.GetString()! : string.Empty,
            e.TryGetProperty("signatures", out var count) ? count.GetInt32() : 0))];
    }

    internal sealed record Entry(string File, string Expected, IReadOnlyList<string> AlsoAccept, string QpdfCheck, int Signatures)
    {
        public string Path => System.IO.Path.Combine(Root!, File);
    }
}
