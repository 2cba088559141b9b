using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Infrastructure.Signing.Adapters;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Signing.Providers;

/// <summary>
/// The catalogue as it is now. Its files are looked at when somebody asks, at most once a second: a change takes effect without a restart,
/// on each node by itself, and a file that cannot be used leaves what was there.
/// </summary>
internal sealed partial class ProviderCatalogue(
    IOptions<GatewaysOptions> options, IEnumerable<IProviderAdapter> adapters, ILogger<ProviderCatalogue> logger)
{
    private const long LookEveryMilliseconds = 1000;
    private readonly Lock gate = new();
    private readonly Dictionary<string, IProviderAdapter> byName = adapters.ToDictionary(a => a.Name, StringComparer.Ordinal);
    private volatile CatalogueSnapshot? current;
    private SecretReading? files;
    private long lookedAt;

    /// <summary>The catalogue.</summary>
    /// <exception cref="InvalidDataException">It never could be read.</exception>
    public CatalogueSnapshot Current
    {
        get
        {
            var now = Environment.TickCount64;
            if (current is { } known && now - Interlocked.Read(ref lookedAt) < LookEveryMilliseconds) return known;
            lock (gate)
            {
                if (current is { } still && now - lookedAt < LookEveryMilliseconds) return still;
                Interlocked.Exchange(ref lookedAt, now);
                return current is { } old && !files!.IsOutdated ? old : Read();
            }
        }
    }

    /// <summary>How a new ceremony reaches an account.</summary>
    /// <exception cref="FailureException">SIGNATURE_PROVIDER_UNKNOWN: not there, or switched off.</exception>
    public (CatalogueProvider Provider, ProviderRoute Route, IProviderAdapter Adapter) Find(SignatureEntry entry) =>
        Look(entry) is { Provider.Enabled: true } found ? found : throw Failures.ProviderUnknown.Because();

    /// <summary>How a ceremony under way reaches its account: switching a provider off does not take its signatures away.</summary>
    /// <exception cref="FailureException">SIGNING_PROVIDER_UNAVAILABLE: it has no address at the moment.</exception>
    public (CatalogueProvider Provider, ProviderRoute Route, IProviderAdapter Adapter) FindUnderWay(SignatureEntry entry) =>
        Look(entry) ?? throw Failures.ProviderUnavailable.Because();

    /// <summary>A provider, switched on or off; null when there is none.</summary>
    public CatalogueProvider? FindProvider(string code) => Current.ByCode.GetValueOrDefault(code);

    /// <summary>The adapter and the connection that a provider's own calls come in for; null when there is none.</summary>
    public (ProviderConnection Connection, IProviderAdapter Adapter)? FindConnection(string name) =>
        Current.Connections.TryGetValue(name, out var connection) ? (connection, byName[connection.Adapter]) : null;

    private (CatalogueProvider Provider, ProviderRoute Route, IProviderAdapter Adapter)? Look(SignatureEntry entry) =>
        Current.ByCode.TryGetValue(entry.Provider, out var provider) && provider.Routes.TryGetValue(entry.Kind, out var route)
            ? (provider, route, byName[route.Connection.Adapter])
            : null;

    private CatalogueSnapshot Read()
    {
        var reader = new CatalogueReader(options.Value, byName);
        var read = reader.Read();
        files = reader.Files; // also when it is refused: it is told once, and looked at again when it changes
        if (reader.Problems.Count == 0)
        {
            if (current is not null) Changed(read.Offered.Count, read.Connections.Count);
            return current = read;
        }

        if (current is not { } old) throw new InvalidDataException(string.Join(' ', reader.Problems));
        KeptOld(string.Join(' ', reader.Problems));
        return old;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The catalogue of providers was read again: {Providers} are offered, {Connections} connections.")]
    private partial void Changed(int providers, int connections);

    [LoggerMessage(Level = LogLevel.Error, Message = "The catalogue of providers is not read again: {Reason} What was there stays.")]
    private partial void KeptOld(string reason);
}
