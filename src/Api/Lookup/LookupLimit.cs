using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Grpc.Core;
using Grpc.Core.Interceptors;
using KonTum.Tthc.Domain.Failures;

namespace KonTum.Tthc.Api.Lookup;

/// <summary>
/// How often one address may look up codes, found or not. Codes count up, so whoever could ask without end would learn how many dossiers
/// each agency has and how each of them ends. One answer on both surfaces, in the shape of every other failure.
/// </summary>
internal sealed class LookupLimit(LookupRates rates) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        rates.Count(context.GetHttpContext());
        return continuation(request, context);
    }
}

/// <summary>The counters of lookups; settings "Tthc:Lookup:Burst" (20) and "Tthc:Lookup:PerMinute" (30).</summary>
internal sealed class LookupRates(int burst, int perMinute) : IDisposable
{
    public PartitionedRateLimiter<string> Limiter { get; } = PartitionedRateLimiter.Create<string, string>(
        sender => RateLimitPartition.GetTokenBucketLimiter(sender, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = perMinute,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1),
            AutoReplenishment = true,
        }));

    /// <summary>Counts a lookup, on whichever surface.</summary>
    /// <exception cref="FailureException">TOO_MANY_LOOKUPS.</exception>
    public void Count(HttpContext http)
    {
        using var lease = Limiter.AttemptAcquire(SenderOf(http.Connection.RemoteIpAddress));
        if (!lease.IsAcquired) throw Failures.TooManyLookups.Because();
    }

    public void Dispose() => Limiter.Dispose();

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidOperationException">A number is out of its range.</exception>
    public static LookupRates Of(IConfiguration configuration)
    {
        var burst = configuration.GetValue("Tthc:Lookup:Burst", 20);
        var perMinute = configuration.GetValue("Tthc:Lookup:PerMinute", 30);
        if (burst is < 1 or > 100_000) throw new InvalidOperationException("Tthc:Lookup:Burst must be 1 to 100000.");
        if (perMinute is < 1 or > 100_000) throw new InvalidOperationException("Tthc:Lookup:PerMinute must be 1 to 100000.");
        return new LookupRates(burst, perMinute);
    }

    /// <summary>The address; of IPv6 the network of one household or office (RFC 6177), which one sender can go through at will.</summary>
    private static string SenderOf(IPAddress? address)
    {
        if (address is null) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}
