using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KonTum.Tthc.Application.Webhooks.DeleteSigningWebhook;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Signing;
using KonTum.Tthc.TestKit;
using Microsoft.AspNetCore.Http;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.Webhooks;

/// <summary>What a receiver sees of changes, and what becomes of those that do not arrive.</summary>
public sealed class ChangesAreDelivered(WebhookHost host) : IClassFixture<WebhookHost>
{
    private readonly string owner = "system-" + Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Each_change_arrives_signed_and_says_nothing_but_where_to_ask()
    {
        await using var receiver = await Receiver.StartAsync();
        var webhook = await host.RegisterAsync(owner, receiver.Url);
        await using var node = await host.DeliverAsync();
        var signing = await host.StartSigningAsync(owner);
        await host.RejectAsync(signing);
        await host.StartSigningAsync("somebody-else");

        await ArrivedAsync(receiver, 2);
        // Which of the two comes first is not promised; the version tells.
        var told = receiver.Deliveries.Select(d => JsonDocument.Parse(d.Body).RootElement).OrderBy(b => b.GetProperty("version").GetInt64()).ToList();
        told[0].EnumerateObject().Select(m => m.Name).ShouldBe(["type", "delivery_id", "signing_id", "dossier_id", "state", "version", "time"]);
        told.Select(b => b.GetProperty("state").GetString()).ShouldBe(["SIGNING_STATE_REQUESTED", "SIGNING_STATE_REJECTED"]);
        told.Select(b => b.GetProperty("version").GetInt64()).ShouldBe([1, 2]);
        told.ShouldAllBe(b => b.GetProperty("signing_id").GetGuid() == signing && b.GetProperty("type").GetString() == "signing.changed");
        receiver.Deliveries.Select(d => d.Id).ShouldBeUnique();

        var key = Convert.FromBase64String(webhook.Secret["whsec_".Length..]);
        foreach (var delivery in receiver.Deliveries)
        {
            JsonDocument.Parse(delivery.Body).RootElement.GetProperty("delivery_id").GetString().ShouldBe(delivery.Id);
            var signed = Encoding.UTF8.GetBytes($"{delivery.Id}.{delivery.Headers["webhook-timestamp"]}.").Concat(delivery.Body).ToArray();
            delivery.Headers["webhook-signature"].ShouldBe("v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed)));
            delivery.Headers["content-type"].ShouldBe("application/json");
            delivery.Headers.Keys.ShouldNotContain("traceparent");
        }

        await StatesAsync("delivered", unleased: true);
        (await host.OnlyAsync(owner)).LastDeliveredAt.ShouldBe(host.Time.GetUtcNow());
        (await host.OnlyAsync(owner)).Undelivered.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_not_taken_comes_again_with_the_same_identifier_the_same_bytes_and_a_fresh_time()
    {
        await using var receiver = await Receiver.StartAsync();
        var answers = new Queue<int>([500, 503, 302, 200]);
        receiver.Answer = (_, http) =>
        {
            http.Response.StatusCode = answers.Dequeue();
            http.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        };
        await host.RegisterAsync(owner, receiver.Url);
        await using var node = await host.DeliverAsync();
        await host.StartSigningAsync(owner);
        for (var times = 1; times <= 4; times++)
        {
            await ArrivedAsync(receiver, times);
            await StatesAsync(times == 4 ? "delivered" : "waiting", unleased: true);
            host.Time.Advance(TimeSpan.FromMinutes(2));
        }

        receiver.Deliveries.Select(d => d.Id).Distinct().Count().ShouldBe(1);
        receiver.Deliveries.Select(d => Convert.ToHexString(d.Body)).Distinct().Count().ShouldBe(1);
        receiver.Deliveries.Select(d => d.Headers["webhook-timestamp"]).ShouldBeUnique();
        receiver.Deliveries.ShouldAllBe(d => d.Path == "/hook", "a redirection would lead past the check of the address");
    }

    [Fact]
    public async Task A_node_that_dies_between_sending_and_recording_leaves_the_same_delivery_to_another()
    {
        await using var receiver = await Receiver.StartAsync();
        await host.RegisterAsync(owner, receiver.Url);
        await host.StartSigningAsync(owner);
        var lost = await host.ClaimAsync(TimeSpan.FromSeconds(30));

        await using var node = await host.DeliverAsync();
        (await host.ClaimAsync(TimeSpan.FromSeconds(30))).ShouldBeNull("it is the dead node's until its lease ends");
        host.Time.Advance(TimeSpan.FromSeconds(31));

        await ArrivedAsync(receiver, 1);
        var again = receiver.Deliveries.Single();
        again.Id.ShouldBe(lost!.Id.ToString());
        Encoding.UTF8.GetString(again.Body).ShouldBe(lost.Body);
    }

    [Fact]
    public async Task A_change_that_was_not_committed_is_told_to_nobody()
    {
        await using var receiver = await Receiver.StartAsync();
        await host.RegisterAsync(owner, receiver.Url);
        var signing = await host.StartSigningAsync(owner);
        await Should.ThrowAsync<FailureException>(() => host.InUnitOfWorkAsync(async work =>
        {
            var stream = await work.FindAsync<SignatureRecord>(signing, CancellationToken.None);
            stream!.Append(new SigningExpired(host.Time.GetUtcNow()));
            await host.RejectAsync(signing); // somebody else was faster
        }));

        await using var node = await host.DeliverAsync();
        await ArrivedAsync(receiver, 2);
        receiver.Deliveries.Select(d => JsonDocument.Parse(d.Body).RootElement.GetProperty("state").GetString())
            .ShouldBe(["SIGNING_STATE_REQUESTED", "SIGNING_STATE_REJECTED"], ignoreOrder: true);
        (await host.ScalarAsync<long>($"select count(*) from tthc.deliveries where person_id = '{owner}'")).ShouldBe(2);
    }

    [Fact]
    public async Task After_three_days_it_is_given_up_and_counted()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (_, http) => Task.Run(() => http.Response.StatusCode = 500);
        await host.RegisterAsync(owner, receiver.Url);
        await using var node = await host.DeliverAsync();
        await host.StartSigningAsync(owner);
        await ArrivedAsync(receiver, 1);
        await StatesAsync("waiting", unleased: true);
        (await host.OnlyAsync(owner)).Undelivered.ShouldBe(1);

        host.Time.Advance(TimeSpan.FromHours(72));
        await StatesAsync("given_up", unleased: true);
        receiver.Deliveries.Count.ShouldBe(2, "one last time");
        (await host.OnlyAsync(owner)).Undelivered.ShouldBe(1);
    }

    [Fact]
    public async Task What_waits_for_a_webhook_that_is_taken_away_is_dropped()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (_, http) => Task.Run(() => http.Response.StatusCode = 500);
        var webhook = await host.RegisterAsync(owner, receiver.Url);
        await using var node = await host.DeliverAsync();
        var signing = await host.StartSigningAsync(owner);
        await ArrivedAsync(receiver, 1);
        await StatesAsync("waiting", unleased: true);

        await host.SendAsync(owner, new DeleteSigningWebhook(webhook.Id, null));
        await host.RejectAsync(signing);
        host.Time.Advance(TimeSpan.FromHours(1));

        await StatesAsync("dropped", unleased: true);
        receiver.Deliveries.Count.ShouldBe(1);
        (await Should.ThrowAsync<FailureException>(() => host.SendAsync(owner, new DeleteSigningWebhook(webhook.Id, null))))
            .Failure.ShouldBe(Failures.WebhookNotFound);
    }

