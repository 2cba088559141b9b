using System.Net;
using System.Net.Http.Json;
using static KonTum.Tthc.Sandbox.Tests.GatewayCalls;

namespace KonTum.Tthc.Sandbox.Tests;

/// <summary>Phones that answer by themselves.</summary>
public sealed class PhoneHabitsTests(FirstStartTemplate template)
{
    [Theory]
    [InlineData("confirm", "SUCCESS")]
    [InlineData("reject", "SIGNER_REJECTED")]
    public async Task An_account_answers_after_its_time_and_the_others_wait(string answer, string message)
    {
        await using var sandbox = await template.StartAsync();
        await PutAsync(sandbox, new { user_id = Phuong, answer, delay_ms_median = 4000, delay_ms_p95 = 4000 });

        var (transactionId, _) = await sandbox.StartAsync();
        await sandbox.WaitingForTimeAsync();
        ((string)(await sandbox.VnptStatusAsync(transactionId)).Body["message"]!).ShouldBe("sig_wait_for_user_confirm");
        sandbox.Time.Advance(TimeSpan.FromSeconds(4));

        (await SettledAsync(sandbox, transactionId)).ShouldBe(message);
    }

    [Fact]
    public async Task What_waits_already_is_answered_too_and_the_last_habit_of_an_account_counts()
    {
        await using var sandbox = await template.StartAsync();
        var (waiting, _) = await sandbox.StartAsync();

        await PutAsync(sandbox, new { user_id = Phuong, answer = "confirm" });
        (await SettledAsync(sandbox, waiting)).ShouldBe("SUCCESS");
        await PutAsync(sandbox, new { user_id = Phuong, answer = "reject" });
        var (next, _) = await sandbox.StartAsync();
        (await SettledAsync(sandbox, next)).ShouldBe("SIGNER_REJECTED");
        (await sandbox.GetAsync("/control/phones"))["phones"]!.AsArray().ShouldHaveSingleItem();

        using var removed = await sandbox.Client.DeleteAsync("/control/phones", TestContext.Current.CancellationToken);
        removed.StatusCode.ShouldBe(HttpStatusCode.OK);
        var (_, tranCode) = await sandbox.StartAsync();
        ((string)(await sandbox.GetAsync("/phone/api/requests"))["requests"]!.AsArray().ShouldHaveSingleItem()!["id"]!).ShouldBe(tranCode);
    }

    [Fact]
    public async Task Times_follow_the_median_and_the_95th_percentile()
    {
        await using var sandbox = await template.StartAsync();
        await PutAsync(sandbox, new { answer = "confirm", delay_ms_median = 10_000, delay_ms_p95 = 40_000 });
        const int Count = 200;
        var ids = new List<string>();
        for (var i = 0; i < Count; i++)
        {
            ids.Add((await sandbox.StartAsync()).TransactionId);
            await sandbox.WaitingForTimeAsync();
        }

        var byMedian = await SignedAfterAsync(TimeSpan.FromSeconds(10));
        var byP95 = await SignedAfterAsync(TimeSpan.FromSeconds(30));

        // Of 200 answers 100 ± 7.1 and 190 ± 3.1 are expected: six standard deviations to either side.
        byMedian.ShouldBeInRange(58, 142);
        byP95.ShouldBeInRange(171, 200);

        async Task<int> SignedAfterAsync(TimeSpan time)
        {
            sandbox.Time.Advance(time);
            // Signing takes its moment after the clock has moved: done when the count stands still.
            var (before, now) = (-1, 0);
            while (before != now)
            {
                before = now;
                now = 0;
                foreach (var id in ids)
                    now += (string)(await sandbox.VnptStatusAsync(id)).Body["message"]! == "SUCCESS" ? 1 : 0;
            }

            return now;
        }
    }

    [Theory]
    [InlineData("""{"answer":"dance"}""")]
    [InlineData("""{"answer":"confirm","gateway":"nobody"}""")]
    [InlineData("""{"answer":"confirm","delay_ms_median":10,"delay_ms_p95":5}""")]
    [InlineData("""{"answer":"confirm","delay_ms_median":-1}""")]
    [InlineData("{")]
    public async Task Nonsense_is_refused(string body)
    {
        await using var sandbox = await template.StartAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var response = await sandbox.Client.PutAsync("/control/phones", content, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await sandbox.GetAsync("/control/phones"))["phones"]!.AsArray().ShouldBeEmpty();
    }

    private static async Task PutAsync(RunningSandbox sandbox, object habit)
    {
        using var response = await sandbox.Client.PutAsJsonAsync("/control/phones", habit, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<string> SettledAsync(RunningSandbox sandbox, string transactionId)
    {
        for (var patience = System.Diagnostics.Stopwatch.StartNew(); patience.Elapsed < TimeSpan.FromSeconds(30);)
            if ((string)(await sandbox.VnptStatusAsync(transactionId)).Body["message"]! is var message && message != "sig_wait_for_user_confirm")
                return message;
        throw new TimeoutException("The phone did not answer.");
    }
}
