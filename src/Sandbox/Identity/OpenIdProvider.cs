using Microsoft.AspNetCore.DataProtection;
using OpenIddict.EntityFrameworkCore.Models;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace KonTum.Tthc.Sandbox.Identity;

/// <summary>The identity provider: the national portal, VNeID and the province's directory in one.</summary>
internal static class OpenIdProvider
{
    /// <summary>The cookie that remembers a login on the login page.</summary>
    public const string LoginScheme = "sandbox-login";

    private const string LoopbackBrowsers = "loopback-browsers";

    public static void AddServices(IServiceCollection services, DataDirectory directory)
    {
        services.AddSingleton<IdentityKeys>();
        services.AddSingleton<LoginAttempts>();
        services.AddAntiforgery(options => options.Cookie.Name = "sandbox-form");
        services.AddDataProtection()
            .SetApplicationName("kontum-tthc-sandbox")
            .PersistKeysToFileSystem(directory.Folder("data-protection"));
        services.AddAuthentication(LoginScheme).AddCookie(LoginScheme, options =>
        {
            options.Cookie.Name = "sandbox-login";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.LoginPath = LoginPage.Path;
            options.ExpireTimeSpan = TimeSpan.FromHours(1);
        });
        services.AddAuthorization();
        services.AddCors(options => options.AddPolicy(LoopbackBrowsers, policy => policy
            .SetIsOriginAllowed(PublicAddress.IsLoopback).AllowAnyHeader().WithMethods("GET", "POST")));

        services.AddOpenIddict()
            .AddCore(core =>
            {
                core.UseEntityFrameworkCore().UseDbContext<SandboxDatabase>();
                core.ReplaceApplicationManager<OpenIddictEntityFrameworkCoreApplication, LoopbackApplications>();
            })
            .AddServer(server =>
            {
                server.SetAuthorizationEndpointUris("connect/authorize")
                    .SetTokenEndpointUris("connect/token")
                    .SetUserInfoEndpointUris("connect/userinfo")
                    .SetEndSessionEndpointUris("connect/logout");
                server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
                server.AllowRefreshTokenFlow().AllowClientCredentialsFlow().AllowPasswordFlow();
                server.RegisterScopes(Clients.Scope, Scopes.Profile, Scopes.Email, Scopes.Phone, Scopes.OfflineAccess);
                server.RegisterClaims(
                    Claims.Subject, Claims.Name, Claims.Email, Claims.EmailVerified, Claims.Role, Claims.PhoneNumber,
                    PersonClaims.IdentityNumber, PersonClaims.Agency);
                // The platform reads access tokens itself, with the public keys.
                server.DisableAccessTokenEncryption();
                server.UseAspNetCore()
                    .EnableAuthorizationEndpointPassthrough()
                    .EnableTokenEndpointPassthrough()
                    .EnableUserInfoEndpointPassthrough()
                    .EnableEndSessionEndpointPassthrough()
                    // The sandbox refuses to listen on anything but loopback.
                    .DisableTransportSecurityRequirement();
            });
        // Keys and issuer come late: the issuer is the bound address, and port 0 is allowed.
        services.AddOptions<OpenIddictServerOptions>().Configure<IdentityKeys, PublicAddress>((options, keys, address) =>
        {
            options.Issuer = address.Issuer;
            // RFC 7636, 4.2: "plain" protects nothing that a listener could not read.
            options.CodeChallengeMethods.Remove(CodeChallengeMethods.Plain);
            options.SigningCredentials.Add(new(keys.Signing, Microsoft.IdentityModel.Tokens.SecurityAlgorithms.RsaSha256));
            options.EncryptionCredentials.Add(new(
                keys.Encryption,
                Microsoft.IdentityModel.Tokens.SecurityAlgorithms.Aes256KW,
                Microsoft.IdentityModel.Tokens.SecurityAlgorithms.Aes256CbcHmacSha512));
        });
    }

    /// <summary>Browser clients on other ports may read discovery, keys, tokens and user info.</summary>
    public static void UseCorsForBrowsers(IApplicationBuilder app) => app.UseWhen(
        context => context.Request.Path.StartsWithSegments("/.well-known")
            || context.Request.Path.StartsWithSegments("/connect/token")
            || context.Request.Path.StartsWithSegments("/connect/userinfo"),
        branch => branch.UseCors(LoopbackBrowsers));
}
