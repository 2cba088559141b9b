using System.Collections.Concurrent;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Infrastructure.Signing.Adapters.Mobile;

namespace KonTum.Tthc.Infrastructure.Signing.Adapters.MySign;

/// <summary>
/// Access tokens, one for each user (facts 2.1), in memory alone: the platform gets another one at any time, so none is ever stored.
/// </summary>
internal sealed class MySignTokens(IProviderCalls calls, TimeProvider time)
{
    private const int MostKept = 10_000;
    private const int UsualSeconds = 3600;

    /// <summary>Renewed this long before it ends.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Key, Kept> kept = new();

    private readonly record struct Key(string Connection, Uri? Address, string ClientId, string UserId);

    private sealed record Kept(string Token, DateTimeOffset Until);

    /// <summary>A token of a user, and whether it was there already.</summary>
    public async Task<(string Token, bool WasKept)> GetAsync(ProviderConnection connection, string userId, CancellationToken cancellationToken)
    {
        var key = KeyOf(connection, userId);
        if (kept.TryGetValue(key, out var found) && time.GetUtcNow() < found.Until) return (found.Token, true);
        var secrets = connection.Secrets;
        var answer = await calls.SendAsync(
            connection,
            new ProviderCall("login", "vtss/service/ras/v1/login")
            {
                Body = new Dictionary<string, object?>
                {
                    ["client_id"] = secrets["client_id"],
                    ["client_secret"] = secrets["client_secret"],
                    ["profile_id"] = MySignAdapter.ProfileOf(connection),
                    ["user_id"] = userId,
                },
                Repeatable = true,
            },
            cancellationToken);
        if (Received.Text(answer.Root, "access_token") is not { Length: > 0 } token)
            throw MySignCodes.FailureOf(Received.Number(answer.Root, "error"), answer.HttpStatus).Because();
        var lifetime = TimeSpan.FromSeconds(Math.Clamp(Received.Number(answer.Root, "expires_in") ?? UsualSeconds, 0, 24 * UsualSeconds));
        // Rough, but bounded and without bookkeeping: tokens come back with one call each.
        if (kept.Count >= MostKept) kept.Clear();
        kept[key] = new Kept(token, time.GetUtcNow() + lifetime - Margin);
        return (token, false);
    }

    /// <summary>Forgets a token that the provider no longer takes.</summary>
    public void Forget(ProviderConnection connection, string userId) => kept.TryRemove(KeyOf(connection, userId), out _);

    private static Key KeyOf(ProviderConnection connection, string userId) =>
        new(connection.Name, connection.BaseAddress, connection.Secrets["client_id"], userId);
}
