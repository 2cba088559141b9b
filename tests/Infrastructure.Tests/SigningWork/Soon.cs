using KonTum.Tthc.TestKit;

namespace KonTum.Tthc.Infrastructure.Tests.SigningWork;

/// <summary><see cref="Eventually"/> with the token of the test.</summary>
internal static class Soon
{
    public static Task HoldsAsync(Func<bool> condition, string what, TimeSpan? deadline = null) =>
        Eventually.HoldsAsync(condition, what, deadline, TestContext.Current.CancellationToken);

    public static Task HoldsAsync(Func<Task<bool>> condition, string what, TimeSpan? deadline = null) =>
        Eventually.HoldsAsync(condition, what, deadline, TestContext.Current.CancellationToken);
}
