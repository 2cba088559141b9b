namespace KonTum.Tthc.Sandbox;

/// <summary>The page at <c>/</c>: what is here.</summary>
internal static class IndexPage
{
    private static readonly (string Path, string Vietnamese, string English)[] Parts =
    [
        ("/phone", "Điện thoại trình diễn: xác nhận hoặc từ chối ký số", "Demonstration phone"),
        ("/.well-known/openid-configuration", "Nhà cung cấp định danh (OpenID Connect)", "OpenID provider"),
        ("/control/people", "Tài khoản trình diễn", "Demonstration accounts"),
        ("/pki/bundle.pem", "Chứng thư gốc và các tổ chức chứng thực", "Root and authorities"),
        ("/health", "Tình trạng", "Health"),
    ];

    public static IResult Show(HttpContext context) => Page.Answer(context, "Sandbox – thế giới bên ngoài", Markup.Of($"""
        <main>
        <h1>Sandbox – thế giới bên ngoài</h1>
        <p class="sub">Chỉ để trình diễn và kiểm thử; không có giá trị pháp lý. <span lang="en">For demonstration and tests only; nothing here has legal value.</span></p>
        <ul>{Markup.Join(Parts.Select(part => Markup.Of($"""<li><a href="{part.Path}">{part.Vietnamese}</a> <span lang="en">{part.English}</span> <code>{part.Path}</code></li>""")))}</ul>
        <h2>Cho chương trình <span lang="en">For programs</span></h2>
        <ul>
        <li><code>POST /vnpt/sca/sp769/v1/credentials/get_certificate</code>, <code>/v1/signatures/sign</code>, <code>/v1/signatures/sign/&#123;tranId&#125;/status</code></li>
        <li><code>POST /neac/sign_v2/get_certificate</code>, <code>/sign_v2/sign</code>, <code>/sign_v2/sign/&#123;transaction_id&#125;/status</code></li>
        <li><code>/neac-blocking/sign_v2/…</code>, <code>/qd769/&#123;ca&#125;/…</code>: <span lang="en">sign answers only after the phone</span></li>
        <li><code>PUT /control/faults</code>, <code>/control/phones</code>, <code>/control/gateways/&#123;gateway&#125;/callback</code></li>
        <li><code>POST /pki/ocsp/&#123;ca&#125;</code>, <code>GET /pki/&#123;ca&#125;.crl</code>, <code>GET /pki/&#123;ca&#125;.crt</code>, <code>POST /tsa</code></li>
        </ul>
        </main>
        """));
}
