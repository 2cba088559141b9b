using System.Security.Claims;
using KonTum.Tthc.Sandbox.Demonstration;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace KonTum.Tthc.Sandbox.Identity;

/// <summary>What the provider decides itself; OpenIddict has checked client, redirect address, PKCE, codes and tokens before.</summary>
internal static class ConnectEndpoints
{
    private const string ServerScheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/connect/authorize", ["GET", "POST"], AuthorizeAsync);
        routes.MapPost("/connect/token", TokenAsync);
        routes.MapMethods("/connect/userinfo", ["GET", "POST"], UserInfoAsync);
        routes.MapMethods("/connect/logout", ["GET", "POST"], (Delegate)LogoutAsync);
    }

    private static async Task<IResult> AuthorizeAsync(HttpContext context, DemonstrationPeople people)
    {
        var request = context.GetOpenIddictServerRequest()!;
        var login = await context.AuthenticateAsync(OpenIdProvider.LoginScheme);
        var person = people.FindBySubject(login.Principal?.FindFirstValue(Claims.Subject));
        if (person is null || request.HasPromptValue(PromptValues.Login))
        {
            if (request.HasPromptValue(PromptValues.None))
                return Deny(Errors.LoginRequired, "The person is not logged in.");
            // prompt=login is answered by the login page once; left in the address it would ask for ever.
            var query = QueryString.Create(
                (context.Request.HasFormContentType ? (IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>>)context.Request.Form : context.Request.Query)
                .Where(parameter => parameter.Key != Parameters.Prompt));
            return Results.Redirect(LoginPage.AddressFor(context.Request.PathBase + context.Request.Path + query));
        }

        return Results.SignIn(PersonClaims.Principal(person, request.GetScopes()), null, ServerScheme);
    }

    private static async Task<IResult> TokenAsync(HttpContext context, DemonstrationPeople people, LoginAttempts attempts)
    {
        var request = context.GetOpenIddictServerRequest()!;
        if (request.IsPasswordGrantType())
        {
            var (outcome, person) = attempts.Check(request.Username, request.Password);
            return outcome switch
            {
                LoginOutcome.Welcome => Results.SignIn(PersonClaims.Principal(person!, request.GetScopes()), null, ServerScheme),
                LoginOutcome.TooMany => Deny(Errors.AccessDenied, "Too many wrong passwords. Wait five minutes."),
                _ => Deny(Errors.InvalidGrant, "User name or password is wrong."),
            };
        }

        if (request.IsClientCredentialsGrantType())
            return people.FindByClient(request.ClientId) is { } system
                ? Results.SignIn(PersonClaims.Principal(system, request.GetScopes()), null, ServerScheme)
                : Deny(Errors.InvalidClient, "This client stands for nobody.");

        // Code or refresh token: OpenIddict has read who it was given to. The person is looked up again, so that a change shows.
        var ticket = await context.AuthenticateAsync(ServerScheme);
        return people.FindBySubject(ticket.Principal?.GetClaim(Claims.Subject)) is { } known
            ? Results.SignIn(PersonClaims.Principal(known, ticket.Principal!.GetScopes()), null, ServerScheme)
            : Deny(Errors.InvalidGrant, "The person is gone.");
    }

    private static async Task<IResult> UserInfoAsync(HttpContext context, DemonstrationPeople people)
    {
        var ticket = await context.AuthenticateAsync(ServerScheme);
        return people.FindBySubject(ticket.Principal?.GetClaim(Claims.Subject)) is { } person
            ? Wire.Answer(PersonClaims.UserInfo(person))
            : Deny(Errors.InvalidToken, "The token stands for nobody.");
    }

    private static async Task<IResult> LogoutAsync(HttpContext context)
    {
        await context.SignOutAsync(OpenIdProvider.LoginScheme);
        return Results.SignOut(new AuthenticationProperties { RedirectUri = "/" }, [ServerScheme]);
    }

    private static IResult Deny(string error, string description) => Results.Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
        }),
        [ServerScheme]);
}
