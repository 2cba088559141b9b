using KonTum.Tthc.Sandbox.Authorities;

namespace KonTum.Tthc.Sandbox.Csc;

/// <summary>Where a person reads one-time passwords: the text message, or the code app. For programs and as a page.</summary>
internal static class CscPasswords
{
    public static void Map(IEndpointRouteBuilder routes, IReadOnlyList<CscFace> faces)
    {
        routes.MapGet("/phone/api/one-time-passwords", (HttpRequest request, NationalPki pki) => Wire.Answer(new
        {
            one_time_passwords = Shown(faces, pki)
                .Where(s => string.IsNullOrEmpty(request.Query["user_id"]) || s.Certificate.Account.UserId == request.Query["user_id"])
                .Select(s => new
                {
                    ca_name = s.Certificate.Authority.CaName,
                    user_id = s.Certificate.Account.UserId,
                    credential_id = s.Certificate.CredentialId(),
                    code = s.Code,
                }),
        }));
        routes.MapGet("/phone/one-time-passwords", (HttpContext context, NationalPki pki) => Page.Answer(context, "Mã OTP trình diễn", Markup.Of($"""
            <main class="phone">
            <h1>Mã OTP</h1>
            <p class="sub">Tin nhắn và ứng dụng tạo mã trình diễn <span lang="en">One-time passwords of the demonstration</span></p>
            {Markup.Join(Shown(faces, pki).Select(s => Markup.Of($"""
                <article class="card"><h2>{s.Certificate.Person.Name}</h2><p>{s.Certificate.Authority.CaName} · {s.Certificate.Plan.ServiceName}</p>
                <p><strong>{s.Code}</strong></p></article>
                """)))}
            </main>
            """)));
    }

    private static IEnumerable<(PersonalCertificate Certificate, string Code)> Shown(IReadOnlyList<CscFace> faces, NationalPki pki) =>
        from certificate in pki.PersonalCertificates
        from face in faces
        where face.CaName == certificate.Authority.CaName
        let code = face.Authorizations.ShownOtp(certificate)
        where code is not null
        select (certificate, code);
}
