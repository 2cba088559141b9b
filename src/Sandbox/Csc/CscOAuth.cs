using System.Security.Cryptography;
using System.Text;
using KonTum.Tthc.Sandbox.Authorities;
using KonTum.Tthc.Sandbox.Gateways;
using Microsoft.AspNetCore.WebUtilities;

namespace KonTum.Tthc.Sandbox.Csc;

/// <summary>
/// OAuth 2.0 of a CSC service: client credentials for the service, and the authorization code for a credential ("oauth2code"), given on
/// a page of the service where the person types the PIN. PKCE is obligatory (RFC 7636, S256). A code goes to loopback only.
/// </summary>
internal sealed class CscOAuth(CscFace face, CscTokens tokens, CscParts parts)
{
    private const string Sha256Oid = "2.16.840.1.101.3.4.2.1";
    private static readonly TimeSpan PageLifetime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(2);
    private readonly Expiring<Asked> pages = new(parts.Time);
    private readonly Expiring<Asked> codes = new(parts.Time);

    public void Map(IEndpointRouteBuilder routes)
    {
        var oauth = routes.MapGroup($"/{face.Name}/oauth2").AddEndpointFilter(face.GuardAsync);
        oauth.MapGet("/authorize", (Delegate)ShowAsync);
        oauth.MapPost("/authorize/{page}", DecideAsync).DisableAntiforgery();
        oauth.MapPost("/token", (Delegate)TokenAsync).DisableAntiforgery();
        oauth.MapPost("/revoke", (Delegate)RevokeAsync).DisableAntiforgery();
    }

    private async Task<IResult> ShowAsync(HttpContext context)
    {
        var query = context.Request.Query;
        // Without these two nobody may be sent anywhere (RFC 6749, 4.1.2.1).
        if (!parts.ServiceProvider.Knows(query["client_id"]))
            throw CscRefusal.Invalid("client_id");
        if (query["redirect_uri"].ToString() is not { Length: > 0 } redirect || !IsLoopback(redirect))
            throw CscRefusal.Invalid("redirect_uri");
        var state = query["state"].ToString();
        if (query["response_type"] != "code")
            return Back(redirect, state, "unsupported_response_type", null);
        if (query["scope"] != "credential")
            return Back(redirect, state, "invalid_scope", "Only the scope credential is offered here");
        if (query["code_challenge_method"] != "S256" || query["code_challenge"].ToString() is not { Length: 43 } challenge)
            return Back(redirect, state, "invalid_request", "code_challenge with the method S256 is required");
        try
        {
            var certificate = face.FindCredential(query["credentialID"].ToString()) ?? throw CscRefusal.Invalid("credentialID");
            if (certificate.Plan.Csc is not { AuthMode: "oauth2code" } plan)
                throw CscRefusal.Invalid("credentialID");
            if (!int.TryParse(query["numSignatures"], out var count))
                throw CscRefusal.MissingInteger("numSignatures");
            CscFace.CheckCount(count, plan);
            var digests = ReadDigests(query["hashes"].ToString() is { Length: > 0 } hashes ? hashes : query["hash"].ToString());
            CscFace.CheckDigests(count, digests, plan);
            var algorithm = query["hashAlgorithmOID"].ToString() is { Length: > 0 } oid ? oid : query["hashAlgo"].ToString();
            if (algorithm is not ("" or Sha256Oid))
                throw CscRefusal.Invalid("hashAlgorithmOID");
            await face.CheckUsableAsync(certificate, context.RequestAborted);
            var page = CscTokens.NewName();
            var asked = new Asked(certificate, count, digests, query["description"].ToString(), redirect, state, challenge, query["client_id"].ToString());
            pages.Add(page, asked, parts.Time.GetUtcNow().Add(PageLifetime));
            return Form(context, page, asked, null);
        }
        catch (CscRefusal refusal)
        {
            return Back(redirect, state, refusal.Error, refusal.Message);
        }
    }

