using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Infrastructure.Signing.Certificates;

/// <summary>Configuration section <c>Tthc:Revocation</c>.</summary>
internal sealed class RevocationOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Tthc:Revocation";

    /// <summary>Host names that may be asked, whatever their address. When empty: every host with a public address.</summary>
    public IList<string> AllowedHosts { get; set; } = [];

    /// <summary>How long one question may take, in seconds.</summary>
    public double TimeoutSeconds { get; set; } = 5;

    /// <summary>How long an answer is kept at most, in seconds, and never beyond its own end; 0 keeps none.</summary>
    public double KeepSeconds { get; set; } = 600;

    /// <summary>
    /// Where the addresses in certificates may lead. They are a stranger's: without a guard, a certificate could make the platform call its
    /// own neighbours.
    /// </summary>
    public ValidationDataPolicy ToPolicy() => new()
    {
        Hosts = [.. AllowedHosts],
        AllowCertificateAddresses = AllowedHosts.Count == 0,
        AllowPrivateAddresses = true, // of the named hosts alone
        CallTimeout = TimeSpan.FromSeconds(TimeoutSeconds),
        MaxCrlBytes = 16 * 1024 * 1024,
    };
}
