using System.Diagnostics;
using KonTum.Tthc.Api.Tests.Serving;
using Shouldly;

namespace KonTum.Tthc.Api.Tests.Callbacks;

/// <summary>Whoever reads traces must not be able to call in a provider's place, or to fetch what the national portal may fetch.</summary>
public sealed class SecretsOfAddresses(ApiServer server) : IClassFixture<ApiServer>
{
    [Theory]
    [InlineData("/callbacks/vnpt/")]
    [InlineData("/exchange/portal/000.21.24.H34-261123-0001/to-khai/0198f6a0-0000-7000-8000-000000000001/")]
    public async Task Do_not_get_into_traces(string before)
    {
        var secret = Guid.NewGuid().ToString("N");
        var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.GetTagItem("url.path") is string path && (before.StartsWith(path, StringComparison.Ordinal) || path.Contains(secret, StringComparison.Ordinal)))
                    told.TrySetResult(path);
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var http = server.Http();

        using var answer = await http.GetAsync(new Uri(before + secret, UriKind.Relative), TestContext.Current.CancellationToken);

        var path = await told.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        before.ShouldStartWith(path);
    }
}