    private async Task<IResult> DecideAsync(string page, HttpContext context)
    {
        if (context.Request.Headers["Sec-Fetch-Site"] == "cross-site")
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        if (pages.Find(page) is not ({ } asked, false))
            return Results.NotFound();
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (form["decision"] != "confirm")
        {
            pages.Remove(page);
            return Back(asked.Redirect, asked.State, "access_denied", "The user denied the authorization");
        }

        var id = asked.Certificate.CredentialId();
        if (face.Authorizations.IsLocked(id))
        {
            pages.Remove(page);
            return Back(asked.Redirect, asked.State, "access_denied", "Credential locked");
        }

        if (asked.Certificate.Plan.Csc!.Pin is { } pin && form["pin"] != pin)
        {
            face.Authorizations.Wrong(id);
            return Form(context, page, asked, "Mã PIN không đúng.");
        }

        face.Authorizations.Right(id);
        // Once: a second press of the button finds nothing.
        if (pages.Take(page) is null)
            return Results.NotFound();
        var code = CscTokens.NewName();
        codes.Add(code, asked, parts.Time.GetUtcNow().Add(CodeLifetime));
        return Results.Redirect(With(asked.Redirect, ("code", code), ("state", asked.State)));
    }

    private async Task<IResult> TokenAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
            throw CscRefusal.Request("The content type must be application/x-www-form-urlencoded");
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (client, secret) = Client(context.Request, form);
        context.Response.Headers.CacheControl = "no-store";
        var grant = form["grant_type"].ToString();
        if (grant.Length == 0)
            throw CscRefusal.Request("Missing parameter grant_type");
        if (client.Length == 0)
            throw CscRefusal.Request("Missing parameter client_id");
        if (!parts.ServiceProvider.Knows(client))
            throw CscRefusal.Invalid("client_id");
        if (secret.Length == 0)
            throw new CscRefusal(StatusCodes.Status401Unauthorized, CscRefusal.InvalidRequest, "Client authorization required");
        if (!parts.ServiceProvider.Accepts(client, secret))
            throw CscRefusal.Invalid("client_secret");
        return grant switch
        {
            "client_credentials" => Service(tokens.Issue(new CscCaller(null), remember: true)),
            "refresh_token" => Service(tokens.Issue(tokens.Refresh(
                form["refresh_token"].ToString() is { Length: > 0 } token ? token : throw CscRefusal.Request("Missing parameter refresh_token"),
                "invalid_grant"))),
            "authorization_code" => Credential(form, client),
            _ => throw CscRefusal.Invalid("grant_type"),
        };
    }

    private async Task<IResult> RevokeAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (client, secret) = Client(context.Request, form);
        if (!parts.ServiceProvider.Accepts(client, secret))
            throw CscRefusal.Invalid("client_secret");
        tokens.Revoke(form["token"].ToString());
        return Results.NoContent();
    }

    private IResult Credential(IFormCollection form, string client)
    {
        if (form["code"].ToString() is not { Length: > 0 } code)
            throw CscRefusal.Request("Missing parameter code");
        // Whoever shows a code uses it up, also with a wrong verifier.
        if (codes.Take(code) is not { } asked || asked.Client != client)
            throw Grant("Authorization code is invalid or expired");
        if (form["redirect_uri"] != asked.Redirect)
            throw Grant("redirect_uri parameter does not match");
        var challenge = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (challenge != asked.Challenge)
            throw Grant("Invalid parameter code_verifier");
        var credential = asked.Certificate.CredentialId();
        var sad = new CscSad(CscTokens.NewName(), new CscTransaction(credential, asked.Count, null), asked.Digests);
        var until = parts.Time.GetUtcNow().AddSeconds(face.Authorizations.SadLifetimeSeconds);
        face.Authorizations.Register(sad, until);
        tokens.IssueFor(sad.Value, new CscCaller(asked.Certificate.Account.UserId, credential), until);
        return CscWire.Answer(new { access_token = sad.Value, token_type = "Bearer", expires_in = face.Authorizations.SadLifetimeSeconds });
    }

    private static CscRefusal Grant(string description) => new(StatusCodes.Status400BadRequest, "invalid_grant", description);

    private static IResult Service(IssuedToken token) => CscWire.Answer(new
    {
        access_token = token.AccessToken, refresh_token = token.RefreshToken, token_type = "Bearer", expires_in = token.ExpiresIn,
    });

    private static (string Client, string Secret) Client(HttpRequest request, IFormCollection form)
    {
        const string Scheme = "Basic ";
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return (form["client_id"].ToString(), form["client_secret"].ToString());
        var buffer = new byte[header.Length];
        return Convert.TryFromBase64String(header[Scheme.Length..].Trim(), buffer, out var length)
            && Encoding.UTF8.GetString(buffer, 0, length).Split(':', 2) is [var client, var secret]
                ? (Uri.UnescapeDataString(client), Uri.UnescapeDataString(secret))
                : throw CscRefusal.MalformedHeader();
    }

    /// <summary>Base64url, separated by commas; ordinary Base64 is read as well, because version 1 is not clear about it.</summary>
    private static List<byte[]>? ReadDigests(string text)
    {
        if (text.Length == 0)
            return null;
        var digests = new List<byte[]>();
        foreach (var part in text.Split(','))
        {
            try
            {
                digests.Add(WebEncoders.Base64UrlDecode(part.TrimEnd('=').Replace('+', '-').Replace('/', '_')));
            }
            catch (FormatException)
            {
                throw CscRefusal.Request("Invalid Base64 hash string parameter");
            }
        }

        CscBody.CheckLength(digests);
        return digests;
    }

    private static bool IsLoopback(string uri) => PublicAddress.IsLoopback(uri)
        && new Uri(uri) is { Fragment: "", UserInfo: "" } parsed
        && (parsed.Scheme == Uri.UriSchemeHttp || parsed.Scheme == Uri.UriSchemeHttps);

    private static IResult Back(string redirect, string state, string error, string? description) =>
        Results.Redirect(With(redirect, ("error", error), ("error_description", description), ("state", state)));

    private static string With(string redirect, params IEnumerable<(string Name, string? Value)> parameters) =>
        QueryHelpers.AddQueryString(redirect, parameters.Where(p => !string.IsNullOrEmpty(p.Value))
            .Select(p => KeyValuePair.Create(p.Name, p.Value)));

    private IResult Form(HttpContext context, string page, Asked asked, string? problem)
    {
        var notice = problem is null ? new Markup("") : Markup.Of($"""<p id="problem" class="notice bad" role="alert">{problem}</p>""");
        var digests = Markup.Join((asked.Digests ?? []).Select(d =>
            Markup.Of($"""<li><span class="digest">SHA-256 <code>{Convert.ToHexStringLower(d)}</code></span></li>""")));
        return Page.Answer(context, "Xác nhận ký số", Markup.Of($"""
            <main class="login">
            <header>
            <h1>Xác nhận ký số</h1>
            <p class="sub">Trang của dịch vụ ký số trình diễn <span lang="en">Page of the demonstration signing service</span></p>
            </header>
            {notice}
            <form method="post" action="/{face.Name}/oauth2/authorize/{page}" class="card request">
            <dl>
            <dt>Nội dung</dt><dd>{(asked.Description.Length == 0 ? "(không có mô tả)" : asked.Description)}</dd>
            <dt>Hệ thống yêu cầu</dt><dd>{ServiceProviderAccount.DisplayName}</dd>
            <dt>Người ký</dt><dd>{asked.Certificate.Person.Name}</dd>
            <dt>Số chữ ký</dt><dd>{asked.Count}</dd>
            </dl>
            <ul>{digests}</ul>
            <label for="pin">Mã PIN <span lang="en">PIN</span></label>
            <input id="pin" name="pin" type="password" inputmode="numeric" autocomplete="off">
            <div class="buttons">
            <button type="submit" name="decision" value="reject" class="reject">Từ chối</button>
            <button type="submit" name="decision" value="confirm" class="confirm">Ký số</button>
            </div>
            </form>
            </main>
            """), leadsToClients: true);
    }

    private sealed record Asked(
        PersonalCertificate Certificate,
        int Count,
        IReadOnlyList<byte[]>? Digests,
        string Description,
        string Redirect,
        string State,
        string Challenge,
        string Client);
}
