namespace KonTum.Tthc.Pades;

/// <summary>
/// Where a <see cref="GuardedValidationDataClient"/> may go, and how much it takes. The defaults allow nothing: hosts must be named, or the
/// addresses in certificates be allowed.
/// </summary>
public sealed record ValidationDataPolicy
{
    /// <summary>Hosts that may be asked, each as <c>host</c> (any port) or <c>host:port</c>.</summary>
    public IReadOnlyCollection<string> Hosts { get; init; } = [];

    /// <summary>
    /// Whether hosts may be asked that are not named here, because a certificate names them. They must still have public addresses.
    /// </summary>
    public bool AllowCertificateAddresses { get; init; }

    /// <summary>
    /// Whether the hosts in <see cref="Hosts"/> may have addresses that are not public (private, loopback, link-local, carrier-grade NAT).
    /// Others never may.
    /// </summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>Time for one call, from resolving the name to the last byte.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Largest OCSP response in bytes.</summary>
    public int MaxOcspBytes { get; init; } = 64 * 1024;

    /// <summary>Largest certificate, or PKCS#7 with certificates, in bytes.</summary>
    public int MaxCertificateBytes { get; init; } = 64 * 1024;

    /// <summary>Largest CRL in bytes.</summary>
    public int MaxCrlBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Most redirections of one call; each goes through the same checks and stays on its scheme.</summary>
    public int MaxRedirects { get; init; } = 3;
}
