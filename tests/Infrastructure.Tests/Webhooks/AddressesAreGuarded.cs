using System.Net;
using System.Net.Sockets;
using KonTum.Tthc.Application.Webhooks;
using KonTum.Tthc.Application.Webhooks.CreateSigningWebhook;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Webhooks;
using KonTum.Tthc.Infrastructure.Webhooks;
using Microsoft.Extensions.Options;
using Npgsql;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Webhooks;

/// <summary>Where a stranger can make the platform call, and what is kept of it.</summary>
public sealed class AddressesAreGuarded(WebhookHost host) : IClassFixture<WebhookHost>
{
    private readonly string owner = "system-" + Guid.NewGuid().ToString("N");

    [Theory]
    [InlineData("http://93.184.215.14/hook")]
    [InlineData("https://10.0.0.5/hook")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://[::1]/hook")]
    [InlineData("https://[::ffff:192.168.0.1]/hook")]
    [InlineData("https://localhost/hook")]
    [InlineData("https://user:secret@93.184.215.14/hook")]
    [InlineData("https://93.184.215.14/hook#part")]
    [InlineData("ftp://93.184.215.14/hook")]
    [InlineData("https://no-such-host.invalid/hook")]
    [InlineData("hook")]
    public async Task Refused(string url)
    {
        var refused = await Should.ThrowAsync<FailureException>(() => host.RegisterAsync(owner, url));
        refused.Violations.Single().Failure.ShouldBe(Failures.WebhookAddressNotAccepted);
    }

    [Theory]
    [InlineData("https://93.184.215.14/hook?a=b")]
    [InlineData("https://127.0.0.1:8443/hook")]
    [InlineData("http://127.0.0.1:8080/hook")]
    public async Task Accepted(string url) => (await host.RegisterAsync(owner, url)).Url.ShouldBe(url);

    [Fact]
    public async Task An_address_is_looked_at_again_when_connecting()
    {
        using var neighbour = new TcpListener(IPAddress.Loopback, 0);
        neighbour.Start();
        var options = Options.Create(new WebhookOptions());
        using var sender = new WebhookSender(new WebhookAddresses(options), options, TimeProvider.System);

        var url = $"https://localhost:{((IPEndPoint)neighbour.LocalEndpoint).Port}/hook"; // a name that leads elsewhere by now
        (await sender.SendAsync(Guid.NewGuid(), "{}", new WebhookAddress(url, [1]), TestContext.Current.CancellationToken)).ShouldBeFalse();

        neighbour.Pending().ShouldBeFalse("nobody may even connect");
    }

    [Fact]
    public async Task An_account_has_five_also_when_it_asks_for_ten_at_once()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(async () =>
        {
            try
            {
                return (await host.RegisterAsync(owner, $"http://127.0.0.1:{8000 + i}/")).Secret;
            }
            catch (FailureException e)
            {
                return e.Failure.Code;
            }
        })));

        outcomes.Count(o => o == "TOO_MANY_WEBHOOKS").ShouldBe(5, string.Join(' ', outcomes));
        outcomes.Where(o => o.StartsWith("whsec_", StringComparison.Ordinal)).Distinct().Count().ShouldBe(5);
    }

    [Fact]
    public async Task The_same_request_id_gives_the_same_secret_and_the_database_shows_neither_it_nor_the_address()
    {
        var request = new CreateSigningWebhook("http://127.0.0.1:8080/with-a-key-of-its-own", Guid.NewGuid().ToString());
        var first = await host.SendAsync(owner, request);
        var again = await host.SendAsync(owner, request);

        again.ShouldBe(first);
        (await host.OnlyAsync(owner)).ShouldBe(first with { Secret = "" });
        Convert.FromBase64String(first.Secret["whsec_".Length..]).Length.ShouldBe(32);
        await using var command = host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "select string_agg(data::text, ' ') from (select data from tthc.mt_events union all select data from tthc.mt_doc_webhooklisting"
            + " union all select data from tthc.mt_doc_firstanswerdocument) x");
        var stored = (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        stored.ShouldContain(owner);
        stored.ShouldNotContain("with-a-key");
        stored.ShouldNotContain(first.Secret["whsec_".Length..]);
        $"{first}".ShouldNotContain("with-a-key");
    }
}
