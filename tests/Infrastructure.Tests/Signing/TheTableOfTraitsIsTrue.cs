using System.Text.Json;
using KonTum.Tthc.Infrastructure.Signing.Adapters;
using KonTum.Tthc.Infrastructure.Signing.Adapters.Sp769;
using KonTum.Tthc.TestKit;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Signing;

/// <summary>docs/providers.md against the catalogue that comes with the platform.</summary>
public sealed class TheTableOfTraitsIsTrue
{
    [Theory]
    [InlineData("Vnpt", 1)]
    [InlineData("Neac", 2)]
    [InlineData("NeacBlocking", 3)]
    public void Of_the_family_of_QD_769(string gateway, int column)
    {
        using var stream = typeof(Sp769Traits).Assembly.GetManifestResourceStream("providers.json")!;
        using var catalogue = JsonDocument.Parse(stream);
        var entry = catalogue.RootElement.GetProperty("gateways").GetProperty(gateway);
        var traits = entry.GetProperty("traits").Deserialize<Sp769Traits>(TraitsJson.Options)!;
        var actual = typeof(Sp769Traits).GetProperties().Where(p => p.Name != "EqualityContract").ToDictionary(
            p => JsonNamingPolicy.CamelCase.ConvertName(p.Name), p => p.GetValue(traits)!.ToString()!);
        foreach (var limit in new[] { "lifetimeSeconds", "maxDocuments", "descriptionLength" }) actual[limit] = entry.GetProperty(limit).ToString();

        var table = Rows(column);

        table.Keys.ShouldBe(actual.Keys, ignoreOrder: true);
        foreach (var (trait, documented) in table)
        {
            // "none": the mode of the gateway does not use it.
            if (documented != "none") documented.ToLowerInvariant().ShouldBe(actual[trait].ToLowerInvariant(), trait);
        }
    }

    private static Dictionary<string, string> Rows(int column)
    {
        return File.ReadLines(Path.Combine(Repository.Root, "docs", "providers.md"))
            .SkipWhile(line => !line.StartsWith("| trait | `Vnpt`", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(cells => cells[1].Trim('`'), cells => cells[column + 1], StringComparer.Ordinal);
    }
}
