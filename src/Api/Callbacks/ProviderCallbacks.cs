using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.RateLimiting;
using KonTum.Tthc.Api.Errors;
using KonTum.Tthc.Application.Signing;
using Microsoft.AspNetCore.RateLimiting;

namespace KonTum.Tthc.Api.Callbacks;

/// <summary>
/// Where providers call when they have an answer. It is no part of the contract: its shape is theirs. None of them signs its calls, so a
/// secret in the address says who may call at all, and what a call says is only taken as a hint to ask the provider: nothing of it is
/// believed, stored or logged, and a confirmation that nobody knows gets the answer of one that somebody does.
/// </summary>
internal static class ProviderCallbacks
{
    /// <summary>Where the addresses begin; what follows is a secret.</summary>
    public const string Prefix = "/callbacks";

    /// <summary>The rate limit of everything that calls back.</summary>
    public const string Limiter = "provider-callbacks";
    private const int LargestBody = 256 * 1024;
    private const int DeepestBody = 16;

    public static void AddProviderCallbacks(this IServiceCollection services) => services.AddRateLimiter(limits =>
    {
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        // By sender: whoever guesses at secrets must not take the room of those who know them.
        limits.AddPolicy(Limiter, http => RateLimitPartition.GetTokenBucketLimiter(
            http.Connection.RemoteIpAddress?.ToString() ?? "",
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = 400, TokensPerPeriod = 200, ReplenishmentPeriod = TimeSpan.FromSeconds(1), AutoReplenishment = true,
            }));
    });

    public static void MapProviderCallbacks(this WebApplication app)
    {
        var group = app.MapGroup(Prefix)
            .RequireRateLimiting(Limiter)
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(LargestBody))
            .ExcludeFromDescription();
        group.MapPost("/{connection}/{secret}", TakeAsync);
        group.MapPost("/{connection}/{secret}/auth", GiveTokenAsync);
        group.MapPost("/{connection}/{secret}/result", TakeWithTokenAsync);
    }

    /// <summary>VNPT's and MISA's webhook. The answer has the members that each of them looks for (facts 1.2 and 2.2).</summary>
    private static async Task<IResult> TakeAsync(string connection, string secret, HttpContext http)
    {
        if (!Knows(http, connection, secret)) return Results.NotFound();
        return await HintAsync(connection, http)
            ? Results.Json(new { status_code = 200, message = "SUCCESS", errorCode = "", devMsg = "", userMsg = "" })
            : Refuse(http, 400, new { status_code = 400, message = "BAD_REQUEST", errorCode = "400", devMsg = "not JSON", userMsg = "" });
    }

    /// <summary>The first of MySign's two calls: it asks us for a token with which it makes the second (facts 2.1).</summary>
    private static Task<IResult> GiveTokenAsync(string connection, string secret, HttpContext http)
    {
        if (Secret(http, connection) is not { } known || !Same(known, secret)) return Task.FromResult(Results.NotFound());
        var lifetime = CallbackToken.Lifetime;
        var token = CallbackToken.Make(known, Time(http).GetUtcNow() + lifetime);
        return Task.FromResult(Results.Json(new
        {
            status_code = "00", message = "SUCCESS", data = new { access_token = token, expires_in = (int)lifetime.TotalSeconds },
        }));
    }

    private static async Task<IResult> TakeWithTokenAsync(string connection, string secret, HttpContext http)
    {
        if (Secret(http, connection) is not { } known || !Same(known, secret)) return Results.NotFound();
        const string scheme = "Bearer ";
        var header = http.Request.Headers.Authorization.ToString();
        var valid = header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            && CallbackToken.Holds(known, header[scheme.Length..], Time(http).GetUtcNow());
        if (!valid) return Refuse(http, 401, new { status_code = "01", message = "UNAUTHORIZED" });
        return await HintAsync(connection, http)
            ? Results.Json(new { status_code = "00", message = "SUCCESS" })
            : Refuse(http, 400, new { status_code = "02", message = "BAD_REQUEST" });
    }

    /// <summary>A refusal in the shape that the provider reads, not in that of the contract.</summary>
    private static IResult Refuse<T>(HttpContext http, int status, T body)
    {
        http.Items[RestFailures.Answered] = true;
        return Results.Json(body, statusCode: status);
    }

    private static async Task<bool> HintAsync(string connection, HttpContext http)
    {
        string? named;
        try
        {
            using var body = await JsonDocument.ParseAsync(
                http.Request.Body, new JsonDocumentOptions { MaxDepth = DeepestBody }, http.RequestAborted);
            named = http.RequestServices.GetRequiredService<IProviderCallbacks>().Read(connection, body.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }

        if (named is { Length: > 0 and <= 1000 })
            await http.RequestServices.GetRequiredService<ISigningCallbacks>().HintAsync(named, http.RequestAborted);
        return true;
    }

    private static bool Knows(HttpContext http, string connection, string secret) =>
        Secret(http, connection) is { } known && Same(known, secret);

    private static string? Secret(HttpContext http, string connection) =>
        http.RequestServices.GetService<IProviderCallbacks>()?.FindSecret(connection) is { Length: > 0 } secret ? secret : null;

    private static TimeProvider Time(HttpContext http) => http.RequestServices.GetService<TimeProvider>() ?? TimeProvider.System;

    /// <summary>In a time that tells neither where they differ nor how long the right one is.</summary>
    private static bool Same(string known, string given) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(known)), SHA256.HashData(Encoding.UTF8.GetBytes(given)));
}
