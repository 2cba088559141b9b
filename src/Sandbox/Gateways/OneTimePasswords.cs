using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;

namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>How an attempt with a one-time password went.</summary>
internal enum OtpCheck
{
    Right,
    Wrong,
    Expired,
    AttemptsUsedUp,
}

/// <summary>One-time passwords that providers send to a person's phone; the newest counts, once, for five minutes and three attempts.</summary>
internal sealed class OneTimePasswords(TimeProvider time)
{
    private const int MostAttempts = 3;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(string Gateway, string Owner), Sent> sent = new();

    private sealed record Sent(string Code, DateTimeOffset Until, int Attempts);

    public void Send(string gateway, string owner) => sent[(gateway, owner)] = new Sent(
        RandomNumberGenerator.GetInt32(1_000_000).ToString("000000", CultureInfo.InvariantCulture), time.GetUtcNow() + Lifetime, 0);

    /// <summary>What the phones show.</summary>
    public IEnumerable<(string Gateway, string Owner, string Code)> Shown() =>
        sent.Where(s => time.GetUtcNow() < s.Value.Until).Select(s => (s.Key.Gateway, s.Key.Owner, s.Value.Code));

    public OtpCheck Check(string gateway, string owner, string? code)
    {
        if (!sent.TryGetValue((gateway, owner), out var found))
            return OtpCheck.Wrong;
        if (time.GetUtcNow() >= found.Until)
            return OtpCheck.Expired;
        if (found.Attempts >= MostAttempts)
            return OtpCheck.AttemptsUsedUp;
        if (found.Code == code)
            return sent.TryRemove((gateway, owner), out _) ? OtpCheck.Right : OtpCheck.Wrong;
        sent[(gateway, owner)] = found with { Attempts = found.Attempts + 1 };
        return OtpCheck.Wrong;
    }
}
