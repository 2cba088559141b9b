using System.Security.Cryptography;
using System.Text;
using KonTum.Tthc.Sandbox.Demonstration;
using KonTum.Tthc.Sandbox.Gateways;
using Microsoft.AspNetCore.WebUtilities;

namespace KonTum.Tthc.Sandbox.Csc;

/// <summary>Who calls: an application, which names the user, or a user, whose name is implied.</summary>
/// <param name="UserId">Null for an application.</param>
/// <param name="Credential">The only credential that the token is for, when it came out of a credential authorization.</param>
internal sealed record CscCaller(string? UserId, string? Credential = null);

internal sealed record IssuedToken(string AccessToken, string? RefreshToken, int ExpiresIn);

/// <summary>Service authorization of one face: log-in, refresh, revocation, and what a bearer token stands for.</summary>
internal sealed class CscTokens(
    string caName, ServiceProviderAccount serviceProvider, DemonstrationPeople people, TimeProvider time)
{
    private const int LifetimeSeconds = 3600;
    private static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(30);
    private readonly Expiring<CscCaller> access = new(time);
    private readonly Expiring<CscCaller> refresh = new(time);

    public static string NewName() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));

    public IssuedToken Issue(CscCaller caller, bool remember = false)
    {
        var token = new IssuedToken(NewName(), remember ? NewName() : null, LifetimeSeconds);
        access.Add(token.AccessToken, caller, time.GetUtcNow().AddSeconds(LifetimeSeconds));
        if (token.RefreshToken is { } name)
            refresh.Add(name, caller, time.GetUtcNow().Add(RefreshLifetime));
        return token;
    }

    /// <summary>A token that stands for a credential authorization, under a name that is its activation data as well.</summary>
    public void IssueFor(string name, CscCaller caller, DateTimeOffset until) => access.Add(name, caller, until);

    /// <summary>HTTP Basic: the service provider with its password is an application; a person with the demonstration password is a user.</summary>
    public CscCaller LogIn(string? authorization)
    {
        const string Scheme = "Basic ";
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            throw new CscRefusal(StatusCodes.Status401Unauthorized, CscRefusal.InvalidRequest, "Malformed authentication parameter");
        var buffer = new byte[authorization.Length];
        if (!Convert.TryFromBase64String(authorization[Scheme.Length..].Trim(), buffer, out var length))
            throw new CscRefusal(StatusCodes.Status401Unauthorized, CscRefusal.InvalidRequest, "Malformed authentication parameter");
        if (Encoding.UTF8.GetString(buffer, 0, length).Split(':', 2) is not [var user, var password])
            throw CscRefusal.Request("Malformed username-password");
        if (serviceProvider.Accepts(user, password))
            return new CscCaller(null);
        var known = people.People.SelectMany(p => p.Accounts).Any(a => a.CaName == caName && a.UserId == user);
        return known && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(people.Password), Encoding.UTF8.GetBytes(password))
            ? new CscCaller(user)
            : throw new CscRefusal(
                StatusCodes.Status400BadRequest, "authentication_error", "An error occurred during authentication process");
    }

    public CscCaller Refresh(string token, string error = CscRefusal.InvalidRequest) => refresh.Find(token) switch
    {
        (null, _) => throw new CscRefusal(StatusCodes.Status400BadRequest, error, "Invalid refresh_token"),
        (_, true) => throw new CscRefusal(StatusCodes.Status400BadRequest, error, "Refresh token expired"),
        var (caller, _) => caller,
    };

    public CscCaller Authenticate(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        if (header.Length == 0)
            throw CscRefusal.InvalidToken();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || header.Length == Scheme.Length)
            throw CscRefusal.MalformedHeader();
        return access.Find(header[Scheme.Length..].Trim()) switch
        {
            (null, _) => throw CscRefusal.InvalidToken(),
            (_, true) => throw CscRefusal.ExpiredToken(),
            var (caller, _) => caller,
        };
    }

    /// <summary>A refresh token takes every access token of its owner with it (RFC 7009, 2.1).</summary>
    public void Revoke(string token)
    {
        if (refresh.Take(token) is { } caller)
            access.RemoveAll(other => ReferenceEquals(other, caller) || other == caller);
        else
            access.Remove(token);
    }
}
