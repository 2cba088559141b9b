namespace KonTum.Tthc.Sandbox.Phone;

/// <summary>A one-time password as a text message or a code app shows it.</summary>
/// <param name="CaName">Authority of the account.</param>
/// <param name="UserId">The account.</param>
/// <param name="Service">What it is for.</param>
/// <param name="CredentialId">Credential that it authorizes; empty where it is for the account.</param>
/// <param name="Code">The password.</param>
internal sealed record ShownPassword(string CaName, string UserId, string Service, string CredentialId, string Code);

/// <summary>Where a person reads one-time passwords, whichever service has sent them. For programs and as a page.</summary>
internal static class OneTimePasswordPages
{
    public static void Map(IEndpointRouteBuilder routes, Func<IEnumerable<ShownPassword>> shown)
    {
        routes.MapGet("/phone/api/one-time-passwords", (HttpRequest request) => Wire.Answer(new
        {
            one_time_passwords = shown()
                .Where(s => string.IsNullOrEmpty(request.Query["user_id"]) || s.UserId == request.Query["user_id"])
                .Select(s => new { ca_name = s.CaName, user_id = s.UserId, credential_id = s.CredentialId, code = s.Code }),
        }));
        routes.MapGet("/phone/one-time-passwords", (HttpContext context) => Page.Answer(context, "Mã OTP trình diễn", Markup.Of($"""
            <main class="phone">
            <h1>Mã OTP</h1>
            <p class="sub">Tin nhắn và ứng dụng tạo mã trình diễn <span lang="en">One-time passwords of the demonstration</span></p>
            {Markup.Join(shown().Select(s => Markup.Of($"""
                <article class="card"><h2>{s.CaName}</h2><p>{s.UserId} · {s.Service}</p>
                <p><strong>{s.Code}</strong></p></article>
                """)))}
            </main>
            """)));
    }
}
