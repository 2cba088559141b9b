using System.Text;
using System.Text.Json;
using KonTum.Tthc.Infrastructure.Outbox;
using KonTum.Tthc.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Webhooks;

/// <summary>
/// A database from before there was one outbox: what webhooks were to be told stands in <c>webhook_deliveries</c>. The new version sends it
/// with the same identifier and the same bytes.
/// </summary>
public sealed class EarlierDeliveriesAreCarriedOver(WebhookHost host) : IClassFixture<WebhookHost>
{
    /// <summary>The table as that version made it (Marten's and Weasel's own words).</summary>
    private const string Earlier = """
        create table tthc.webhook_deliveries (
          id uuid not null, webhook_id uuid not null, owner_id text not null, body text not null, state text not null,
          created_at timestamptz not null, due_at timestamptz not null, leased_until timestamptz null, ended_at timestamptz null,
          attempts integer not null default 0, constraint pkey_webhook_deliveries_id primary key (id));
        create index ix_webhook_deliveries_due on tthc.webhook_deliveries using btree (due_at) where (state = 'waiting');
        create index ix_webhook_deliveries_webhook on tthc.webhook_deliveries using btree (webhook_id, state);
        """;

    private readonly string owner = "system-" + Guid.NewGuid().ToString("N");

    [Fact]
    public async Task What_waits_is_sent_what_is_dead_stays_and_what_arrived_counts()
    {
        await using var receiver = await Receiver.StartAsync();
        var webhook = await host.RegisterAsync(owner, receiver.Url);
        var (waiting, leased, dead, arrived) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var dossier = Guid.NewGuid();
        await host.ExecuteAsync(Earlier);
        var now = host.Time.GetUtcNow();
        await RowAsync(waiting, webhook.Id, dossier, "waiting", now.AddMinutes(-3), attempts: 2);
        await RowAsync(leased, webhook.Id, dossier, "waiting", now.AddMinutes(-2), attempts: 1, leased: now.AddSeconds(20));
        await RowAsync(dead, webhook.Id, dossier, "given_up", now.AddDays(-4), attempts: 12, ended: now.AddDays(-1));
        await RowAsync(arrived, webhook.Id, dossier, "delivered", now.AddDays(-2), attempts: 1, ended: now.AddDays(-2));

        // Two nodes start at once.
        await Task.WhenAll(host.CarryOverAsync(), host.CarryOverAsync());
        await host.CarryOverAsync();

        (await host.ScalarAsync<bool>("select to_regclass('tthc.webhook_deliveries') is null")).ShouldBeTrue();
        (await host.ScalarAsync<string>(
            $"select string_agg(id || ' ' || channel || ' ' || subject || ' ' || state || ' ' || attempts || ' ' || dossier_id, ',' order by created_at) from tthc.deliveries where person_id = '{owner}'"))
            .ShouldBe(string.Join(',',
                $"{dead} webhook signing_changed given_up 12 {dossier}", $"{arrived} webhook signing_changed delivered 1 {dossier}",
                $"{waiting} webhook signing_changed waiting 2 {dossier}", $"{leased} webhook signing_changed waiting 1 {dossier}"));
        var seen = await host.OnlyAsync(owner);
        (seen.LastDeliveredAt, seen.Undelivered).ShouldBe((now.AddDays(-2), 3));

        await using var node = await host.DeliverAsync();
        await ArrivedAsync(receiver, 1, "the one that waited arrives");
        receiver.Deliveries.Single().Id.ShouldBe(waiting.ToString());
        Encoding.UTF8.GetString(receiver.Deliveries.Single().Body).ShouldBe(Body(waiting, dossier));
        host.Time.Advance(TimeSpan.FromSeconds(21)); // the lease of the node that had it
        await ArrivedAsync(receiver, 2, "the one that a dead node had arrives");
        receiver.Deliveries.Select(d => d.Id).ShouldBe([waiting.ToString(), leased.ToString()]);

        await host.Services.GetRequiredService<DeliveryLog>().ReplayAsync(dead, host.Time.GetUtcNow(), TestContext.Current.CancellationToken);
        await ArrivedAsync(receiver, 3, "the dead letter arrives when it is sent again");
        receiver.Deliveries.Last().Id.ShouldBe(dead.ToString());
    }

    private static Task ArrivedAsync(Receiver receiver, int count, string what) =>
        Eventually.HoldsAsync(() => receiver.Deliveries.Count >= count, what);

    private static string Body(Guid id, Guid dossier) => JsonSerializer.Serialize(new
    {
        type = "signing.changed", delivery_id = id, signing_id = Guid.Empty, dossier_id = dossier, state = "SIGNING_STATE_SIGNED", version = 7,
        time = "2026-11-20T03:00:00.000000Z",
    });

    private Task RowAsync(
        Guid id, Guid webhook, Guid dossier, string state, DateTimeOffset created, int attempts, DateTimeOffset? leased = null, DateTimeOffset? ended = null) =>
        host.ExecuteAsync($"""
            insert into tthc.webhook_deliveries (id, webhook_id, owner_id, body, state, created_at, due_at, leased_until, ended_at, attempts)
            values ('{id}', '{webhook}', '{owner}', '{Body(id, dossier)}', '{state}', '{created:O}', '{created:O}', {Sql(leased)}, {Sql(ended)}, {attempts})
            """);

    private static string Sql(DateTimeOffset? time) => time is { } at ? $"'{at:O}'" : "null";
}
