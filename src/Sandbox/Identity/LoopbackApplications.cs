using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Core;
using OpenIddict.EntityFrameworkCore.Models;

namespace KonTum.Tthc.Sandbox.Identity;

/// <summary>
/// Lets the web client come back to any port and path of 127.0.0.1, as RFC 8252, 7.3 allows for ports: copies of the platform run
/// side by side on ports that nobody knows beforehand.
/// </summary>
internal sealed class LoopbackApplications(
    IOpenIddictApplicationCache<OpenIddictEntityFrameworkCoreApplication> cache,
    ILogger<OpenIddictApplicationManager<OpenIddictEntityFrameworkCoreApplication>> logger,
    IOptionsMonitor<OpenIddictCoreOptions> options,
    IOpenIddictApplicationStore<OpenIddictEntityFrameworkCoreApplication> store)
    : OpenIddictApplicationManager<OpenIddictEntityFrameworkCoreApplication>(cache, logger, options, store)
{
    public override async ValueTask<bool> ValidateRedirectUriAsync(
        OpenIddictEntityFrameworkCoreApplication application, string uri, CancellationToken cancellationToken = default) =>
        application.ClientId == Clients.Web
            ? IsLoopback(uri)
            : await base.ValidateRedirectUriAsync(application, uri, cancellationToken);

    public override async ValueTask<bool> ValidatePostLogoutRedirectUriAsync(
        OpenIddictEntityFrameworkCoreApplication application, string uri, CancellationToken cancellationToken = default) =>
        application.ClientId == Clients.Web
            ? IsLoopback(uri)
            : await base.ValidatePostLogoutRedirectUriAsync(application, uri, cancellationToken);

    private static bool IsLoopback(string uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var parsed)
        && parsed is { Scheme: "http", Host: "127.0.0.1", Fragment: "", UserInfo: "" };
}
