using KonTum.Tthc.Infrastructure.Signing.Providers;

namespace KonTum.Tthc.Infrastructure.Portal;

/// <summary>The secrets of the exchange, read anew at each login, so that a changed password needs no restart.</summary>
internal sealed record PortalSecrets(string UserName, string Password, string FileKey)
{
    /// <exception cref="InvalidDataException">They cannot be read.</exception>
    public static PortalSecrets Read(PortalOptions options)
    {
        const string setting = $"{PortalOptions.Section}:Credentials";
        var secrets = SecretReading.Secrets(new SecretReading().Follow(options.Credentials, setting), setting);
        return new PortalSecrets(secrets["username"], secrets["password"], secrets["file_key"]);
    }

    public override string ToString() => nameof(PortalSecrets);
}
