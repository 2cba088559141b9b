using System.Security.Claims;
using KonTum.Tthc.Sandbox.Demonstration;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace KonTum.Tthc.Sandbox.Identity;

/// <summary>The login page that <c>/connect/authorize</c> sends a browser to.</summary>
internal static class LoginPage
{
    public const string Path = "/dang-nhap";
    private const string ReturnField = "return_url";
    private const string UserField = "username";
    private const string PasswordField = "password";

    public static string AddressFor(string returnUrl) => $"{Path}?{ReturnField}={Uri.EscapeDataString(returnUrl)}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, (HttpContext context, IAntiforgery antiforgery) =>
            Show(context, antiforgery, context.Request.Query[ReturnField], "", null));
        routes.MapPost(Path, SubmitAsync).DisableAntiforgery();
    }

    private static async Task<IResult> SubmitAsync(HttpContext context, IAntiforgery antiforgery, LoginAttempts attempts)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
            return Results.BadRequest();
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var returnUrl = form[ReturnField].ToString();
        var (outcome, person) = attempts.Check(form[UserField], form[PasswordField]);
        if (outcome == LoginOutcome.Welcome)
        {
            await context.SignInAsync(OpenIdProvider.LoginScheme, Principal(person!));
            return Results.LocalRedirect(IsLocal(returnUrl) ? returnUrl : "/");
        }

        return Show(context, antiforgery, returnUrl, form[UserField].ToString(), outcome == LoginOutcome.TooMany
            ? Markup.Of($"""Nhập sai quá nhiều lần. Hãy thử lại sau 5 phút. <span lang="en">Too many attempts. Wait five minutes.</span>""")
            : Markup.Of($"""Tên đăng nhập hoặc mật khẩu không đúng. <span lang="en">User name or password is wrong.</span>"""));
    }

    private static ClaimsPrincipal Principal(Person person) =>
        new(new ClaimsIdentity([new Claim(Claims.Subject, person.Sub.ToString())], OpenIdProvider.LoginScheme));

    /// <summary>Only addresses of this site: an open redirect would lend our name to others.</summary>
    private static bool IsLocal(string url) => url.StartsWith('/') && !url.StartsWith("//", StringComparison.Ordinal) && !url.StartsWith("/\\", StringComparison.Ordinal);

    private static IResult Show(HttpContext context, IAntiforgery antiforgery, string? returnUrl, string username, Markup? problem)
    {
        var token = antiforgery.GetAndStoreTokens(context);
        var notice = problem is { } text ? Markup.Of($"""<p id="problem" class="notice bad" role="alert">{text}</p>""") : new Markup("");
        return Page.Answer(context, "Đăng nhập – tài khoản trình diễn", Markup.Of($"""
            <main class="login">
            <header>
            <h1>Đăng nhập</h1>
            <p class="sub">Tài khoản định danh trình diễn <span lang="en">Demonstration sign-in, not a real identity provider</span></p>
            </header>
            {notice}
            <form method="post" action="{Path}" class="card">
            <input type="hidden" name="{token.FormFieldName}" value="{token.RequestToken}">
            <input type="hidden" name="{ReturnField}" value="{returnUrl}">
            <label for="username">Tên đăng nhập hoặc số định danh <span lang="en">User name or identity number</span></label>
            <input id="username" name="{UserField}" value="{username}" autocomplete="username" required autofocus>
            <label for="password">Mật khẩu <span lang="en">Password</span></label>
            <input id="password" name="{PasswordField}" type="password" autocomplete="current-password" required>
            <button type="submit" class="primary">Đăng nhập</button>
            </form>
            </main>
            """), problem is null ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized, leadsToClients: true);
    }
}
