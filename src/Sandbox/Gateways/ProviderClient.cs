using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>
/// The pair of name and secret that a provider gives to one application that signs with it, in a file of the data directory: who runs the
/// platform hands the file over, as a provider would send a letter.
/// </summary>
internal sealed class ProviderClient
{
    private readonly Lazy<Content> content;

    /// <param name="directory">Where the file is made at first use.</param>
    /// <param name="gateway">Name of the gateway; the file is <c>clients/{gateway}.json</c>.</param>
    /// <param name="secretName">What this provider calls the secret.</param>
    public ProviderClient(DataDirectory directory, string gateway, string secretName) =>
        content = new(() => ReadOrMake(directory, $"clients/{gateway}.json", secretName));

    private sealed record Content(string Id, string Secret);

    public string Id => content.Value.Id;

    public bool IsId(string? id) => Same(Id, id);

    public bool IsSecret(string? secret) => Same(content.Value.Secret, secret);

    private static bool Same(string expected, string? given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given ?? ""));

    private static Content ReadOrMake(DataDirectory directory, string file, string secretName)
    {
        if (directory.Read(file) is { } text)
        {
            using var read = JsonDocument.Parse(text);
            return new Content(read.RootElement.GetProperty("client_id").GetString()!, read.RootElement.GetProperty(secretName).GetString()!);
        }

        var made = new Content(
            $"KonTum_{RandomNumberGenerator.GetHexString(8, lowercase: true)}", RandomNumberGenerator.GetHexString(40, lowercase: true));
        directory.Write(file, JsonSerializer.Serialize(new Dictionary<string, string> { ["client_id"] = made.Id, [secretName] = made.Secret }));
        return made;
    }
}
