using System.Diagnostics;
using KonTum.Tthc.Application.Signing;
using Npgsql;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.SigningWork;

/// <summary>Who holds a ceremony, who takes it over, and how often a provider is asked.</summary>
public sealed class CeremoniesAreHeld : IAsyncLifetime
{
    private readonly Nodes _nodes = new();

    private Phones Phones => _nodes.Phones;

    public ValueTask InitializeAsync() => _nodes.InitializeAsync();

    public ValueTask DisposeAsync() => _nodes.DisposeAsync();

    [Fact]
    public async Task Two_nodes_end_each_ceremony_once_and_only_one_of_them_asks_for_it()
    {
        var (first, second) = (await _nodes.StartAsync("first"), await _nodes.StartAsync("second"));
        var ids = Ids(60);
        await Task.WhenAll(first.ScheduleAsync(ids[..30]), second.ScheduleAsync(ids[30..]));
        await Soon.HoldsAsync(() => ids.All(id => Phones.PollsOf(id) >= 3), "each is asked for");

        foreach (var id in ids) Phones.Confirm(id);

        await Soon.HoldsAsync(async () => await _nodes.RowsAsync() == 0, "all have ended");
        ids.ShouldAllBe(id => Phones.EndsOf(id) == 1);
        ids.ShouldAllBe(id => Phones.AskedBy(id).Distinct().Count() == 1);
        (first.Worker.Held, second.Worker.Held).ShouldBe((0, 0));
    }

