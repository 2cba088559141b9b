using System.Security.Cryptography;
using System.Text.Json;
using KonTum.Tthc.Domain.Signing;
using KonTum.Tthc.Infrastructure.Signing.Providers;
using KonTum.Tthc.Pades;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Reception.Sealing;

/// <summary>
/// The seals as the file says, read again when it or a key has changed: a certificate is renewed without a restart. A seal with a problem
/// is left out, and the log names its setting, never a secret.
/// </summary>
internal sealed partial class SealCatalogue(IOptions<SealsOptions> options, ILogger<SealCatalogue> log)
{
    private const long LookEveryMilliseconds = 5_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { ReadCommentHandling = JsonCommentHandling.Skip };

    private readonly Lock _gate = new();
    private Dictionary<string, Seal>? _seals;
    private SecretReading _files = new();
    private long _lookedAt;

    /// <summary>The seal of an agency; null if it has none.</summary>
    public Seal? Find(string agencyCode)
    {
        lock (_gate)
        {
            if (_seals is null || (Environment.TickCount64 - _lookedAt > LookEveryMilliseconds && _files.IsOutdated)) _seals = Read();
            _lookedAt = Environment.TickCount64;
            return _seals.GetValueOrDefault(agencyCode);
        }
    }

    private Dictionary<string, Seal> Read()
    {
        _files = new SecretReading();
        var seals = new Dictionary<string, Seal>(StringComparer.Ordinal);
        if (options.Value.File is not { Length: > 0 } path) return seals;
        try
        {
            var file = JsonSerializer.Deserialize<SealsFile>(_files.File(path, $"{SealsOptions.Section}:File"), Json);
            foreach (var (entry, number) in (file?.Seals ?? []).Select((e, n) => (e, n)))
            {
                try
                {
                    var seal = Open(entry, $"{SealsOptions.Section}:File: seals[{number}]");
                    if (!seals.TryAdd(seal.AgencyCode, seal)) throw new InvalidDataException($"seals[{number}]: the agency has a seal already.");
                }
                catch (InvalidDataException problem)
                {
                    LogLeftOut(problem.Message);
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or JsonException)
        {
            LogLeftOut(e is JsonException ? $"{SealsOptions.Section}:File is no JSON of seals." : e.Message);
        }

        return seals;
    }

    private Seal Open(SealEntry entry, string setting)
    {
        if (string.IsNullOrEmpty(entry.Agency)) throw new InvalidDataException($"{setting}.agency is missing.");
        if (string.IsNullOrEmpty(entry.Key) == entry.Remote is null)
            throw new InvalidDataException($"{setting}: either key or remote says what it is sealed with.");
        var box = entry.Visible is { } v ? new PagePlacement(v.Page, v.X, v.Y, v.Width, v.Height) : null;
        if (box?.FindViolations("visible").Any() == true) throw new InvalidDataException($"{setting}.visible: the box is out of range.");
        return new Seal(
            entry.Agency, entry.Remote is { } remote ? Remote(remote, setting + ".remote") : Local(entry.Key!, entry.Password, setting),
            box, entry.Visible?.Lines ?? []);
    }

    private RemoteKey Remote(RemoteSealEntry entry, string setting)
    {
        if (string.IsNullOrEmpty(entry.Gateway)) throw new InvalidDataException($"{setting}.gateway is missing.");
        if (string.IsNullOrEmpty(entry.Credential)) throw new InvalidDataException($"{setting}.credential is missing.");
        return new RemoteKey(
            entry.Gateway, entry.Credential,
            entry.Pin is null ? "" : System.Text.Encoding.UTF8.GetString(_files.Follow(entry.Pin, $"{setting}.pin")).TrimEnd('\r', '\n'));
    }

    private SealKey Local(string key, string? passwordReference, string setting)
    {
        var bytes = _files.Follow(key, $"{setting}.key");
        var password = passwordReference is null
            ? null
            : System.Text.Encoding.UTF8.GetString(_files.Follow(passwordReference, $"{setting}.password")).TrimEnd('\r', '\n');
        try
        {
            if (bytes.AsSpan().IndexOf("-----BEGIN"u8) < 0)
                return new FileKey(LocalKey.FromPkcs12(bytes, password));
            var pem = System.Text.Encoding.Latin1.GetString(bytes);
            return new FileKey(LocalKey.FromPem(pem, pem, password));
        }
        catch (CryptographicException e)
        {
            throw new InvalidDataException($"{setting}.key: no certificate with its key can be read from it ({e.GetType().Name}).");
        }
    }

    [LoggerMessage(1, LogLevel.Error, "A seal is left out: {Problem}")]
    private partial void LogLeftOut(string problem);
}

/// <summary>The seal of an agency, ready to be used.</summary>
/// <param name="AgencyCode">The agency.</param>
/// <param name="Key">Where its key is.</param>
/// <param name="Placement">Where it is seen; null for nowhere.</param>
/// <param name="Lines">What is seen; its own words if empty.</param>
internal sealed record Seal(string AgencyCode, SealKey Key, PagePlacement? Placement, IReadOnlyList<string> Lines);

/// <summary>Where the key of a seal is.</summary>
internal abstract record SealKey;

/// <summary>Here.</summary>
/// <param name="Local">The key with the chain of its certificate.</param>
internal sealed record FileKey(LocalKey Local) : SealKey;

/// <summary>At a provider.</summary>
/// <param name="Gateway">Gateway of the catalogue of providers.</param>
/// <param name="Credential">The credential there.</param>
/// <param name="Pin">Its PIN; empty where it wants none.</param>
internal sealed record RemoteKey(string Gateway, string Credential, string Pin) : SealKey
{
    /// <summary>
    /// Whether the provider has refused the PIN, or locked the key. It is not tried again until the file says something else: each further
    /// attempt could lock the agency's key.
    /// </summary>
    public bool PinRefused { get; set; }

    /// <inheritdoc />
    public override string ToString() => nameof(RemoteKey);
}
