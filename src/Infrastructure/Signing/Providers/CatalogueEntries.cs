using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;

namespace KonTum.Tthc.Infrastructure.Signing.Providers;

/// <summary>
/// The form of <c>providers.json</c>, of the file that changes it, and of the settings. What is absent leaves what was said before.
/// </summary>
internal sealed record CatalogueFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>Where the platform calls, by name.</summary>
    public Dictionary<string, GatewayEntry> Gateways { get; init; } = [];

    /// <summary>Who issues certificates.</summary>
    public IReadOnlyList<ProviderEntry> Providers { get; init; } = [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="JsonException">It has another form.</exception>
    public static CatalogueFile Parse(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<CatalogueFile>(json, Json) ?? throw new JsonException("It is null.");
}

/// <summary>One gateway: an interface that the platform calls.</summary>
internal sealed record GatewayEntry
{
    /// <summary>Name of the adapter.</summary>
    public string? Adapter { get; set; }

    /// <summary>Base address; without it, the gateway and what is reached only through it is switched off.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>Secrets: <c>file:</c> and a path, or <c>env:</c> and the name of a variable; a JSON object of texts in either.</summary>
    public string? Credentials { get; set; }

    /// <summary>The same as <see cref="Credentials"/> with <c>file:</c>.</summary>
    public string? CredentialsFile { get; set; }

    /// <summary>The client certificate for mTLS: <c>file:</c> and a path of PKCS #12, or of PEM with the key beside the certificate.</summary>
    public string? ClientCertificate { get; set; }

    /// <summary>Password of the PKCS #12: <c>file:</c> and a path, or <c>env:</c> and a name.</summary>
    public string? ClientCertificatePassword { get; set; }

    /// <summary>PEM with the roots that the server's certificate must lead to; those of the machine without it.</summary>
    public string? ServerRootsFile { get; set; }

    /// <summary>Send the token in the Authorization header instead of sp_id and sp_password in the body (adapter sp769).</summary>
    public bool? UseBearerToken { get; set; }

    /// <summary>How long the person has to confirm, in seconds.</summary>
    public int? LifetimeSeconds { get; set; }

    /// <summary>How long one attempt may take, in seconds.</summary>
    public double? AttemptTimeoutSeconds { get; set; }

    /// <summary>Repetitions of a harmless call that got no answer.</summary>
    public int? Retries { get; set; }

    /// <summary>Most documents of one confirmation.</summary>
    public int? MaxDocuments { get; set; }

    /// <summary>Interval of polling in the first minute, in seconds.</summary>
    public double? PollSeconds { get; set; }

    /// <summary>What the interval grows to, in seconds.</summary>
    public double? LongestPollSeconds { get; set; }

    /// <summary>Most characters of the text on the phone.</summary>
    public int? DescriptionLength { get; set; }

    /// <summary>Whether the phone app shows only ASCII.</summary>
    public bool? AsciiDescription { get; set; }

    /// <summary>What differs within the family of the adapter.</summary>
    [JsonInclude]
    public JsonObject? Traits { get; internal set; }

    /// <summary>Reads a child of the section; values of traits are JSON where they can be.</summary>
    public static GatewayEntry Of(IConfigurationSection section)
    {
        var entry = section.Get<GatewayEntry>() ?? new GatewayEntry();
        foreach (var trait in section.GetSection(nameof(Traits)).GetChildren())
        {
            entry.Traits ??= [];
            entry.Traits[trait.Key] = trait.Value switch
            {
                null => null,
                _ when bool.TryParse(trait.Value, out var truth) => truth,
                _ when long.TryParse(trait.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
                _ => trait.Value,
            };
        }

        return entry;
    }

    /// <summary>This entry with what another says over it.</summary>
    public GatewayEntry With(GatewayEntry other) => new()
    {
        Adapter = other.Adapter ?? Adapter,
        BaseUrl = other.BaseUrl ?? BaseUrl,
        // The two ways to name secrets are one setting.
        Credentials = other.Credentials ?? (other.CredentialsFile is null ? Credentials : null),
        CredentialsFile = other.CredentialsFile ?? (other.Credentials is null ? CredentialsFile : null),
        ClientCertificate = other.ClientCertificate ?? ClientCertificate,
        ClientCertificatePassword = other.ClientCertificatePassword ?? ClientCertificatePassword,
        ServerRootsFile = other.ServerRootsFile ?? ServerRootsFile,
        UseBearerToken = other.UseBearerToken ?? UseBearerToken,
        LifetimeSeconds = other.LifetimeSeconds ?? LifetimeSeconds,
        AttemptTimeoutSeconds = other.AttemptTimeoutSeconds ?? AttemptTimeoutSeconds,
        Retries = other.Retries ?? Retries,
        MaxDocuments = other.MaxDocuments ?? MaxDocuments,
        PollSeconds = other.PollSeconds ?? PollSeconds,
        LongestPollSeconds = other.LongestPollSeconds ?? LongestPollSeconds,
        DescriptionLength = other.DescriptionLength ?? DescriptionLength,
        AsciiDescription = other.AsciiDescription ?? AsciiDescription,
        Traits = Merge(Traits, other.Traits),
    };

    private static JsonObject? Merge(JsonObject? below, JsonObject? above)
    {
        if (above is null) return below;
        var merged = (JsonObject?)below?.DeepClone() ?? [];
        foreach (var (name, value) in above)
        {
            // The settings may come in upper case.
            var known = merged.Select(m => m.Key).FirstOrDefault(m => m.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;
            merged[known] = value?.DeepClone();
        }

        return merged;
    }
}

/// <summary>One provider.</summary>
internal sealed record ProviderEntry
{
    /// <summary>Code: what the national gateway calls <c>ca_name</c>.</summary>
    public string? Code { get; set; }

    /// <summary>Name that people read.</summary>
    public string? Name { get; set; }

    /// <summary>False takes it out of what is offered; ceremonies under way go on.</summary>
    public bool? Enabled { get; set; }

    /// <summary>Kind of signature to name of the gateway; an empty name takes the kind away.</summary>
    public Dictionary<string, string> Gateways { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether its phone app shows only ASCII.</summary>
    public bool? AsciiDescription { get; set; }

    /// <summary>Most characters of the text on the phone.</summary>
    public int? DescriptionLength { get; set; }

    /// <summary>SVG or PNG; a drawing of the initials without it.</summary>
    public string? LogoFile { get; set; }

    /// <summary>PEM: its certificates must lead to one of these too, besides a root of the platform.</summary>
    public string? TrustAnchorsFile { get; set; }

    /// <summary>Common names of the authorities that issue its certificates; any when there are none.</summary>
    public List<string> Authorities { get; set; } = [];

    /// <summary>This entry with what another says over it.</summary>
    public ProviderEntry With(ProviderEntry other)
    {
        var gateways = new Dictionary<string, string>(Gateways, StringComparer.OrdinalIgnoreCase);
        foreach (var (kind, gateway) in other.Gateways) gateways[kind] = gateway;
        return new ProviderEntry
        {
            Code = Code,
            Name = other.Name ?? Name,
            Enabled = other.Enabled ?? Enabled,
            Gateways = gateways,
            AsciiDescription = other.AsciiDescription ?? AsciiDescription,
            DescriptionLength = other.DescriptionLength ?? DescriptionLength,
            LogoFile = other.LogoFile ?? LogoFile,
            TrustAnchorsFile = other.TrustAnchorsFile ?? TrustAnchorsFile,
            Authorities = other.Authorities.Count > 0 ? other.Authorities : Authorities,
        };
    }
}
