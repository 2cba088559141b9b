using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace KonTum.Tthc.Api.Tests.Serving;

/// <summary>An OpenID provider on loopback: discovery, keys, and tokens of every kind that a test wants.</summary>
public sealed class IdentityProvider : IAsyncDisposable
{
    private readonly List<RSA> keys = [];
    private readonly WebApplication app;

    private IdentityProvider(WebApplication app) => this.app = app;

    public string Authority => app.Urls.Single();

    /// <summary>The key that signs now.</summary>
    public RsaSecurityKey Key => new(keys[^1]) { KeyId = $"key-{keys.Count}" };

    public static async Task<IdentityProvider> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var provider = new IdentityProvider(app);
        provider.Rotate();
        app.Run(context => context.Request.Path.Value switch
        {
            "/.well-known/openid-configuration" => context.Response.WriteAsJsonAsync(
                new { issuer = provider.Authority + "/", jwks_uri = provider.Authority + "/keys" }),
            "/keys" => context.Response.WriteAsJsonAsync(new { keys = provider.PublicKeys() }),
            _ => Task.Run(() => context.Response.StatusCode = 404),
        });
        await app.StartAsync();
        return provider;
    }

    /// <summary>Signs with a new key from now on; the old ones stay published.</summary>
    public void Rotate() => keys.Add(RSA.Create(2048));

    public string Token(
        string subject = "citizen-1",
        string[]? roles = null,
        string? agency = null,
        string? audience = "kontum-tthc",
        string? issuer = null,
        TimeSpan? lifetime = null,
        SigningCredentials? credentials = null)
    {
        var claims = new Dictionary<string, object> { ["sub"] = subject, ["email"] = $"{subject}@example.vn", ["role"] = roles ?? ["citizen"] };
        if (agency is not null) claims["agency"] = agency;
        var expires = DateTime.UtcNow + (lifetime ?? TimeSpan.FromMinutes(5));
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer ?? Authority + "/",
            Audience = audience,
            Claims = claims,
            IssuedAt = expires.AddHours(-1),
            NotBefore = expires.AddHours(-1),
            Expires = expires,
            SigningCredentials = credentials ?? new SigningCredentials(Key, SecurityAlgorithms.RsaSha256),
        });
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        keys.ForEach(k => k.Dispose());
    }

    private object[] PublicKeys() => [.. keys.Select((key, index) =>
    {
        var p = key.ExportParameters(false);
        return (object)new
        {
            kty = "RSA", use = "sig", kid = $"key-{index + 1}", n = Base64UrlEncoder.Encode(p.Modulus), e = Base64UrlEncoder.Encode(p.Exponent),
        };
    })];
}
