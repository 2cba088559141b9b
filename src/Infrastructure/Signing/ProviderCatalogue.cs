using System.Text.Json;
using System.Text.Json.Serialization;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Infrastructure.Signing.Gateways;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Signing;

/// <summary>A provider and the gateways that lead to it.</summary>
internal sealed record CatalogueEntry(
    string Code, string Name, IReadOnlyDictionary<SignatureKind, string> Gateways, bool AsciiDescription, int? DescriptionLength);

/// <summary>
/// The providers: the embedded <c>providers.json</c>, changed by the configuration. A provider of which no gateway has an address is not
/// offered.
/// </summary>
internal sealed class ProviderCatalogue
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private readonly Dictionary<string, CatalogueEntry> entries;

    public ProviderCatalogue(IOptions<GatewaysOptions> options)
    {
        var (traits, all) = Combine(options.Value);
        var reachable = options.Value.ByName.Where(g => !string.IsNullOrEmpty(g.Value.BaseUrl)).Select(g => g.Key)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        Traits = traits;
        var offered = all
            .Select(e => e with { Gateways = e.Gateways.Where(g => reachable.Contains(g.Value)).ToDictionary(g => g.Key, g => g.Value) })
            .Where(e => e.Gateways.Count > 0)
            .ToList();
        entries = offered.ToDictionary(e => e.Code, StringComparer.Ordinal);
        Providers = [.. offered.Select(e => new SignatureProvider(
            e.Code, e.Name, [.. e.Gateways.Keys.Order()], false, [.. e.Gateways.OrderBy(g => g.Key).Select(g => traits[g.Value].MaxDocuments)], []))];
    }

    /// <summary>What is offered, in the order of the catalogue.</summary>
    public IReadOnlyList<SignatureProvider> Providers { get; }

    /// <summary>Traits by name of the gateway.</summary>
    public IReadOnlyDictionary<string, GatewayTraits> Traits { get; }

    /// <summary>The provider of an account and the name of the gateway that leads to it.</summary>
    /// <exception cref="FailureException">SIGNATURE_PROVIDER_UNKNOWN.</exception>
    public (CatalogueEntry Provider, string Gateway) Find(SignatureEntry entry) =>
        entries.TryGetValue(entry.Provider, out var provider) && provider.Gateways.TryGetValue(entry.Kind, out var gateway)
            ? (provider, gateway)
            : throw Failures.ProviderUnknown.Because();

    /// <summary>What is wrong with the configuration of the providers; each sentence names the setting.</summary>
    public static IEnumerable<string> FindProblems(GatewaysOptions options)
    {
        foreach (var (code, provider) in options.Providers)
        {
            foreach (var (kind, gateway) in provider.Gateways)
            {
                var setting = $"{GatewaysOptions.Section}:Providers:{code}:Gateways:{kind}";
                if (!Enum.TryParse<SignatureKind>(kind, ignoreCase: true, out var known) || !Enum.IsDefined(known) || char.IsAsciiDigit(kind[0]))
                    yield return $"{setting}: the kind of signature must be one of {string.Join(", ", Enum.GetNames<SignatureKind>())}.";
                if (!string.IsNullOrEmpty(gateway) && !options.ByName.ContainsKey(gateway))
                    yield return $"{setting}: the gateway must be one of {string.Join(", ", options.ByName.Keys)}, or empty.";
            }
        }
    }

    private static (IReadOnlyDictionary<string, GatewayTraits> Traits, IReadOnlyList<CatalogueEntry> Entries) Combine(GatewaysOptions options)
    {
        using var stream = typeof(ProviderCatalogue).Assembly.GetManifestResourceStream("providers.json")
            ?? throw new InvalidOperationException("providers.json is not embedded.");
        var file = JsonSerializer.Deserialize<CatalogueFile>(stream, Json)!;
        var traits = file.Gateways.ToDictionary(
            g => g.Key,
            g => options.ByName[g.Key].LifetimeSeconds is { } seconds ? g.Value with { LifetimeSeconds = seconds } : g.Value,
            StringComparer.OrdinalIgnoreCase);
        var added = options.Providers.Keys.Where(code => file.Providers.All(p => p.Code != code))
            .Select(code => new CatalogueEntry(code, code, new Dictionary<SignatureKind, string>(), false, null));
        return (traits, [.. file.Providers.Concat(added)
            .Where(p => !options.Providers.TryGetValue(p.Code, out var changes) || changes.Enabled is not false)
            .Select(p => options.Providers.TryGetValue(p.Code, out var changes) ? Change(p, changes) : p)]);
    }

    private static CatalogueEntry Change(CatalogueEntry entry, ProviderOptions changes)
    {
        var gateways = entry.Gateways.ToDictionary(g => g.Key, g => g.Value);
        foreach (var (kind, gateway) in changes.Gateways) gateways[Enum.Parse<SignatureKind>(kind, ignoreCase: true)] = gateway;
        return entry with
        {
            Name = changes.Name ?? entry.Name,
            Gateways = gateways.Where(g => g.Value.Length > 0).ToDictionary(g => g.Key, g => g.Value),
            AsciiDescription = changes.AsciiDescription ?? entry.AsciiDescription,
            DescriptionLength = changes.DescriptionLength ?? entry.DescriptionLength,
        };
    }

    private sealed record CatalogueFile(Dictionary<string, GatewayTraits> Gateways, IReadOnlyList<CatalogueEntry> Providers);
}
