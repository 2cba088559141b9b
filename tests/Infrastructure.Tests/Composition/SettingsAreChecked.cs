using Microsoft.Extensions.Options;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Composition;

public sealed class SettingsAreChecked
{
    [Theory]
    [InlineData("Tthc:DataDirectory", " ", "Tthc:DataDirectory is not set")]
    [InlineData("Tthc:Gateways:Vnpt:BaseUrl", "http://gwsca.example.vn/sca", "Tthc:Gateways:Vnpt:BaseUrl must be https")]
    [InlineData("Tthc:Gateways:Neac:BaseUrl", "esign.example.vn", "Tthc:Gateways:Neac:BaseUrl must be an http or https address")]
    [InlineData("Tthc:Gateways:CredentialsFile", "", "Tthc:Gateways:CredentialsFile is not set")]
    [InlineData("Tthc:Gateways:CredentialsFile", "/nonexistent.json", "Tthc:Gateways:CredentialsFile: the file cannot be read")]
    [InlineData("Tthc:Gateways:Neac:CredentialsFile", "/nonexistent.json", "Tthc:Gateways:Neac:CredentialsFile: the file cannot be read")]
    [InlineData("Tthc:Gateways:Vnpt:LifetimeSeconds", "0", "Tthc:Gateways:Vnpt:LifetimeSeconds must be")]
    [InlineData("Tthc:Gateways:Providers:CA2:Gateways:Carrier", "Neac", "Tthc:Gateways:Providers:CA2:Gateways:Carrier: the kind of signature")]
    [InlineData("Tthc:Gateways:Providers:CA2:Gateways:NeacSign", "Other", "Tthc:Gateways:Providers:CA2:Gateways:NeacSign: the gateway must be one of")]
    [InlineData("Tthc:Timestamps:Url", "", "Tthc:Timestamps:Url is not set")]
    [InlineData("Tthc:Trust:RootsFile", "", "Tthc:Trust:RootsFile is not set")]
    [InlineData("Tthc:Trust:RootsFile", "/etc/hostname", "Tthc:Trust:RootsFile: ")]
    [InlineData("Tthc:Revocation:AllowedHosts", "127.0.0.1, not a host", "Tthc:Revocation:AllowedHosts: \"not a host\"")]
    [InlineData("Tthc:PersonalData:MasterKeyFile", " ", "Tthc:PersonalData:MasterKeyFile is empty")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string setting, string value, string message)
    {
        await using var host = AdapterHost.Create(new Dictionary<string, string?> { [setting] = value });

        var failure = await Should.ThrowAsync<OptionsValidationException>(host.StartAsync);

        failure.Message.ShouldContain(message);
    }

    [Fact]
    public async Task Right_settings_start()
    {
        await using var host = AdapterHost.Create();

        await Should.NotThrowAsync(host.StartAsync);
    }

    [Fact]
    public async Task A_gateway_without_an_address_is_off_and_needs_nothing_else()
    {
        await using var host = AdapterHost.Create(new Dictionary<string, string?>
        {
            ["Tthc:Gateways:Vnpt:BaseUrl"] = null,
            ["Tthc:Gateways:Neac:BaseUrl"] = null,
            ["Tthc:Gateways:CredentialsFile"] = null,
        });

        await host.StartAsync();

        host.Get<Application.Signing.IRemoteSigning>().Providers.ShouldBeEmpty();
    }
}
