using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;

namespace KonTum.Tthc.Infrastructure.Signing.Adapters;

/// <summary>
/// One family of interface. An adapter keeps no state of a ceremony: what it needs again it writes into the provider reference. In what
/// two providers of one family differ is in the connection's traits, never in a case of the code.
/// </summary>
internal interface IProviderAdapter
{
    /// <summary>What the catalogue calls it, for example "sp769".</summary>
    string Name { get; }

    /// <summary>Whether its accounts have to be connected with user name and password first.</summary>
    bool ConnectsAccounts => false;

    /// <summary>Whether the signatures come from the caller (USB token, SIM): nothing is called, so no address is needed.</summary>
    bool SignsByItself => false;

    /// <summary>Names of the secrets that a connection cannot do without.</summary>
    IReadOnlyList<string> RequiredSecrets(ProviderConnection connection) => [];

    /// <summary>Reads the traits, so that a wrong one is found when the catalogue is read and not when somebody signs.</summary>
    /// <exception cref="JsonException">They cannot be read.</exception>
    void CheckTraits(ProviderConnection connection)
    {
    }

    /// <inheritdoc cref="IRemoteSigning.ListCertificatesAsync"/>
    Task<IReadOnlyList<RemoteCertificate>> ListCertificatesAsync(
        ProviderRoute route, string personId, SignatureEntry entry, CancellationToken cancellationToken);

    /// <inheritdoc cref="IRemoteSigning.ReserveTransactionAsync"/>
    Task<string> ReserveTransactionAsync(
        ProviderRoute route, SignatureEntry entry, string certificateSerialNumber, CancellationToken cancellationToken);

    /// <inheritdoc cref="IRemoteSigning.StartAsync"/>
    Task<StartedRemoteSigning> StartAsync(ProviderRoute route, RemoteSigningRequest request, CancellationToken cancellationToken);

    /// <inheritdoc cref="IRemoteSigning.PollAsync"/>
    Task<RemoteOutcome> PollAsync(ProviderRoute route, RemoteCeremony ceremony, CancellationToken cancellationToken);

    /// <inheritdoc cref="IRemoteSigning.AuthorizeAsync"/>
    Task<RemoteOutcome> AuthorizeAsync(
        ProviderRoute route, RemoteCeremony ceremony, SigningAuthorization authorization, CancellationToken cancellationToken) =>
        throw Failures.AuthorizationNotAsked.Because();

    /// <inheritdoc cref="IRemoteSigning.ConnectAccountAsync"/>
    Task<AccountConnection> ConnectAccountAsync(
        ProviderRoute route, string personId, SignatureEntry entry, AccountLogin login, CancellationToken cancellationToken) =>
        throw Failures.AccountNeedsNoLogin.Because();

    /// <summary>
    /// Which confirmation a call of the provider speaks of. It is only taken as a hint to ask at once: what counts is what asking answers.
    /// </summary>
    /// <returns>Transaction id or provider reference; null when the call names none.</returns>
    string? ReadCallback(ProviderRoute route, JsonElement body) => null;
}

/// <summary>How an account is reached: who issued its certificate, and where the platform calls.</summary>
/// <param name="ProviderCode">Code of the provider, for example "VNPT-CA".</param>
/// <param name="Connection">Where the platform calls.</param>
/// <param name="DescriptionLength">Most characters of the text on the phone.</param>
/// <param name="AsciiDescription">Whether the phone shows only ASCII letters, digits, blank, "-" and "_".</param>
internal sealed record ProviderRoute(string ProviderCode, ProviderConnection Connection, int DescriptionLength, bool AsciiDescription);

/// <summary>One interface that the platform calls, as the catalogue has it at the moment.</summary>
internal sealed record ProviderConnection
{
    private object? readTraits;

    /// <summary>Its name in the catalogue and in logs, for example "Vnpt".</summary>
    public required string Name { get; init; }

    /// <summary>Name of the adapter.</summary>
    public required string Adapter { get; init; }

    /// <summary>Base address, ending in a slash; null switches it off.</summary>
    public Uri? BaseAddress { get; init; }

    /// <summary>Most documents of one confirmation.</summary>
    public int MaxDocuments { get; init; } = 20;

    /// <summary>How long the person has to confirm.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often it is asked while the phone rings.</summary>
    public PollPace Pace { get; init; } = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10));

    /// <summary>How long one attempt of a call may take.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Repetitions of a harmless call that got no answer.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>What the platform shows of itself when the connection is made; null for nothing.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>Roots that the server's certificate must lead to; null for those of the machine. It is verified always.</summary>
    public X509Certificate2Collection? ServerRoots { get; init; }

    /// <summary>What differs within the family; <see cref="TraitsOf{T}"/> reads it.</summary>
    public JsonElement Traits
    {
        get;
        init
        {
            field = value;
            readTraits = null;
        }
    }

    /// <summary>Secrets by name (sp_id, sp_password, client_secret …), read from what the catalogue refers to; it prints nothing.</summary>
    public required ProviderSecrets Secrets { get; init; }

    /// <summary>The traits of the family; members that are absent have their defaults. They are read once.</summary>
    public T TraitsOf<T>() where T : class, new()
    {
        if (readTraits is T read) return read;
        var traits = Traits.ValueKind == JsonValueKind.Object ? Traits.Deserialize<T>(TraitsJson.Options)! : new T();
        readTraits = traits;
        return traits;
    }
}

/// <summary>Secrets of a connection.</summary>
internal sealed class ProviderSecrets(IReadOnlyDictionary<string, string> values)
{
    /// <summary>A secret; empty when it is not there.</summary>
    public string this[string name] => values.GetValueOrDefault(name, "");

    /// <summary>Names of the secrets that are there.</summary>
    public IEnumerable<string> Names => values.Where(v => v.Value.Length > 0).Select(v => v.Key);

    /// <inheritdoc />
    public override string ToString() => nameof(ProviderSecrets);
}

/// <summary>How traits are read: camel case, enumerations by name, unknown members refused.</summary>
internal static class TraitsJson
{
    /// <summary>The options.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };
}
