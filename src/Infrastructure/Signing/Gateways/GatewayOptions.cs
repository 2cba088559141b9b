namespace KonTum.Tthc.Infrastructure.Signing.Gateways;

/// <summary>Configuration section <c>Tthc:Gateways</c>.</summary>
internal sealed class GatewaysOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Tthc:Gateways";

    /// <summary>JSON file <c>{"sp_id", "sp_password", "bearer_token"}</c>; read again when it changes.</summary>
    public string? CredentialsFile { get; set; }

    /// <summary>VNPT SmartCA.</summary>
    public GatewayOptions Vnpt { get; set; } = new();

    /// <summary>The national eSign gateway.</summary>
    public GatewayOptions Neac { get; set; } = new();

    /// <summary>Changes to the catalogue, by code.</summary>
    public Dictionary<string, ProviderOptions> Providers { get; set; } = new(StringComparer.Ordinal);

    /// <summary>The gateways by the names that the catalogue uses.</summary>
    public IReadOnlyDictionary<string, GatewayOptions> ByName => new Dictionary<string, GatewayOptions>(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(Vnpt)] = Vnpt,
        [nameof(Neac)] = Neac,
    };
}

/// <summary>One gateway.</summary>
internal sealed class GatewayOptions
{
    /// <summary>Base address; without it, the gateway and what is reached only through it is switched off.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>Another file than the common one.</summary>
    public string? CredentialsFile { get; set; }

    /// <summary>Send the token in the Authorization header instead of sp_id and sp_password in the body.</summary>
    public bool UseBearerToken { get; set; }

    /// <summary>How long the person has to confirm, in seconds; null takes the catalogue's.</summary>
    public int? LifetimeSeconds { get; set; }

    /// <summary>How long one attempt may take, in seconds.</summary>
    public double AttemptTimeoutSeconds { get; set; } = 15;

    /// <summary>Repetitions of a harmless call that got no answer.</summary>
    public int Retries { get; set; } = 2;
}

/// <summary>What the configuration says about a provider; null leaves what the catalogue says.</summary>
internal sealed class ProviderOptions
{
    /// <summary>False takes it out of the catalogue.</summary>
    public bool? Enabled { get; set; }

    /// <summary>Name that people read.</summary>
    public string? Name { get; set; }

    /// <summary>Kind of signature to name of the gateway; an empty name takes the kind away.</summary>
    public Dictionary<string, string> Gateways { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether its phone app shows only ASCII.</summary>
    public bool? AsciiDescription { get; set; }

    /// <summary>Most characters of the text on the phone.</summary>
    public int? DescriptionLength { get; set; }
}
