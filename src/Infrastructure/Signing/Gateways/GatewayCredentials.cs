using System.Text.Json;
using Microsoft.Extensions.Options;

namespace KonTum.Tthc.Infrastructure.Signing.Gateways;

/// <summary>What the platform identifies itself with at a gateway.</summary>
internal sealed record GatewayCredentials(string SpId, string SpPassword, string BearerToken)
{
    /// <summary>Hides the secrets: records print themselves into logs easily.</summary>
    public override string ToString() => nameof(GatewayCredentials);

    /// <summary>Reads a file of credentials.</summary>
    /// <exception cref="InvalidDataException">It cannot be used; the message names the setting, never the content.</exception>
    public static GatewayCredentials Read(string path, string setting)
    {
        try
        {
            using var file = JsonDocument.Parse(File.ReadAllBytes(path));
            string Text(string name) =>
                file.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
            return new GatewayCredentials(Text("sp_id"), Text("sp_password"), Text("bearer_token"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{setting}: the file cannot be read ({exception.GetType().Name}).");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{setting}: the file is not a JSON object with sp_id, sp_password and bearer_token.");
        }
    }
}

/// <summary>Gives the credentials of each gateway, and reads them again when their file changes: passwords are rotated without a restart.</summary>
internal sealed class GatewayCredentialFiles(IOptions<GatewaysOptions> options)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (DateTime Written, GatewayCredentials Credentials)> read = new(StringComparer.Ordinal);

    /// <summary>The setting that names the file of a gateway, and the file.</summary>
    public static (string Setting, string? Path) Locate(GatewaysOptions options, string gateway) =>
        string.IsNullOrEmpty(options.ByName[gateway].CredentialsFile)
            ? ($"{GatewaysOptions.Section}:CredentialsFile", options.CredentialsFile)
            : ($"{GatewaysOptions.Section}:{gateway}:CredentialsFile", options.ByName[gateway].CredentialsFile);

    /// <summary>The credentials for a gateway.</summary>
    /// <exception cref="InvalidDataException">The file cannot be used.</exception>
    public GatewayCredentials For(string gateway)
    {
        var (setting, path) = Locate(options.Value, gateway);
        if (string.IsNullOrEmpty(path)) throw new InvalidDataException($"{setting} is not set.");
        var written = File.GetLastWriteTimeUtc(path);
        lock (gate)
        {
            if (read.TryGetValue(path, out var known) && known.Written == written) return known.Credentials;
            var credentials = GatewayCredentials.Read(path, setting);
            read[path] = (written, credentials);
            return credentials;
        }
    }
}
