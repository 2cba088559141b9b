namespace KonTum.Tthc.Sandbox;

/// <summary>The page at <c>/</c>: what is here.</summary>
internal static class IndexPage
{
    private static readonly (string Path, string Vietnamese, string English)[] Parts =
    [
        ("/phone", "Điện thoại trình diễn: xác nhận hoặc từ chối ký số", "Demonstration phone"),
        ("/phone/one-time-passwords", "Mã OTP trình diễn", "One-time passwords"),
        ("/mailbox", "Hộp thư: thư và tin nhắn mà hệ thống đã gửi", "Mail and SMS"),
        ("/portal", "Cổng Dịch vụ công quốc gia: hồ sơ đã đồng bộ", "National portal"),
        ("/.well-known/openid-configuration", "Nhà cung cấp định danh (OpenID Connect)", "OpenID provider"),
        ("/control/people", "Tài khoản trình diễn", "Demonstration accounts"),
        ("/control/payments", "Cổng thanh toán trình diễn: các giao dịch", "Payments"),
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
        <li><code>POST /portal/login</code>, <code>/portal/service</code> (DongBoHoSoMC, CapNhatTienDoHoSoMC, TraCuuHoSo), <code>POST /sms/messages</code>, SMTP</li>
        <li>Viettel MySign: <code>POST /mysign/vtss/service/ras/v1/login</code>, <code>/certificates/info</code>, <code>/signHash</code>, <code>/requests/status</code></li>
        <li>MISA eSign: <code>POST /misa/api/auth/api/v1/auth/login-api</code>, <code>GET /misa/external/esrm/service/general/api/v1/Certificates/by-userId</code>, <code>POST …/signing/api/v1/Signing/hash</code></li>
        <li><code>POST /csc1/csc/v1/info</code>, <code>/credentials/list</code>, <code>/credentials/authorize</code>, <code>/signatures/signHash</code> (CSC API 1.0.4.0), <code>/csc1/oauth2/authorize</code>, <code>/token</code></li>
        <li><code>POST /csc2/csc/v2/info</code>, <code>/credentials/authorizeCheck</code>, <code>/signatures/signPolling</code> (CSC API 2.0), <code>/csc2/oauth2/authorize</code>, <code>/token</code></li>
        <li><code>POST /pki/ocsp/&#123;ca&#125;</code>, <code>GET /pki/&#123;ca&#125;.crl</code>, <code>GET /pki/&#123;ca&#125;.crt</code>, <code>POST /tsa</code></li>
        </ul>
        </main>
        """));
}
