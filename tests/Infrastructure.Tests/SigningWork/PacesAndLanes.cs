using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Infrastructure.SigningWork;
using Shouldly;

namespace KonTum.Tthc.Infrastructure.Tests.SigningWork;

public sealed class PacesAndLanes
{
    private static readonly PollPace Pace = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10));

    [Fact]
    public void The_interval_stays_for_a_minute_and_then_grows_to_the_longest()
    {
        PollRhythm.Next(Pace, TimeSpan.FromSeconds(59), TimeSpan.FromSeconds(2)).ShouldBe(TimeSpan.FromSeconds(2));
        var intervals = new List<double>();
        for (var last = TimeSpan.FromSeconds(2); intervals.Count < 6; intervals.Add(last.TotalSeconds))
        {
            last = PollRhythm.Next(Pace, TimeSpan.FromMinutes(1), last);
        }

        intervals.ShouldBe([3, 4.5, 6.75, 10, 10, 10]);
    }

    [Theory]
    [InlineData(0.0, 8)]
    [InlineData(0.5, 10)]
    [InlineData(1.0, 12)]
    public void A_fifth_more_or_less(double random, double seconds) =>
        new PollRhythm(() => random).Shake(TimeSpan.FromSeconds(10)).TotalSeconds.ShouldBe(seconds, 0.001);

    [Fact]
    public void Who_is_silent_is_asked_less_and_less_up_to_half_a_minute() => Enumerable.Range(1, 6)
        .Select(n => PollRhythm.AfterSilence(TimeSpan.FromSeconds(2), n).TotalSeconds)
        .ShouldBe([4, 8, 16, 30, 30, 30]);

    [Fact]
    public async Task A_lane_runs_as_much_as_it_is_wide_and_the_urgent_first()
    {
        var lane = new Lane(2);
        var (gates, order) = (new List<TaskCompletionSource>(), new List<string>());
        Work("a", false);
        Work("b", false);
        await Soon.HoldsAsync(() => Begun() == 2, "two run");
        Work("c", false);
        Work("d", false);
        Work("urgent", true);
        lane.Load.ShouldBe(5);
        Begun().ShouldBe(2);

        gates[0].SetResult();
        await Soon.HoldsAsync(() => Begun() == 3, "the next begins");
        order[2].ShouldBe("urgent");
        gates.ForEach(g => g.TrySetResult());
        await Soon.HoldsAsync(() => lane.Load == 0, "all are done");
        order[3..].ShouldBe(["c", "d"], ignoreOrder: true);

        int Begun()
        {
            lock (order) return order.Count;
        }

        void Work(string name, bool urgent)
        {
            var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            gates.Add(gate);
            lane.Run(
                async () =>
                {
                    lock (order) order.Add(name);
                    await gate.Task;
                },
                urgent);
        }
    }
}
