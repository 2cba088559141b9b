using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace KonTum.Tthc.Sandbox.Identity;

/// <summary>The OpenID provider's keys and the internal system's client secret. Made at first start, files are 0600.</summary>
internal sealed class IdentityKeys(DataDirectory directory)
{
    private const int Bits = 2048;

    private sealed record ClientCredentials(string ClientId, string ClientSecret);

    private readonly Lazy<RsaSecurityKey> signing = new(() => ReadOrMakeRsa(directory, "identity/signing.key"));
    private readonly Lazy<SymmetricSecurityKey> encryption = new(() => ReadOrMakeSymmetric(directory, "identity/encryption.key"));
    private readonly Lazy<ClientCredentials> client = new(() => ReadOrMakeClient(directory, "identity/system-client.json"));

    /// <summary>Signs tokens; its public half is what the JWKS shows.</summary>
    public RsaSecurityKey Signing => signing.Value;

    /// <summary>Protects authorization codes and refresh tokens, which only this provider reads.</summary>
    public SymmetricSecurityKey Encryption => encryption.Value;

    public string SystemClientSecret => client.Value.ClientSecret;

    private static RsaSecurityKey ReadOrMakeRsa(DataDirectory directory, string name)
    {
        var rsa = RSA.Create(Bits);
        if (directory.Read(name) is { } pem)
            rsa.ImportFromPem(pem);
        else
            directory.Write(name, rsa.ExportPkcs8PrivateKeyPem());
        return new RsaSecurityKey(rsa) { KeyId = Base64UrlEncoder.Encode(SHA256.HashData(rsa.ExportSubjectPublicKeyInfo())) };
    }

    private static SymmetricSecurityKey ReadOrMakeSymmetric(DataDirectory directory, string name)
    {
        if (directory.Read(name) is { } text)
            return new SymmetricSecurityKey(Convert.FromBase64String(text));
        var bytes = RandomNumberGenerator.GetBytes(32);
        directory.Write(name, Convert.ToBase64String(bytes));
        return new SymmetricSecurityKey(bytes);
    }

    private static ClientCredentials ReadOrMakeClient(DataDirectory directory, string name)
    {
        if (directory.Read(name) is { } text)
            return JsonSerializer.Deserialize<ClientCredentials>(text, Wire.Json) ?? throw new InvalidOperationException($"{name} is empty.");
        var made = new ClientCredentials(Clients.System, RandomNumberGenerator.GetHexString(48, lowercase: true));
        directory.Write(name, JsonSerializer.Serialize(made, Wire.Json));
        return made;
    }
}
