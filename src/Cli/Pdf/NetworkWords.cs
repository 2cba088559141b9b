using System.CommandLine;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Pdf;

/// <summary>The words about asking others for certificates and revocation information. Without them nothing leaves the process.</summary>
internal sealed class NetworkWords
{
    private readonly Option<bool> _online = new("--online")
    {
        Description = "Cho phép hỏi các địa chỉ công cộng ghi trong chứng thư (OCSP, CRL) / may ask the public addresses that certificates name",
    };

    private readonly Option<string[]> _hosts = new("--allow-host")
    {
        Description = "Cho phép hỏi máy chủ này, kể cả trong mạng nội bộ / may ask this host, in the own network too",
        HelpName = "HOST[:PORT]",
        AllowMultipleArgumentsPerToken = true,
    };

    public void AddTo(Command command)
    {
        command.Add(_online);
        command.Add(_hosts);
    }

    public NetworkOptions Read(ParseResult result) => new(result.GetValue(_online), result.GetValue(_hosts) ?? []);
}

/// <summary>Who may be asked.</summary>
/// <param name="CertificateAddresses">The public addresses in certificates.</param>
/// <param name="Hosts">Hosts by name, wherever they are.</param>
internal sealed record NetworkOptions(bool CertificateAddresses, IReadOnlyList<string> Hosts)
{
    public bool IsOnline => CertificateAddresses || Hosts.Count > 0;

    /// <summary>Null: offline.</summary>
    public GuardedValidationDataClient? Client() => !IsOnline ? null : new GuardedValidationDataClient(new ValidationDataPolicy
    {
        Hosts = Hosts, AllowCertificateAddresses = CertificateAddresses, AllowPrivateAddresses = Hosts.Count > 0,
    });
}
