using KonTum.Tthc.Sandbox.Gateways;

namespace KonTum.Tthc.Sandbox.Phone;

/// <summary>What the person at the phone does.</summary>
internal enum PhoneAnswer
{
    Confirm,
    Reject,
    Ignore,
}

/// <summary>How people answer on their phones without anybody touching one. A field that is null stands for every value.</summary>
/// <param name="Answer">What they do.</param>
/// <param name="MedianMilliseconds">Half of the answers come sooner.</param>
/// <param name="P95Milliseconds">One of twenty comes later. The times between follow a log-normal distribution, as human reaction times do.</param>
/// <param name="Gateway">Where the request came in.</param>
/// <param name="CaName">The account's authority.</param>
/// <param name="UserId">The account.</param>
internal sealed record PhoneHabit(
    PhoneAnswer Answer, double MedianMilliseconds, double P95Milliseconds, string? Gateway, string? CaName, string? UserId)
{
    /// <summary>The 95th percentile of the standard normal distribution.</summary>
    private const double Normal95 = 1.6448536269514722;

    public bool Concerns(SigningRequest request) =>
        (Gateway is null || Gateway == request.Gateway)
        && (CaName is null || string.Equals(CaName, request.CaName, StringComparison.OrdinalIgnoreCase))
        && (UserId is null || UserId == request.UserId);

    public TimeSpan NextDelay(Random random)
    {
        if (MedianMilliseconds <= 0)
            return TimeSpan.Zero;
        var spread = P95Milliseconds > MedianMilliseconds ? Math.Log(P95Milliseconds / MedianMilliseconds) / Normal95 : 0;
        // Box and Muller; 1 - x keeps the logarithm away from zero.
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return TimeSpan.FromMilliseconds(MedianMilliseconds * Math.Exp(spread * normal));
    }
}

/// <summary>Phones that answer by themselves, for demonstrations and load runs. In memory: after a restart people have to tap again.</summary>
internal sealed class PhoneHabits(SigningRequests requests, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private readonly Lock gate = new();
    private volatile PhoneHabit[] habits = [];

    public IReadOnlyList<PhoneHabit> All => habits;

    public void Listen() => requests.Started += request => Answer(request);

    /// <summary>Sets how these people answer, also what waits for them already. The habit set last counts.</summary>
    public void Put(PhoneHabit habit)
    {
        lock (gate)
            habits = [habit, .. habits.Where(old => (old.Gateway, old.CaName, old.UserId) != (habit.Gateway, habit.CaName, habit.UserId))];
        foreach (var request in requests.Waiting(habit.UserId, habit.CaName).Where(habit.Concerns))
            Answer(request);
    }

    public int Clear()
    {
        lock (gate)
        {
            var count = habits.Length;
            habits = [];
            return count;
        }
    }

    private void Answer(SigningRequest request)
    {
        if (habits.FirstOrDefault(habit => habit.Concerns(request)) is not { Answer: not PhoneAnswer.Ignore } habit)
            return;
        _ = Task.Run(async () =>
        {
            try
            {
                if (habit.NextDelay(Random.Shared) is var delay && delay > TimeSpan.Zero)
                    await Task.Delay(delay, time, lifetime.ApplicationStopping);
                await (habit.Answer == PhoneAnswer.Confirm
                    ? requests.ConfirmAsync(request.Id, lifetime.ApplicationStopping)
                    : requests.RejectAsync(request.Id, lifetime.ApplicationStopping));
            }
            catch (OperationCanceledException)
            {
                // The sandbox stops, and with it the phones.
            }
        });
    }
}
