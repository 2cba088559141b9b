using System.Text.Json;
using System.Text.RegularExpressions;
using KonTum.Tthc.TestKit;
using Shouldly;

namespace KonTum.Tthc.Architecture.Tests;

/// <summary>The documents lead to what is there and name settings that exist.</summary>
public sealed partial class DocumentsTests
{
    private static readonly HashSet<string> NotOurs = new(StringComparer.Ordinal)
    {
        ".git", ".data", "bin", "obj", "artifacts", "node_modules", "BenchmarkDotNet.Artifacts",
    };

    private static readonly string[] Roots = ["src/", "tests/", "docs/", "build/", "protos/", "benchmarks/"];

    private static readonly IReadOnlyList<string> Documents = [.. Files(Repository.Root, "*.md").Order(StringComparer.Ordinal)];

    private static readonly Lazy<Settings> Known = new(Settings.Read);

    public static TheoryData<string> All => [.. Documents.Select(RelativeName)];

    [Theory]
    [MemberData(nameof(All))]
    public void Links_lead_somewhere(string document)
    {
        var path = Path.Combine(Repository.Root, document);
        var broken = Links(File.ReadAllText(path)).Where(link => !Leads(path, link)).ToList();

        broken.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Paths_in_the_text_exist(string document)
    {
        var text = WithoutBlocks(File.ReadAllText(Path.Combine(Repository.Root, document)));
        var missing = Code().Matches(text).Select(match => match.Groups[1].Value)
            .Where(code => Roots.Any(root => code.StartsWith(root, StringComparison.Ordinal)) && PathAlone().IsMatch(code))
            .Where(code => !Path.Exists(Path.Combine(Repository.Root, code)))
            .ToList();

        missing.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Settings_in_the_text_exist(string document)
    {
        var unknown = SettingNames(File.ReadAllText(Path.Combine(Repository.Root, document)))
            .Where(name => !Known.Value.Contains(name)).ToList();

        unknown.ShouldBeEmpty();
    }

    [Fact]
    public void The_runbook_names_every_setting_of_the_Api()
    {
        var named = SettingNames(File.ReadAllText(Path.Combine(Repository.Root, "docs", "runbook.md"))).ToList();

        Known.Value.Literals.Where(literal => !named.Exists(name => name == literal || name.StartsWith(literal + ":", StringComparison.Ordinal)))
            .ShouldBeEmpty();
        Known.Value.Literals.Count.ShouldBeGreaterThan(5, "the code was not read");
    }

    [Fact]
    public void The_documents_were_found()
    {
        Documents.Select(RelativeName).ShouldContain("README.md");
        Documents.SelectMany(document => Links(File.ReadAllText(document))).Count().ShouldBeGreaterThan(30);
        Documents.SelectMany(document => SettingNames(File.ReadAllText(document))).Count().ShouldBeGreaterThan(30);
    }

    [Theory]
    [InlineData("Tthc:Gateways:Neac:BaseUrl", true)]
    [InlineData("Tthc:Gateways:*:LifetimeSeconds", true)]
    [InlineData("Tthc:Gateways:Providers:FPT-CA:Enabled", true)]
    [InlineData("Tthc:Gateways:Providers:FPT-CA:Disabled", false)]
    [InlineData("Tthc__Identity__Authority", true)]
    [InlineData("ConnectionStrings__Tthc", true)]
    [InlineData("Kestrel:Endpoints:Rest:Url", true)]
    [InlineData("TTHC_ENDPOINTS", true)]
    [InlineData("Tthc:Gateways:Neac:Adress", false)]
    [InlineData("Tthc:Gateway:BaseUrl", false)]
    [InlineData("Kestrel:Endpoints:Soap:Url", false)]
    [InlineData("TTHC_ENDPOINT", false)]
    public void Unknown_settings_are_noticed(string name, bool exists) => Known.Value.Contains(Plain(name)).ShouldBe(exists);

    [Theory]
    [InlineData("[a](CONTRIBUTING.md)", true)]
    [InlineData("[a](CONTRIBUTING.md#add-an-event)", true)]
    [InlineData("[a](CONTRIBUTING.md#no-such-heading)", false)]
    [InlineData("![a](docs/no-such-picture.svg)", false)]
    [InlineData("`[a](nowhere.md)` and [b](https://example.org)", true)]
    public void Broken_links_are_noticed(string text, bool leads) =>
        Links(text).All(link => Leads(Path.Combine(Repository.Root, "README.md"), link)).ShouldBe(leads);

    private static bool Leads(string document, string link)
    {
        var parts = link.Split('#', 2);
        var target = parts[0].Length == 0 ? document : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(document)!, parts[0]));
        if (!Path.Exists(target) || !target.StartsWith(Repository.Root, StringComparison.Ordinal)) return false;
        return parts.Length == 1 || !target.EndsWith(".md", StringComparison.Ordinal)
            || Heading().Matches(WithoutBlocks(File.ReadAllText(target))).Any(heading => Anchor(heading.Groups[1].Value) == parts[1]);
    }

