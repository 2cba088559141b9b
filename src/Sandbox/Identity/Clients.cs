using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace KonTum.Tthc.Sandbox.Identity;

/// <summary>The programs that may ask for tokens, and what each may ask for.</summary>
internal static class Clients
{
    public const string CommandLine = "kontum-tthc-cli";
    public const string Web = "kontum-tthc-web";
    public const string System = "kontum-tthc-system";
    public const string Scope = "tthc";
    public const string Audience = "kontum-tthc";

    public static async Task RegisterAsync(IServiceProvider services, IdentityKeys keys, CancellationToken cancellation)
    {
        var applications = services.GetRequiredService<IOpenIddictApplicationManager>();
        await PutAsync(applications, new OpenIddictApplicationDescriptor
        {
            ClientId = CommandLine,
            DisplayName = "Công cụ dòng lệnh tthc (trình diễn)",
            ClientType = ClientTypes.Public,
            ApplicationType = ApplicationTypes.Native,
            Permissions =
            {
                Permissions.Endpoints.Token, Permissions.GrantTypes.Password, Permissions.GrantTypes.RefreshToken,
                Permissions.Prefixes.Scope + Scope, Permissions.Scopes.Profile, Permissions.Scopes.Email, Permissions.Scopes.Phone,
            },
        }, cancellation);
        await PutAsync(applications, new OpenIddictApplicationDescriptor
        {
            ClientId = Web,
            DisplayName = "Hệ thống thông tin giải quyết TTHC tỉnh Kon Tum",
            ClientType = ClientTypes.Public,
            ApplicationType = ApplicationTypes.Native,
            RedirectUris = { new Uri("http://127.0.0.1/callback") },
            PostLogoutRedirectUris = { new Uri("http://127.0.0.1/") },
            Permissions =
            {
                Permissions.Endpoints.Authorization, Permissions.Endpoints.Token, Permissions.Endpoints.EndSession,
                Permissions.GrantTypes.AuthorizationCode, Permissions.GrantTypes.RefreshToken, Permissions.ResponseTypes.Code,
                Permissions.Prefixes.Scope + Scope, Permissions.Scopes.Profile, Permissions.Scopes.Email, Permissions.Scopes.Phone,
            },
            Requirements = { Requirements.Features.ProofKeyForCodeExchange },
        }, cancellation);
        await PutAsync(applications, new OpenIddictApplicationDescriptor
        {
            ClientId = System,
            ClientSecret = keys.SystemClientSecret,
            DisplayName = "Hệ thống nội bộ (trình diễn)",
            ClientType = ClientTypes.Confidential,
            Permissions = { Permissions.Endpoints.Token, Permissions.GrantTypes.ClientCredentials, Permissions.Prefixes.Scope + Scope },
        }, cancellation);

        var scopes = services.GetRequiredService<IOpenIddictScopeManager>();
        if (await scopes.FindByNameAsync(Scope, cancellation) is null)
            await scopes.CreateAsync(
                new OpenIddictScopeDescriptor { Name = Scope, DisplayName = "Giải quyết TTHC", Resources = { Audience } }, cancellation);
    }

    private static async Task PutAsync(
        IOpenIddictApplicationManager applications, OpenIddictApplicationDescriptor descriptor, CancellationToken cancellation)
    {
        if (await applications.FindByClientIdAsync(descriptor.ClientId!, cancellation) is { } known)
            await applications.UpdateAsync(known, descriptor, cancellation);
        else
            await applications.CreateAsync(descriptor, cancellation);
    }
}
