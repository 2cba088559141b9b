using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>
/// The one service provider that the gateways know. Its credentials are made at first start into <c>service-provider.json</c>
/// (0600), from where a run script hands them to the platform.
/// </summary>
internal sealed class ServiceProviderAccount
{
    /// <summary>What the phone shows as the asking system.</summary>
    public const string DisplayName = "Hệ thống thông tin giải quyết TTHC tỉnh Kon Tum";

    private const string FileName = "service-provider.json";

    private sealed record Credentials(string SpId, string SpPassword, string BearerToken);

    private readonly Lazy<Credentials> credentials;

    public ServiceProviderAccount(DataDirectory directory) => credentials = new(() => ReadOrMake(directory));

    public void Prepare() => _ = credentials.Value;

    /// <summary>Its name, as callbacks carry it.</summary>
    public string SpId => credentials.Value.SpId;

    public bool Accepts(string? id, string? password) =>
        // Both are compared in full, in constant time.
        Same(credentials.Value.SpId, id) & Same(credentials.Value.SpPassword, password);

    /// <summary>Whether it is the name of the service provider.</summary>
    public bool Knows(string? id) => Same(credentials.Value.SpId, id);

    public bool AcceptsToken(string? token) => Same(credentials.Value.BearerToken, token);

    private static bool Same(string expected, string? given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given ?? ""));

    private static Credentials ReadOrMake(DataDirectory directory)
    {
        if (directory.Read(FileName) is { } text)
            return JsonSerializer.Deserialize<Credentials>(text, Wire.Json)
                ?? throw new InvalidOperationException($"{FileName} is empty.");
        static string Secret() => RandomNumberGenerator.GetHexString(48, lowercase: true);
        var made = new Credentials($"kontum-{RandomNumberGenerator.GetHexString(8, lowercase: true)}", Secret(), Secret());
        directory.Write(FileName, JsonSerializer.Serialize(made, Wire.Json));
        return made;
    }
}
