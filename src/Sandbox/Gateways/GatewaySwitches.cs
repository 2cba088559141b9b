using System.Collections.Concurrent;

namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>How a gateway behaves at the moment. Set by the control calls; a restart puts everything back in order.</summary>
internal sealed class GatewaySwitches(IConfiguration configuration)
{
    private readonly ConcurrentDictionary<string, Setting> settings = new();

    internal sealed record Setting(bool Available, TimeSpan ConfirmationLifetime);

    private Setting Usual => new(
        true, TimeSpan.FromSeconds(configuration.GetValue("Sandbox:Demonstration:ConfirmationLifetimeSeconds", 300)));

    public Setting Of(string gateway) => settings.GetValueOrDefault(gateway) ?? Usual;

    public Setting Set(string gateway, bool available, int? confirmationLifetimeSeconds) => settings.AddOrUpdate(
        gateway,
        _ => Changed(Usual, available, confirmationLifetimeSeconds),
        (_, old) => Changed(old, available, confirmationLifetimeSeconds));

    private static Setting Changed(Setting old, bool available, int? seconds) =>
        new(available, seconds is { } given ? TimeSpan.FromSeconds(given) : old.ConfirmationLifetime);
}