    /// <summary>The anchor that forges give a heading: lower case, blanks to hyphens, other punctuation dropped.</summary>
    private static string Anchor(string heading) =>
        NotInAnchor().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    private static IEnumerable<string> Links(string text) =>
        Link().Matches(Code().Replace(WithoutBlocks(text), ""))
            .Select(match => match.Groups[1].Value)
            .Where(link => !link.Contains("://", StringComparison.Ordinal) && !link.StartsWith("mailto:", StringComparison.Ordinal));

    private static IEnumerable<string> SettingNames(string text) =>
        SettingName().Matches(text).Select(match => Plain(match.Value.TrimEnd(':'))).Distinct(StringComparer.Ordinal);

    /// <summary>The environment writes two underscores for the colon.</summary>
    private static string Plain(string name) => name.Replace("__", ":", StringComparison.Ordinal);

    private static string WithoutBlocks(string text) => Block().Replace(text, "");

    private static string RelativeName(string path) => Path.GetRelativePath(Repository.Root, path);

    private static IEnumerable<string> Files(string directory, string pattern) =>
        Directory.EnumerateFiles(directory, pattern).Concat(
            Directory.EnumerateDirectories(directory).Where(d => !NotOurs.Contains(Path.GetFileName(d))).SelectMany(d => Files(d, pattern)));

    [GeneratedRegex(@"^(```|~~~).*?^\1[ \t]*$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#{1,6} (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex(@"^[A-Za-z0-9_./-]+$")]
    private static partial Regex PathAlone();

    [GeneratedRegex(@"(?<![\w.])(?:(?:Tthc|ConnectionStrings|Kestrel)(?:(?::|__)[A-Z*][A-Za-z0-9-]*)+|TTHC_[A-Z_]+|OTEL_[A-Z_]+)(?!\w)")]
    private static partial Regex SettingName();

    /// <summary>What the code reads, found in its text: sections are literals, what is in them are properties of options.</summary>
    private sealed partial record Settings(IReadOnlySet<string> Literals, IReadOnlySet<string> Properties, string Code, JsonElement Defaults)
    {
        public static Settings Read()
        {
            var sources = Files(Path.Combine(Repository.Root, "src"), "*.cs").Select(File.ReadAllText).ToList();
            string[] scripts = ["run.sh", "test.sh"];
            var shell = scripts.Select(name => Path.Combine(Repository.Root, name))
                .Concat(Files(Path.Combine(Repository.Root, "build"), "*.sh"))
                .Concat(Files(Path.Combine(Repository.Root, "tests", "TestKit"), "*.cs"))
                .Concat(Files(Path.Combine(Repository.Root, "tests", "Acceptance"), "*.cs"))
                .Concat(Files(Path.Combine(Repository.Root, "tests", "Domain.Tests"), "*.cs"))
                .Select(File.ReadAllText);
            var literals = sources.SelectMany(code => Literal().Matches(code)).Select(match => match.Groups[1].Value);
            var properties = sources.SelectMany(code => Property().Matches(code)).Select(match => match.Groups[1].Value);
            using var defaults = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Root, "src", "Api", "appsettings.json")));
            return new Settings(
                literals.ToHashSet(StringComparer.Ordinal), properties.ToHashSet(StringComparer.Ordinal),
                string.Join('\n', sources.Concat(shell)), defaults.RootElement.Clone());
        }

        public bool Contains(string name)
        {
            var parts = name.Split(':');
            if (parts.Length == 1) return Regex.IsMatch(Code, $@"\b{Regex.Escape(name)}\b");
            if (parts[0] == "ConnectionStrings") return Code.Contains($"GetConnectionString(\"{parts[^1]}\")", StringComparison.Ordinal);
            if (parts[0] == "Kestrel") return IsDefault(parts);
            return Enumerable.Range(1, parts.Length).Any(length =>
                (length == 1 || Literals.Contains(string.Join(':', parts.Take(length))))
                && Enumerable.Range(length, parts.Length - length).All(at => IsProperty(parts, at)));
        }

        // "*" stands for each gateway; what follows "Providers" is the code of any provider. Names of gateways are open; a document speaks of
        // those that come with the platform.
        private bool IsProperty(string[] parts, int at) =>
            parts[at] == "*" || parts[at - 1] == "Providers" || Properties.Contains(parts[at])
            || (parts[at - 1] == "Gateways" && Gateways.Value.Contains(parts[at]));

        private static readonly Lazy<IReadOnlySet<string>> Gateways = new(() =>
        {
            using var catalogue = JsonDocument.Parse(File.ReadAllBytes(
                Path.Combine(Repository.Root, "src", "Infrastructure", "Signing", "Providers", "providers.json")));
            return catalogue.RootElement.GetProperty("gateways").EnumerateObject().Select(gateway => gateway.Name).ToHashSet(StringComparer.Ordinal);
        });

        private bool IsDefault(IEnumerable<string> parts)
        {
            var at = Defaults;
            return parts.All(part => at.ValueKind == JsonValueKind.Object && at.TryGetProperty(part, out at));
        }

        [GeneratedRegex("\"(Tthc(?::[A-Z][A-Za-z]*)+)\"")]
        private static partial Regex Literal();

        [GeneratedRegex(@"public [\w.?]+(?:<[^>]*>)? (\w+) \{ get; (?:set|init);")]
        private static partial Regex Property();
    }
}