    [Fact]
    public async Task While_a_phone_rings_no_step_is_taken_however_often_the_provider_is_asked()
    {
        var node = await _nodes.StartAsync("node");
        var id = Ids(1)[0];
        await node.ScheduleAsync(id);

        await Soon.HoldsAsync(() => Phones.PollsOf(id) >= 10, "ten questions");

        Phones.Steps.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_node_that_goes_down_hands_its_ceremonies_over_long_before_its_lease_ends()
    {
        var first = await _nodes.StartAsync("first", ("Tthc:Signing:NodeLease", "00:10:00"));
        var ids = Ids(50);
        await first.ScheduleAsync(ids);
        await Soon.HoldsAsync(() => ids.All(id => Phones.PollsOf(id) > 0), "all wait");
        await _nodes.StartAsync("second");

        var since = Stopwatch.StartNew();
        await first.StopAsync();
        await Soon.HoldsAsync(
            () => ids.All(id => Phones.AskedBy(id).Contains("second")), "the second node asks for each", TimeSpan.FromSeconds(20));

        TestContext.Current.TestOutputHelper!.WriteLine($"handed over after {since.ElapsedMilliseconds} ms");
        var last = Phones.Polls.Where(p => p.Node == "first").Max(p => p.At);
        Phones.Polls.Where(p => p.Node == "second").ShouldAllBe(p => p.At > last);
        (await _nodes.ScalarAsync<long>("select count(*) from tthc.signing_nodes")).ShouldBe(1);
    }

    [Fact]
    public async Task What_a_dead_node_held_is_taken_over_when_its_lease_has_ended_and_not_before()
    {
        var node = await _nodes.StartAsync("node");
        var (dead, ids) = (Guid.NewGuid(), Ids(5));
        await ExecuteAsync("insert into tthc.signing_nodes values ($1, clock_timestamp() + interval '3 s')", dead);
        foreach (var id in ids) await ExecuteAsync("insert into tthc.signing_work (signing_id, due_at, node_id) values ($1, now(), $2)", id, dead);
        var mine = Ids(1)[0];
        await node.ScheduleAsync(mine);
        await Soon.HoldsAsync(() => Phones.PollsOf(mine) > 2, "the node works");
        var alive = await _nodes.ScalarAsync<bool>("select exists (select 1 from tthc.signing_nodes where node_id = $1)", dead);
        var touched = Phones.Steps.Any(s => ids.Contains(s.Id));
        if (alive) touched.ShouldBeFalse("its lease had not ended when we looked");

        await Soon.HoldsAsync(() => ids.All(id => Phones.PollsOf(id) > 0), "they are taken over");

        (await _nodes.ScalarAsync<bool>("select exists (select 1 from tthc.signing_nodes where node_id = $1)", dead)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_node_whose_lease_was_taken_away_begins_anew_under_another_name()
    {
        var node = await _nodes.StartAsync("node", ("Tthc:Signing:NodeLease", "00:00:02"));
        var ids = Ids(3);
        await node.ScheduleAsync(ids);
        await Soon.HoldsAsync(() => ids.All(id => Phones.PollsOf(id) > 0), "all wait");
        var before = await _nodes.ScalarAsync<Guid>("select node_id from tthc.signing_nodes");

        await ExecuteAsync("delete from tthc.signing_nodes");

        await Soon.HoldsAsync(
            async () => await _nodes.ScalarAsync<long>("select count(*) from tthc.signing_work w join tthc.signing_nodes n on n.node_id = w.node_id and n.node_id <> $1", before) == 3,
            "they are claimed again");
        await Soon.HoldsAsync(() => Phones.Steps.Count(s => !s.Observed) >= 6, "each began anew");
        foreach (var id in ids) Phones.Confirm(id);
        await Soon.HoldsAsync(async () => await _nodes.RowsAsync() == 0, "all have ended");
        ids.ShouldAllBe(id => Phones.EndsOf(id) == 1);
    }

    [Fact]
    public async Task What_is_scheduled_again_while_its_last_step_runs_is_not_lost()
    {
        var (first, second) = (await _nodes.StartAsync("first"), await _nodes.StartAsync("second"));
        var id = Ids(1)[0];
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Phones.OnStep = (_, _, _) => Phones.Steps.Any(s => s.Observed) ? go.Task : Task.CompletedTask;
        Phones.Confirm(id);
        await first.ScheduleAsync(id);
        await Soon.HoldsAsync(() => Phones.EndsOf(id) == 1, "the last step runs");

        await second.ScheduleAsync(id);
        go.SetResult();

        await Soon.HoldsAsync(() => Phones.Steps.Count >= 3, "there is another step");
        await Soon.HoldsAsync(async () => await _nodes.RowsAsync() == 0, "and it ends");
    }

    [Fact]
    public async Task A_hint_lets_the_node_that_holds_it_ask_at_once_and_a_flood_of_them_hardly_more_often()
    {
        Phones.Pace = new PollPace(TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        Phones.Lifetime = TimeSpan.FromHours(3);
        var (first, second) = (await _nodes.StartAsync("first"), await _nodes.StartAsync("second"));
        var id = Ids(1)[0];
        await first.ScheduleAsync(id);
        await Soon.HoldsAsync(() => first.Worker.Held + second.Worker.Held == 1 && Phones.Steps.Count == 1, "it waits");
        var other = first.Worker.Held == 1 ? second : first;

        await Soon.HoldsAsync(
            async () =>
            {
                await other.HintAsync(Phones.TransactionOf(id));
                return Phones.PollsOf(id) > 0;
            },
            "asked for a hint on the other node");
        await other.HintAsync("unknown");
        var since = Stopwatch.StartNew();
        for (var i = 0; i < 50; i++) await other.HintAsync("ref-" + id);
        Phones.Confirm(id);
        await other.HintAsync(Phones.TransactionOf(id));
        await Soon.HoldsAsync(() => Phones.EndsOf(id) == 1, "the last hint was not lost");

        Phones.PollsOf(id).ShouldBeLessThanOrEqualTo(4 + (int)since.Elapsed.TotalSeconds);
    }

    [Fact]
    public async Task A_provider_that_hangs_does_not_stop_the_others()
    {
        var hanging = Ids(20);
        var well = Ids(20);
        Phones.ProviderOf = id => hanging.Contains(id) ? "BkavCA" : "VNPT-CA";
        Phones.OnPoll = (id, stop) => hanging.Contains(id) ? Task.Delay(Timeout.Infinite, stop) : Task.CompletedTask;
        var node = await _nodes.StartAsync("node", ("Tthc:Signing:PollsAtOnce", "3"));
        await node.ScheduleAsync(hanging);
        await Soon.HoldsAsync(() => hanging.Sum(Phones.PollsOf) == 3, "as many hang as may");

        await node.ScheduleAsync(well);
        foreach (var id in well) Phones.Confirm(id);

        await Soon.HoldsAsync(() => well.All(id => Phones.EndsOf(id) == 1), "the others end");
        hanging.Sum(Phones.PollsOf).ShouldBe(3);
    }

    [Fact]
    public async Task A_step_that_fails_is_repeated_and_the_table_says_how_often()
    {
        var id = Ids(1)[0];
        var broken = true;
        Phones.OnStep = (_, _, _) => broken ? throw new InvalidOperationException("broken") : Task.CompletedTask;
        var node = await _nodes.StartAsync("node");
        await node.ScheduleAsync(id);

        await Soon.HoldsAsync(
            async () => await _nodes.ScalarAsync<int>("select failures from tthc.signing_work") == 2, "two failures are noted");
        broken = false;
        await Soon.HoldsAsync(() => Phones.PollsOf(id) > 0, "it goes on");
    }

    [Fact]
    public async Task The_steps_belong_to_the_trace_of_the_call_on_whichever_node_they_run()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("KonTum.Tthc", StringComparison.Ordinal) || source.Name == "test",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("test");
        var first = await _nodes.StartAsync("first");
        var id = Ids(1)[0];
        ActivityTraceId trace;
        using (var call = source.StartActivity("StartSigning"))
        {
            trace = call!.TraceId;
            await first.ScheduleAsync(id);
        }

        await Soon.HoldsAsync(() => Phones.PollsOf(id) > 0, "it waits");
        await _nodes.StartAsync("second");
        await first.StopAsync();
        await Soon.HoldsAsync(() => Phones.AskedBy(id).Contains("second"), "the other node has it");
        Phones.Confirm(id);
        await Soon.HoldsAsync(() => Phones.EndsOf(id) == 1, "it has ended");

        Phones.Steps.Count.ShouldBeGreaterThanOrEqualTo(3);
        Phones.Steps.ShouldAllBe(s => s.Trace == trace);
    }

    private static Guid[] Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => Guid.NewGuid())];

    private async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = _nodes.Sql.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
