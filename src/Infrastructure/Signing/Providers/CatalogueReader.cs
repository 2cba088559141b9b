using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Infrastructure.Signing.Adapters;

namespace KonTum.Tthc.Infrastructure.Signing.Providers;

/// <summary>
/// Makes the catalogue out of what comes with the platform (<c>providers.json</c>), the settings over it, and the file over both: an
/// operator who writes the file wants it to count.
/// </summary>
internal sealed class CatalogueReader(GatewaysOptions options, IReadOnlyDictionary<string, IProviderAdapter> adapters)
{
    private const int LongestDescription = 500;
    private readonly List<string> problems = [];

    /// <summary>The files that were read; tells when one of them has changed.</summary>
    public SecretReading Files { get; } = new();

    /// <summary>What is wrong; each sentence names the setting, none a secret.</summary>
    public IReadOnlyList<string> Problems => problems;

    /// <summary>Reads everything; what has a problem is left out.</summary>
    public CatalogueSnapshot Read()
    {
        var (gateways, providers) = Combine();
        var connections = gateways
            .Select(gateway => Connect(gateway.Key, gateway.Value))
            .OfType<ProviderConnection>()
            .ToDictionary(connection => connection.Name, StringComparer.OrdinalIgnoreCase);
        var all = providers.Select(provider => (Entry: provider, Provider: Describe(provider, gateways, connections))).ToList();
        return new CatalogueSnapshot(
            [.. all.Where(p => p.Provider.Enabled && p.Provider.Routes.Count > 0).Select(p => Offer(p.Entry, p.Provider))],
            all.ToDictionary(p => p.Provider.Code, p => p.Provider, StringComparer.Ordinal),
            connections);
    }

