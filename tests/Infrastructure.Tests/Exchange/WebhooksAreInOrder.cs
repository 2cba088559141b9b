using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Webhooks.CreateSigningWebhook;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.People;
using KonTum.Tthc.Infrastructure.Tests.Webhooks;
using KonTum.Tthc.TestKit;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Exchange;

/// <summary><c>dossier.changed</c> on the wire: body, signature, identifier; the changes of one dossier one after the other.</summary>
public sealed class WebhooksAreInOrder(ExchangeHost host) : IClassFixture<ExchangeHost>
{
    [Fact]
    public async Task Each_change_of_a_dossier_arrives_signed_in_order_and_says_nothing_about_the_person()
    {
        await using var receiver = await Receiver.StartAsync();
        var filed = await host.FileAsync(registers: receiver.Url);
        await host.AppendAsync(filed, new DossierAccepted("officer-1", host.Time.GetUtcNow().AddDays(3), 3, host.Time.GetUtcNow()));
        await host.AppendAsync(filed, new DossierWithdrawn(Personal.Of(filed.Owner, "đổi ý"), host.Time.GetUtcNow()));
        await using var node = await host.NodeAsync();
        await ArrivedAsync(receiver, 3);

        var told = receiver.Deliveries.Select(d => JsonDocument.Parse(d.Body).RootElement).ToList();
        told.Select(b => string.Join(' ', b.EnumerateObject().Select(m => m.Name))).ShouldAllBe(
            n => n == "type delivery_id dossier_id code event state national_status version time");
        told.Select(b => $"{b.GetProperty("type")} {b.GetProperty("event")} {b.GetProperty("state")} {b.GetProperty("national_status")} {b.GetProperty("version")}")
            .ShouldBe(
            [
                "dossier.changed dossier_submitted DOSSIER_STATE_REGISTERED 1 4",
                "dossier.changed dossier_accepted DOSSIER_STATE_ACCEPTED 2 5",
                "dossier.changed dossier_withdrawn DOSSIER_STATE_WITHDRAWN 7 6",
            ]);
        told.ShouldAllBe(b => b.GetProperty("dossier_id").GetGuid() == filed.Id && b.GetProperty("code").GetString() == filed.Code);
        receiver.Deliveries.Select(d => d.Id).ShouldBeUnique();
        var key = Convert.FromBase64String(filed.Secret["whsec_".Length..]);
        foreach (var delivery in receiver.Deliveries)
        {
            JsonDocument.Parse(delivery.Body).RootElement.GetProperty("delivery_id").GetString().ShouldBe(delivery.Id);
            var signed = Encoding.UTF8.GetBytes($"{delivery.Id}.{delivery.Headers["webhook-timestamp"]}.").Concat(delivery.Body).ToArray();
            delivery.Headers["webhook-signature"].ShouldBe("v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed)));
            var text = Encoding.UTF8.GetString(delivery.Body);
            foreach (var secret in (string[])[filed.Name, filed.Email, filed.Phone, "đổi ý", filed.Owner]) text.ShouldNotContain(secret);
        }
    }

    [Fact]
    public async Task A_change_that_is_not_taken_holds_up_the_later_ones_of_its_dossier_and_webhook_and_no_others()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var other = await Receiver.StartAsync();
        var refused = new ConcurrentDictionary<string, int>();
        receiver.Answer = (delivery, http) =>
        {
            // The first change of each dossier is refused three times.
            var body = JsonDocument.Parse(delivery.Body).RootElement;
            var first = body.GetProperty("event").GetString() == "dossier_submitted";
            http.Response.StatusCode = first && refused.AddOrUpdate(delivery.Id, 1, (_, n) => n + 1) <= 3 ? 503 : 204;
            return Task.CompletedTask;
        };
        var filed = await host.FileAsync(registers: receiver.Url);
        var webhook = await host.SendAsync(filed.Owner, Role.System, new CreateSigningWebhook(other.Url, null));
        foreach (var officer in (string[])["a", "b", "c", "d"])
        {
            await host.AppendAsync(filed, new DossierHandedOver(
                officer, new Domain.Procedures.Agency(ExchangeHost.Agency, "UBND phường Duy Tân"), officer, Personal.Of(filed.Owner, ""), host.Time.GetUtcNow()));
        }

        await using var one = await host.NodeAsync();
        await using var two = await host.NodeAsync();
        for (var times = 1; times <= 3; times++)
        {
            await ArrivedAsync(receiver, times);
            await IdleAsync(filed);
            host.Time.Advance(TimeSpan.FromMinutes(2));
        }

        await ArrivedAsync(receiver, 8);
        await ArrivedAsync(other, 4);
        var versions = receiver.Deliveries.Select(d => JsonDocument.Parse(d.Body).RootElement.GetProperty("version").GetInt64()).ToList();
        versions.ShouldBe([4, 4, 4, 4, 5, 6, 7, 8]);
        receiver.Deliveries.Take(4).Select(d => d.Id).Distinct().Count().ShouldBe(1);
        other.Deliveries.Select(d => JsonDocument.Parse(d.Body).RootElement.GetProperty("version").GetInt64()).ShouldBe([5, 6, 7, 8]);
        webhook.Url.ShouldBe(other.Url);
    }

    private static Task ArrivedAsync(Receiver receiver, int count) =>
        Eventually.HoldsAsync(() => receiver.Deliveries.Count >= count, $"{count} deliveries");

    private Task IdleAsync(ExchangeHost.Filed filed) => Eventually.HoldsAsync(
        async () => await host.ScalarAsync<bool>(
            $"select not exists (select 1 from tthc.deliveries where dossier_id = '{filed.Id}' and leased_until is not null)"),
        "nobody sends anything of it");
}
