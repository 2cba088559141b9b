using Microsoft.Extensions.Configuration;

namespace KonTum.Tthc.Infrastructure.Signing.Providers;

/// <summary>Configuration section <c>Tthc:Gateways</c>: how this installation changes the catalogue that comes with the platform.</summary>
internal sealed class GatewaysOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Tthc:Gateways";

    /// <summary>A file in the form of <c>providers.json</c>; what it says counts more than the other settings, and it is read again when it changes.</summary>
    public string? CatalogueFile { get; set; }

    /// <summary>JSON file of secrets for the gateways that name none of their own; read again when it changes.</summary>
    public string? CredentialsFile { get; set; }

    /// <summary>Most calls that wait for a phone with their connection open, on one node.</summary>
    public int MostHeldCalls { get; set; } = 2000;

    /// <summary>Changes to the providers, by code.</summary>
    public Dictionary<string, ProviderEntry> Providers { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Changes to the gateways, and further ones: every other child of the section, by name.</summary>
    public IReadOnlyDictionary<string, GatewayEntry> ByName { get; private set; } =
        new Dictionary<string, GatewayEntry>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the section. Names of gateways are open, so the section is read child by child.</summary>
    public void Read(IConfigurationSection section)
    {
        section.Bind(this);
        var own = new HashSet<string>(
            [nameof(CatalogueFile), nameof(CredentialsFile), nameof(MostHeldCalls), nameof(Providers)], StringComparer.OrdinalIgnoreCase);
        ByName = section.GetChildren().Where(child => !own.Contains(child.Key)).ToDictionary(
            child => child.Key, GatewayEntry.Of, StringComparer.OrdinalIgnoreCase);
    }
}
