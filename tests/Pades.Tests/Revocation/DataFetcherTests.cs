using KonTum.Tthc.Pades.Revocation;
using Shouldly;
using Xunit;

namespace KonTum.Tthc.Pades.Tests.Revocation;

/// <summary>The limits for one file, on a clock of the test.</summary>
public sealed class DataFetcherTests
{
    [Fact]
    public async Task As_many_calls_as_allowed_are_made_and_no_more()
    {
        var fetcher = new DataFetcher(new Answering(), new DataLimits { MostCalls = 2 });

        var answers = new List<byte[]?>();
        for (var i = 0; i < 4; i++) answers.Add(await FetchAsync(fetcher, i));

        answers.Select(a => a is not null).ShouldBe([true, true, false, false]);
        fetcher.Notes.ShouldContain(n => n.Contains("limit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_the_time_is_over_nothing_is_asked_any_more()
    {
        var clock = new Clock();
        var client = new Answering();
        var fetcher = new DataFetcher(client, new DataLimits { TotalTime = TimeSpan.FromSeconds(5) }, clock);

        (await FetchAsync(fetcher, 1)).ShouldNotBeNull();
        clock.Now = TimeSpan.FromSeconds(4);
        (await FetchAsync(fetcher, 2)).ShouldNotBeNull("the time counts from the first call");
        clock.Now = TimeSpan.FromSeconds(6);
        (await FetchAsync(fetcher, 3)).ShouldBeNull();

        client.Calls.ShouldBe(2);
        fetcher.Notes.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task One_question_is_asked_once()
    {
        var client = new Answering();
        var fetcher = new DataFetcher(client, new DataLimits());

        (await FetchAsync(fetcher, 1)).ShouldNotBeNull();
        (await FetchAsync(fetcher, 1)).ShouldBeNull();
        (await FetchAsync(fetcher, 1, "other")).ShouldNotBeNull("another kind at the same address");

        client.Calls.ShouldBe(2);
    }

    private static Task<byte[]?> FetchAsync(DataFetcher fetcher, int number, string key = "crl") => fetcher.FetchAsync<byte[]>(
        key, new Uri($"http://ca.example/{number}"), (client, address, token) => client.GetCrlAsync(address, token), TestContext.Current.CancellationToken);

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }

    private sealed class Answering : IValidationDataClient
    {
        public int Calls { get; private set; }

        public Task<byte[]> GetCrlAsync(Uri address, CancellationToken cancellationToken = default)
        {
            Calls++;
            return Task.FromResult(new byte[] { 1 });
        }

        public Task<byte[]> GetOcspResponseAsync(Uri responder, ReadOnlyMemory<byte> request, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<byte[]>> GetIssuersAsync(Uri address, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