    [Fact]
    public async Task An_answer_without_an_end_holds_nothing_up()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = async (_, http) =>
        {
            var chunk = new byte[64 * 1024];
            while (!http.RequestAborted.IsCancellationRequested) await http.Response.Body.WriteAsync(chunk, http.RequestAborted);
        };
        await host.RegisterAsync(owner, receiver.Url);
        await using var node = await host.DeliverAsync();
        await host.StartSigningAsync(owner);

        await StatesAsync("delivered", unleased: true);
    }

    [Fact]
    public async Task A_receiver_gets_a_few_at_once_and_one_that_hangs_is_let_go()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (_, http) => Task.Delay(Timeout.Infinite, http.RequestAborted);
        await host.RegisterAsync(owner, receiver.Url);
        await using var node = await host.DeliverAsync();
        for (var i = 0; i < 8; i++) await host.StartSigningAsync(owner);
        await ArrivedAsync(receiver, 4);
        (await host.ScalarAsync<long>($"select count(*) from tthc.deliveries where person_id = '{owner}' and leased_until is not null")).ShouldBe(4);

        receiver.Answer = (_, http) => Task.Run(() => http.Response.StatusCode = 200);
        host.Time.Advance(TimeSpan.FromSeconds(10)); // the time of one delivery
        await ArrivedAsync(receiver, 8);
        host.Time.Advance(TimeSpan.FromMinutes(1));
        await StatesAsync("delivered", unleased: true);
        receiver.MostAtOnce.ShouldBeLessThanOrEqualTo(4);
    }

    private static Task ArrivedAsync(Receiver receiver, int count) =>
        Eventually.HoldsAsync(() => receiver.Deliveries.Count >= count, $"{count} deliveries");

    /// <summary>Waits until all deliveries of the test's owner stand there and nobody sends them.</summary>
    private Task StatesAsync(string state, bool unleased) => Eventually.HoldsAsync(
        async () => await host.ScalarAsync<bool>(
            $"select coalesce(bool_and(state = '{state}' and (leased_until is null or not {unleased})), false) from tthc.deliveries where person_id = '{owner}'"),
        $"all are {state}");
}
