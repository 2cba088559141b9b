using System.Net;
using KonTum.Tthc.Application.Access;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace KonTum.Tthc.Api.Identity;

/// <summary>
/// Verifies bearer tokens against the keys of the OpenID provider. A call without a valid token is anonymous; whether it may go on is a
/// rule of the use case, not of the endpoint.
/// </summary>
internal static class TokenAuthentication
{
    // Asymmetric ones only (RFC 8725 section 3.1): with "none" or an HMAC anyone who knows the public key could make tokens.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    public static IServiceCollection AddTokenAuthentication(this IServiceCollection services, IConfiguration configuration)
    {
        var authority = AuthorityOf(configuration);
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.Authority = authority.AbsoluteUri;
            options.Audience = configuration["Tthc:Identity:Audience"] ?? "kontum-tthc";
            options.RequireHttpsMetadata = authority.Scheme == Uri.UriSchemeHttps;
            options.MapInboundClaims = false;
            options.SaveToken = false;

            // A key that is not known yet is looked up once more at once; this is the least time between two such look-ups.
            options.RefreshInterval = TimeSpan.FromSeconds(5);
            options.AutomaticRefreshInterval = TimeSpan.FromHours(1);
            options.TokenValidationParameters.ValidAlgorithms = Algorithms;
            options.TokenValidationParameters.ClockSkew = TimeSpan.FromSeconds(30);
            options.TokenValidationParameters.RequireExpirationTime = true;
            options.TokenValidationParameters.RequireSignedTokens = true;
            options.TokenValidationParameters.NameClaimType = "sub";
            options.TokenValidationParameters.RoleClaimType = "role";
        });
        services.AddHttpContextAccessor();
        services.AddScoped<ICallerContext, TokenCallerContext>();
        return services;
    }

    // Keys that travel without TLS could be anyone's; on the machine itself nobody is in between.
    private static Uri AuthorityOf(IConfiguration configuration)
    {
        const string Name = "Tthc:Identity:Authority";
        if (!Uri.TryCreate(configuration[Name], UriKind.Absolute, out var authority))
        {
            throw new InvalidOperationException($"{Name} must be set to the address of the OpenID provider.");
        }

        var loopback = authority.Host == "localhost" || (IPAddress.TryParse(authority.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
        return authority.Scheme == Uri.UriSchemeHttps || (authority.Scheme == Uri.UriSchemeHttp && loopback)
            ? authority
            : throw new InvalidOperationException($"{Name} must be https; http is accepted on loopback only.");
    }
}
