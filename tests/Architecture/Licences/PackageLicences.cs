using System.Text.Json;
using System.Xml.Linq;
using KonTum.Tthc.TestKit;
using Shouldly;

namespace KonTum.Tthc.Architecture.Tests.Licences;

/// <summary>Every package of the restored graph, direct or not, carries a permissive licence. The list goes to artifacts/licences.tsv.</summary>
public sealed class PackageLicences
{
    private static readonly HashSet<string> Permissive = new(StringComparer.OrdinalIgnoreCase)
    {
        "MIT", "MIT-0", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "PostgreSQL", "ISC", "0BSD", "MS-PL", "Unlicense",
    };

    // Packages from before licence expressions, or with a licence file: what was read in them, and where.
    private static readonly Dictionary<string, string> Read = new(StringComparer.OrdinalIgnoreCase)
    {
        ["http://www.apache.org/licenses/LICENSE-2.0"] = "Apache-2.0",
        ["https://www.apache.org/licenses/LICENSE-2.0"] = "Apache-2.0",
        ["http://www.apache.org/licenses/LICENSE-2.0.html"] = "Apache-2.0",
        ["https://github.com/dotnet/corefx/blob/master/LICENSE.TXT"] = "MIT",
        ["http://opensource.org/licenses/mit-license.php"] = "MIT",
        // Its package says nothing; LICENSE in the repository that the package names (BenMorris/NetArchTest) does.
        ["NetArchTest.Rules"] = "MIT",
        ["https://github.com/dotnet/standard/blob/master/LICENSE.TXT"] = "MIT",
    };

    [Fact]
    public void All_are_permissive()
    {
        var rows = Packages().Select(package => (package.Id, package.Version, Licence: LicenceOf(package.Nuspec)))
            .DistinctBy(row => (row.Id, row.Version)).OrderBy(row => row.Id, StringComparer.OrdinalIgnoreCase).ToList();
        rows.Count.ShouldBeGreaterThan(20, "the graph was not read");
        var artifacts = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts"));
        File.WriteAllLines(
            Path.Combine(artifacts.FullName, "licences.tsv"), rows.Select(row => $"{row.Id}\t{row.Version}\t{row.Licence}"));

        rows.Where(row => !IsPermissive(row.Licence)).Select(row => $"{row.Id} {row.Version}: {row.Licence}").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("MIT", true)]
    [InlineData("Apache-2.0 OR MIT", true)]
    [InlineData("GPL-3.0-only OR MIT", true)]
    [InlineData("MIT AND Apache-2.0", true)]
    [InlineData("MIT AND AGPL-3.0-only", false)]
    [InlineData("GPL-2.0-only", false)]
    [InlineData("", false)]
    [InlineData("https://example.org/licence", false)]
    public void Expressions_are_judged(string expression, bool permissive) => IsPermissive(expression).ShouldBe(permissive);

    private static IEnumerable<(string Id, string Version, string Nuspec)> Packages()
    {
        foreach (var file in AssetFiles())
        {
            using var assets = JsonDocument.Parse(File.ReadAllBytes(file));
            var folders = assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToList();
            foreach (var library in assets.RootElement.GetProperty("libraries").EnumerateObject()
                .Where(library => library.Value.GetProperty("type").GetString() == "package"))
            {
                var (id, version) = (library.Name.Split('/')[0], library.Name.Split('/')[1]);
                var path = library.Value.GetProperty("path").GetString()!;
                var nuspec = folders.Select(folder => Path.Combine(folder, path, id.ToLowerInvariant() + ".nuspec")).First(File.Exists);
                yield return (id, version, nuspec);
            }
        }
    }

    private static IEnumerable<string> AssetFiles() => new[] { "src", "tests", "benchmarks", "build" }
        .Select(folder => Path.Combine(Repository.Root, folder))
        .Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "project.assets.json", SearchOption.AllDirectories));

    private static string LicenceOf(string nuspec)
    {
        var metadata = XDocument.Load(nuspec).Root!.Elements().First(element => element.Name.LocalName == "metadata");
        string? Value(string name) => metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value.Trim();
        var licence = metadata.Elements().FirstOrDefault(element => element.Name.LocalName == "license");
        if (licence?.Attribute("type")?.Value == "expression")
            return licence.Value.Trim();
        if (licence is not null)
            return FromText(Path.Combine(Path.GetDirectoryName(nuspec)!, licence.Value.Trim().Replace('\\', '/')));

        var address = Value("licenseUrl") ?? Value("id")!;
        return Read.GetValueOrDefault(address, address);
    }

    /// <summary>Recognizes a licence file by its title or by the clause that only it has.</summary>
    private static string FromText(string file)
    {
        if (!File.Exists(file))
            return $"file {Path.GetFileName(file)} is missing";

        var text = string.Join(' ', File.ReadAllText(file).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text switch
        {
            _ when text.Contains("GNU ", StringComparison.Ordinal) => "GNU",
            _ when text.Contains("Apache License Version 2.0", StringComparison.Ordinal) => "Apache-2.0",
            _ when text.Contains("Permission is hereby granted, free of charge", StringComparison.OrdinalIgnoreCase) => "MIT",
            _ when text.Contains("Redistribution and use in source and binary forms", StringComparison.OrdinalIgnoreCase) => "BSD-3-Clause",
            _ => $"unknown text in {Path.GetFileName(file)}",
        };
    }

    private static bool IsPermissive(string expression) => expression.Length > 0
        && expression.Replace("(", "", StringComparison.Ordinal).Replace(")", "", StringComparison.Ordinal)
            .Split(" AND ").All(all => all.Split(" OR ").Any(one => Permissive.Contains(one.Trim())));
}
