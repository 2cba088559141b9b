using KonTum.Tthc.Sandbox.Gateways;
using KonTum.Tthc.Sandbox.Phone;

namespace KonTum.Tthc.Sandbox.Control;

/// <summary><c>/control/phones</c>: phones that answer by themselves.</summary>
internal static class PhoneControl
{
    private const double LongestMilliseconds = 24 * 60 * 60 * 1000;

    private sealed record Habit(
        string? Gateway, string? CaName, string? UserId, string? Answer, double? DelayMsMedian, double? DelayMsP95);

    public static void Map(RouteGroupBuilder control)
    {
        control.MapGet("/phones", (PhoneHabits habits) => List(habits));
        control.MapPut("/phones", PutAsync);
        control.MapDelete("/phones", (PhoneHabits habits) => Wire.Answer(new { removed = habits.Clear() }));
    }

    private static async Task<IResult> PutAsync(HttpRequest request, PhoneHabits habits, CancellationToken cancellation)
    {
        if (await ControlEndpoints.ReadAsync<Habit>(request, cancellation) is not { } wanted)
            return Bad("the body is not the JSON object that was expected");
        PhoneAnswer? answer = wanted.Answer switch
        {
            "confirm" => PhoneAnswer.Confirm, "reject" => PhoneAnswer.Reject, "ignore" => PhoneAnswer.Ignore, _ => null,
        };
        if (answer is null)
            return Bad("answer must be confirm, reject or ignore");
        if (wanted.Gateway is { } gateway && !GatewayNames.All.Contains(gateway))
            return Bad($"gateway must be one of {string.Join(", ", GatewayNames.All)}");
        var median = wanted.DelayMsMedian ?? 0;
        var p95 = wanted.DelayMsP95 ?? median;
        if (median is < 0 or > LongestMilliseconds || p95 < median || p95 > LongestMilliseconds)
            return Bad("delay_ms_median must be 0 or more, and delay_ms_p95 not less");
        habits.Put(new PhoneHabit(answer.Value, median, p95, wanted.Gateway, wanted.CaName, wanted.UserId));
        return List(habits);
    }

    private static IResult List(PhoneHabits habits) => Wire.Answer(new
    {
        phones = habits.All.Select(habit => new
        {
            habit.Gateway,
            habit.CaName,
            habit.UserId,
            answer = habit.Answer.ToString().ToLowerInvariant(),
            delay_ms_median = habit.MedianMilliseconds,
            delay_ms_p95 = habit.P95Milliseconds,
        }),
    });

    private static IResult Bad(string error) => Wire.Answer(new { error }, StatusCodes.Status400BadRequest);
}
