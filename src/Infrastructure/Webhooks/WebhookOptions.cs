using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Infrastructure.Webhooks;

/// <summary>Configuration section <c>Tthc:Webhooks</c>.</summary>
internal sealed class WebhookOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Tthc:Webhooks";

    /// <summary>
    /// Hosts, as <c>host</c> or <c>host:port</c>, that may be called whatever their address; on loopback also without TLS. All others must
    /// have public addresses.
    /// </summary>
    public IList<string> AllowedHosts { get; set; } = [];

    /// <summary>How long a receiver may take to answer, in seconds.</summary>
    public double TimeoutSeconds { get; set; } = 10;

    /// <summary>The first wait after a delivery that did not arrive, in seconds; each further one is twice as long, up to an hour.</summary>
    public double FirstDelaySeconds { get; set; } = 5;

    /// <summary>How long a delivery is repeated, in hours, before it is given up.</summary>
    public double GiveUpAfterHours { get; set; } = 72;

    /// <summary>How many deliveries a node sends at once.</summary>
    public int Lanes { get; set; } = 16;

    /// <summary>How many of them go to one host.</summary>
    public int LanesOfOneHost { get; set; } = 4;

    /// <summary>Reads the allowed hosts also from one text with commas, as an environment variable has it.</summary>
    public void TakeHosts(string? text)
    {
        if (text is { Length: > 0 })
            AllowedHosts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Whether the configuration names a host.</summary>
    public bool IsNamed(string host, int port) => AllowedHosts.Any(h =>
        h.Equals(host, StringComparison.OrdinalIgnoreCase)
        || h.Equals(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{host}:{port}"), StringComparison.OrdinalIgnoreCase));
}
