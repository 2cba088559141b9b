using System.Collections.Concurrent;
using System.Diagnostics;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.SignatureProfiles;
using KonTum.Tthc.Infrastructure.PersonalData;
using KonTum.Tthc.Infrastructure.Signing.Adapters.Mobile;
using KonTum.Tthc.Infrastructure.Signing.Connections;

namespace KonTum.Tthc.Infrastructure.Signing.Adapters.Misa;

/// <summary>
/// The logins of persons at MISA: made by the person once, renewed on their own. Passwords and one-time passwords pass through. Tokens are
/// kept sealed under the person's key, and in memory no longer than a destroyed key is.
/// </summary>
internal sealed class MisaSessions(IProviderCalls calls, IAccountConnections connections, TimeProvider time)
{
    private const int MostKept = 10_000;
    private const int Gates = 64;
    private const int UsualSeconds = 3600;

    /// <summary>Renewed this long before it ends.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>How often a node that waits for another's renewal looks whether it is there.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan TurnMargin = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(string Person, SignatureEntry Entry), (KeptConnection Connection, DateTimeOffset Until)> kept = new();

    /// <summary>A refresh token is good for one use: those of one account take turns.</summary>
    private readonly SemaphoreSlim[] gates = [.. Enumerable.Range(0, Gates).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Headers that name the platform.</summary>
    public static Dictionary<string, string> ClientHeaders(ProviderConnection connection) => new()
    {
        ["x-clientId"] = connection.Secrets["client_id"],
        ["x-clientKey"] = connection.Secrets["client_key"],
    };

    /// <summary>Logs in; with a one-time password, as the second step of it.</summary>
    public async Task<AccountConnection> ConnectAsync(
        ProviderRoute route, string personId, SignatureEntry entry, AccountLogin login, CancellationToken cancellationToken)
    {
        var traits = route.Connection.TraitsOf<MisaTraits>();
        var call = login.Otp.Length == 0
            ? new ProviderCall("login", traits.LoginPath)
            {
                Body = new Dictionary<string, object?> { ["userName"] = login.UserName, ["password"] = login.Password },
            }
            : new ProviderCall("two-factor", traits.TwoFactorPath)
            {
                Body = new Dictionary<string, object?>
                {
                    ["userName"] = login.UserName, ["code"] = login.Otp, ["otpType"] = traits.OtpType, ["remember"] = traits.Remember,
                },
            };
        var headers = ClientHeaders(route.Connection);
        // The document names these two without "x-" in the call of the second factor.
        (headers["clientId"], headers["clientKey"]) = (headers["x-clientId"], headers["x-clientKey"]);
        var answer = await calls.SendAsync(route.Connection, call with { Headers = headers }, cancellationToken);
        if (Read(answer, userId: "") is { } tokens)
        {
            await connections.ConnectAsync(personId, entry, tokens, cancellationToken);
            kept.TryRemove((personId, entry), out _);
            return new AccountConnection(Connected: true, OtpRequired: false, ExpiresAt: null);
        }

        var code = Received.Number(Received.Child(answer.Root, "status"), "errorCode") ?? Received.Number(answer.Root, "errorCode");
        if (code == MisaCodes.TwoFactorsWanted && login.Otp.Length == 0)
            return new AccountConnection(Connected: false, OtpRequired: true, ExpiresAt: null);
        throw (answer.HttpStatus switch
        {
            403 or 408 or 429 or >= 500 => MisaCodes.FailureOf(answer),
            _ => Failures.AccountLoginWrong,
        }).Because();
    }

    /// <summary>The tokens of a connected account, renewed when their time is nearly up or the provider has refused them.</summary>
    /// <param name="route">How MISA is reached.</param>
    /// <param name="personId">Whose account.</param>
    /// <param name="entry">The account.</param>
    /// <param name="refused">The access token that MISA has just refused; null otherwise.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="FailureException">SIGNING_ACCOUNT_NOT_CONNECTED.</exception>
    public async Task<AccountTokens> GetAsync(
        ProviderRoute route, string personId, SignatureEntry entry, string? refused, CancellationToken cancellationToken)
    {
        if (kept.TryGetValue((personId, entry), out var found) && time.GetUtcNow() < found.Until && IsGood(found.Connection, refused))
            return found.Connection.Tokens;
        var gate = gates[(uint)HashCode.Combine(personId, entry) % Gates];
        await gate.WaitAsync(cancellationToken);
        try
        {
            var stored = await connections.FindAsync(personId, entry, cancellationToken) ?? throw Failures.AccountNotConnected.Because();
            var good = IsGood(stored, refused) ? stored : await RenewAsync(route, personId, entry, stored, cancellationToken);
            if (kept.Count >= MostKept) kept.Clear();
            kept[(personId, entry)] = (good, time.GetUtcNow() + IPersonKeys.CacheLifetime);
            return good.Tokens;
        }
        finally
        {
            gate.Release();
        }
    }

    private bool IsGood(KeptConnection connection, string? refused) =>
        connection.Tokens.AccessToken != refused && time.GetUtcNow() < connection.Tokens.ExpiresAt - Margin;

    /// <summary>New tokens: asked for by one node; the others wait for what it keeps.</summary>
    private async Task<KeptConnection> RenewAsync(
        ProviderRoute route, string personId, SignatureEntry entry, KeptConnection old, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        // As long as the call can take and a little more: who waits longer waits for a node that died.
        var turn = (route.Connection.AttemptTimeout * (route.Connection.Retries + 1)) + TurnMargin;
        while (!await connections.TryTakeRenewalAsync(personId, entry, old, turn, cancellationToken))
        {
            var now = await connections.FindAsync(personId, entry, cancellationToken) ?? throw Failures.AccountNotConnected.Because();
            if (now.Version != old.Version) return now;
            if (Stopwatch.GetElapsedTime(since) > turn + TurnMargin) throw Failures.ProviderUnavailable.Because();
            await Task.Delay(LookAgain, cancellationToken);
        }

        try
        {
            if (await AskAsync(route, old, cancellationToken) is { } tokens)
            {
                if (await connections.TryRenewAsync(personId, entry, old, tokens, cancellationToken)) return new KeptConnection(tokens, old.Version + 1);
            }
        }
        catch
        {
            await connections.LeaveRenewalAsync(personId, entry, old, CancellationToken.None);
            throw;
        }

        // The person has logged in anew meanwhile; if not, the login is over.
        if (await connections.FindAsync(personId, entry, cancellationToken) is { } changed && changed.Version != old.Version) return changed;
        await connections.RemoveAsync(personId, entry, old, cancellationToken);
        kept.TryRemove((personId, entry), out _);
        throw Failures.AccountNotConnected.Because();
    }

    /// <summary>Spends the refresh token; null when the provider does not take it.</summary>
    private async Task<AccountTokens?> AskAsync(ProviderRoute route, KeptConnection old, CancellationToken cancellationToken)
    {
        var call = new ProviderCall("refresh", route.Connection.TraitsOf<MisaTraits>().RefreshPath)
        {
            Body = new Dictionary<string, object?> { ["refreshToken"] = old.Tokens.RefreshToken },
            Headers = ClientHeaders(route.Connection),
        };
        var answer = await calls.SendAsync(route.Connection, call, cancellationToken);
        if (Read(answer, old.Tokens.UserId) is { } tokens) return tokens;
        return answer.HttpStatus is 403 or 408 or 429 or >= 500 ? throw MisaCodes.FailureOf(answer).Because() : null;
    }

    /// <summary>Login wraps its tokens in <c>data</c>, renewal does not; either is read. Null when there are none.</summary>
    private AccountTokens? Read(ProviderAnswer answer, string userId)
    {
        var data = Received.Child(answer.Root, "data") is { ValueKind: System.Text.Json.JsonValueKind.Object } wrapped ? wrapped : answer.Root;
        var token = Received.Text(data, "remoteSigningAccessToken");
        if (answer.HttpStatus >= 300 || token.Length == 0) return null;
        var lifetime = TimeSpan.FromSeconds(Math.Clamp(Received.Number(data, "expiresIn") ?? UsualSeconds, 0, 24 * UsualSeconds));
        var named = Received.Text(Received.Child(data, "user"), "id");
        return new AccountTokens(
            named.Length > 0 ? named : userId, token, time.GetUtcNow() + lifetime, Received.Text(data, "refreshToken"));
    }
}