    private static byte[] Embedded()
    {
        using var stream = typeof(CatalogueReader).Assembly.GetManifestResourceStream("providers.json")
            ?? throw new InvalidOperationException("providers.json is not embedded.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private (Dictionary<string, GatewayEntry> Gateways, List<ProviderEntry> Providers) Combine()
    {
        var embedded = CatalogueFile.Parse(Embedded());
        var gateways = new Dictionary<string, GatewayEntry>(embedded.Gateways, StringComparer.OrdinalIgnoreCase);
        var providers = embedded.Providers.ToList();
        Apply(options.ByName, options.Providers.Select(p => { p.Value.Code = p.Key; return p.Value; }));
        if (string.IsNullOrEmpty(options.CatalogueFile)) return (gateways, providers);
        var setting = $"{GatewaysOptions.Section}:{nameof(GatewaysOptions.CatalogueFile)}";
        try
        {
            var file = CatalogueFile.Parse(Files.File(options.CatalogueFile, setting));
            Apply(file.Gateways, file.Providers);
        }
        catch (InvalidDataException exception)
        {
            problems.Add(exception.Message);
        }
        catch (JsonException exception)
        {
            // Its own message quotes what it stumbled over; the place is enough.
            problems.Add($"{setting}: it is not a catalogue (line {exception.LineNumber + 1}, {exception.Path}).");
        }

        return (gateways, providers);

        void Apply(IReadOnlyDictionary<string, GatewayEntry> someGateways, IEnumerable<ProviderEntry> someProviders)
        {
            foreach (var (name, entry) in someGateways)
                gateways[name] = gateways.TryGetValue(name, out var known) ? known.With(entry) : entry;
            foreach (var entry in someProviders)
            {
                var at = providers.FindIndex(p => p.Code == entry.Code);
                if (string.IsNullOrEmpty(entry.Code)) problems.Add($"{GatewaysOptions.Section}:{nameof(GatewaysOptions.Providers)}: a provider has no code.");
                else if (at < 0) providers.Add(entry);
                else providers[at] = providers[at].With(entry);
            }
        }
    }

    private ProviderConnection? Connect(string name, GatewayEntry entry)
    {
        var setting = $"{GatewaysOptions.Section}:{name}";
        Check(entry.LifetimeSeconds is null or (>= 30 and <= 3600), $"{setting}:LifetimeSeconds must be 30 to 3600.");
        Check(entry.AttemptTimeoutSeconds is null or (>= 0.1 and <= 120), $"{setting}:AttemptTimeoutSeconds must be 0.1 to 120.");
        Check(entry.Retries is null or (>= 0 and <= 5), $"{setting}:Retries must be 0 to 5.");
        Check(entry.MaxDocuments is null or (>= 1 and <= 500), $"{setting}:MaxDocuments must be 1 to 500.");
        Check(entry.PollSeconds is null or (>= 0.1 and <= 60), $"{setting}:PollSeconds must be 0.1 to 60.");
        Check(entry.LongestPollSeconds is null or (>= 0.1 and <= 300), $"{setting}:LongestPollSeconds must be 0.1 to 300.");
        Check(entry.DescriptionLength is null or (>= 10 and <= 4000), $"{setting}:DescriptionLength must be 10 to 4000.");
        if (!adapters.TryGetValue(entry.Adapter ?? "", out var adapter))
        {
            // An entry of the shipped catalogue whose adapter is not built in is harmless as long as nobody wants to use it.
            Check(string.IsNullOrEmpty(entry.BaseUrl), $"{setting}:Adapter must be one of {string.Join(", ", adapters.Keys.Order())}.");
            return null;
        }

        if (!adapter.SignsByItself)
        {
            if (string.IsNullOrEmpty(entry.BaseUrl)) return null;
            if (FindUrlProblem(entry.BaseUrl) is { } problem)
            {
                problems.Add($"{setting}:BaseUrl {problem}");
                return null;
            }
        }

        try
        {
            var first = TimeSpan.FromSeconds(entry.PollSeconds ?? 2);
            var traits = (System.Text.Json.Nodes.JsonObject?)entry.Traits?.DeepClone();
            if (entry.UseBearerToken is { } bearer) (traits ??= [])["bearerToken"] = bearer;
            var connection = new ProviderConnection
            {
                Name = name,
                Adapter = adapter.Name,
                BaseAddress = string.IsNullOrEmpty(entry.BaseUrl) ? null : new Uri(entry.BaseUrl.TrimEnd('/') + "/"),
                MaxDocuments = entry.MaxDocuments ?? 20,
                Lifetime = TimeSpan.FromSeconds(entry.LifetimeSeconds ?? 300),
                Pace = new PollPace(first, TimeSpan.FromSeconds(Math.Max(entry.LongestPollSeconds ?? 10, first.TotalSeconds))),
                AttemptTimeout = TimeSpan.FromSeconds(entry.AttemptTimeoutSeconds ?? 15),
                Retries = entry.Retries ?? 2,
                ClientCertificate = string.IsNullOrEmpty(entry.ClientCertificate)
                    ? null
                    : Files.ClientCertificate(entry.ClientCertificate, entry.ClientCertificatePassword, $"{setting}:ClientCertificate"),
                ServerRoots = string.IsNullOrEmpty(entry.ServerRootsFile)
                    ? null
                    : Files.Certificates(entry.ServerRootsFile, $"{setting}:ServerRootsFile"),
                Traits = traits is null ? default : JsonSerializer.SerializeToElement(traits),
                Secrets = new ProviderSecrets(new Dictionary<string, string>()),
            };
            adapter.CheckTraits(connection);
            return connection with { Secrets = ReadSecrets(entry, setting, adapter.RequiredSecrets(connection)) };
        }
        catch (InvalidDataException exception)
        {
            problems.Add(exception.Message);
        }
        catch (JsonException exception)
        {
            problems.Add($"{setting}:Traits: {exception.Path} is not known or has another form.");
        }

        return null;
    }

    private ProviderSecrets ReadSecrets(GatewayEntry entry, string setting, IReadOnlyList<string> required)
    {
        var (name, reference) = entry switch
        {
            { Credentials.Length: > 0 } => ($"{setting}:Credentials", entry.Credentials),
            { CredentialsFile.Length: > 0 } => ($"{setting}:CredentialsFile", "file:" + entry.CredentialsFile),
            _ => ($"{GatewaysOptions.Section}:CredentialsFile",
                string.IsNullOrEmpty(options.CredentialsFile) ? null : "file:" + options.CredentialsFile),
        };
        if (required.Count == 0 && reference is null) return new ProviderSecrets(new Dictionary<string, string>());
        if (reference is null) throw new InvalidDataException($"{name} is not set, but {setting}:BaseUrl is.");
        var secrets = SecretReading.Secrets(Files.Follow(reference, name), name);
        var missing = required.Where(secret => secrets[secret].Length == 0).ToList();
        return missing.Count == 0 ? secrets : throw new InvalidDataException($"{name}: {string.Join(", ", missing)} is missing.");
    }

    private CatalogueProvider Describe(
        ProviderEntry entry, Dictionary<string, GatewayEntry> gateways, Dictionary<string, ProviderConnection> connections)
    {
        var setting = $"{GatewaysOptions.Section}:Providers:{entry.Code}";
        var routes = new Dictionary<SignatureKind, ProviderRoute>();
        foreach (var (name, gateway) in entry.Gateways)
        {
            if (!Enum.TryParse<SignatureKind>(name, ignoreCase: true, out var kind) || !Enum.IsDefined(kind) || char.IsAsciiDigit(name[0]))
                problems.Add($"{setting}:Gateways:{name}: the kind of signature must be one of {string.Join(", ", Enum.GetNames<SignatureKind>())}.");
            else if (!string.IsNullOrEmpty(gateway) && !gateways.ContainsKey(gateway))
                problems.Add($"{setting}:Gateways:{name}: the gateway must be one of {string.Join(", ", gateways.Keys)}, or empty.");
            else if (connections.TryGetValue(gateway ?? "", out var connection))
                routes[kind] = Route(entry, gateways[connection.Name], connection);
        }

        X509Certificate2Collection? anchors = null;
        ProviderLogo? logo = null;
        try
        {
            if (!string.IsNullOrEmpty(entry.TrustAnchorsFile)) anchors = Files.Certificates(entry.TrustAnchorsFile, $"{setting}:TrustAnchorsFile");
            logo = string.IsNullOrEmpty(entry.LogoFile)
                ? DrawnLogo.Of(entry.Code!)
                : ReadLogo(Files.File(entry.LogoFile, $"{setting}:LogoFile"), $"{setting}:LogoFile");
        }
        catch (InvalidDataException exception)
        {
            problems.Add(exception.Message);
        }

        return new CatalogueProvider(
            entry.Code!, entry.Enabled is not false, routes, logo, anchors, entry.Authorities.ToHashSet(StringComparer.OrdinalIgnoreCase));
    }

    private static ProviderRoute Route(ProviderEntry provider, GatewayEntry gateway, ProviderConnection connection) => new(
        provider.Code!,
        connection,
        Math.Min(provider.DescriptionLength ?? LongestDescription, gateway.DescriptionLength ?? LongestDescription),
        provider.AsciiDescription is true || gateway.AsciiDescription is true);

    private static ProviderLogo ReadLogo(byte[] bytes, string setting)
    {
        ReadOnlySpan<byte> png = [0x89, (byte)'P', (byte)'N', (byte)'G'];
        return bytes.Length is 0 or > 256 * 1024 ? throw new InvalidDataException($"{setting}: it must have at most 256 KB.")
            : bytes.AsSpan().StartsWith(png) ? new ProviderLogo("image/png", bytes)
            : bytes.AsSpan().IndexOf("<svg"u8) >= 0 ? new ProviderLogo("image/svg+xml", bytes)
            : throw new InvalidDataException($"{setting}: it must be SVG or PNG.");
    }

    private static string? FindUrlProblem(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Query.Length > 0 || uri.UserInfo.Length > 0)
            return "must be an http or https address without query and user.";
        return uri.Scheme == "http" && !uri.IsLoopback
            ? "must be https: credentials travel in every request, and only on loopback nobody can read them."
            : null;
    }

    private SignatureProvider Offer(ProviderEntry entry, CatalogueProvider provider)
    {
        var routes = provider.Routes.OrderBy(r => r.Key).ToList();
        return new SignatureProvider(
            provider.Code,
            entry.Name ?? provider.Code,
            [.. routes.Select(r => r.Key)],
            provider.Logo is not null,
            [.. routes.Select(r => r.Value.Connection.MaxDocuments)],
            [.. routes.Where(r => adapters[r.Value.Connection.Adapter].ConnectsAccounts).Select(r => r.Key)]);
    }

    private void Check(bool holds, string problem)
    {
        if (!holds) problems.Add(problem);
    }
}
