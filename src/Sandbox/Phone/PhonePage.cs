using System.Globalization;
using KonTum.Tthc.Sandbox.Authorities;
using KonTum.Tthc.Sandbox.Demonstration;
using KonTum.Tthc.Sandbox.Gateways;

namespace KonTum.Tthc.Sandbox.Phone;

/// <summary>The page that plays the phone. It works without its script; the script only keeps it fresh.</summary>
internal static class PhonePage
{
    private const int ShortDigest = 16;

    public static IResult Show(
        HttpContext context, DemonstrationPeople people, SigningRequests requests, TimeProvider time)
    {
        var (caName, userId) = Account(context);
        var chosen = people.People.Any(person => person.Accounts.Any(account => account.CaName == caName && account.UserId == userId));
        var options = people.People.Where(person => person.Accounts.Count > 0).Select(person => Markup.Of($"""
            <optgroup label="{person.Name}">{Markup.Join(person.Accounts.Select(account => Option(account, caName, userId)))}</optgroup>
            """));
        var list = chosen
            ? List(caName, userId, requests, time)
            : Markup.Of($"""<p class="empty">Hãy chọn tài khoản ký số ở trên. <span lang="en">Choose a signing account above.</span></p>""");
        var source = $"/phone/requests?account={Uri.EscapeDataString($"{caName}|{userId}")}";
        var notice = Notice(context.Request.Query["ket_qua"]);
        return Page.Answer(context, "Ứng dụng ký số – điện thoại trình diễn", Markup.Of($"""
            <main class="phone">
            <header>
            <h1>Ứng dụng ký số</h1>
            <p class="sub">Điện thoại trình diễn <span lang="en">Demonstration phone</span></p>
            </header>
            <form method="get" action="/phone" class="account">
            <label for="account">Tài khoản ký số <span lang="en">Signing account</span></label>
            <select id="account" name="account" data-autosubmit>
            <option value="">— Chọn —</option>
            {Markup.Join(options)}
            </select>
            <button type="submit" class="plain">Mở</button>
            </form>
            {notice}
            <section id="requests" aria-label="Yêu cầu đang chờ xác nhận" data-source="{source}" data-active="{(chosen ? "yes" : "no")}">
            {list}
            </section>
            <p id="announce" class="visually-hidden" role="status" aria-live="polite"></p>
            </main>
            <script src="/phone/phone.js" defer></script>
            """));
    }

    /// <summary>The list alone, for the script that keeps the page fresh.</summary>
    public static IResult Fragment(HttpContext context, SigningRequests requests, TimeProvider time)
    {
        var (caName, userId) = Account(context);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Text(
            List(caName, userId, requests, time).Text, "text/html; charset=utf-8", System.Text.Encoding.UTF8);
    }

    /// <summary>A press of a button: settle, then show the account's page again with the outcome.</summary>
    public static async Task<IResult> SettleAsync(
        Guid id, HttpContext context, Func<Guid, CancellationToken, Task<Settlement?>> settle)
    {
        if (await settle(id, context.RequestAborted) is not { } settlement)
            return Results.NotFound();
        var account = Uri.EscapeDataString($"{settlement.Request.CaName}|{settlement.Request.UserId}");
        return Results.Redirect($"/phone?account={account}&ket_qua={PhoneEndpoints.StateName(settlement.State)}");
    }

    /// <summary>The account as the selection sends it (<c>VNPT-CA|233041875</c>), or as two parameters.</summary>
    private static (string CaName, string UserId) Account(HttpContext context)
    {
        var query = context.Request.Query;
        if (query["account"].ToString().Split('|') is [var caName, var userId])
            return (caName, userId);
        return (Providers.Find(query["ca_name"])?.CaName ?? "", query["user_id"].ToString());
    }

    private static Markup Option(SigningAccount account, string caName, string userId)
    {
        var selected = new Markup(account.CaName == caName && account.UserId == userId ? " selected" : "");
        return Markup.Of($"""<option value="{account.CaName}|{account.UserId}"{selected}>{account.CaName} · {account.IdentityKind} {account.UserId}</option>""");
    }

    private static Markup List(string caName, string userId, SigningRequests requests, TimeProvider time)
    {
        if (caName.Length == 0 || userId.Length == 0)
            return new Markup("");
        var waiting = requests.Waiting(userId, caName);
        var now = time.GetUtcNow();
        return waiting.Count == 0
            ? Markup.Of($"""<p class="empty">Không có yêu cầu nào đang chờ. <span lang="en">Nothing is waiting.</span></p>""")
            : Markup.Join(waiting.Select(request => Card(request, now)));
    }

    private static Markup Card(SigningRequest request, DateTimeOffset now)
    {
        var left = Math.Max(0, (int)Math.Ceiling((request.ExpiresAt - now).TotalSeconds));
        var clock = $"{left / 60}:{(left % 60).ToString("00", CultureInfo.InvariantCulture)}";
        return Markup.Of($"""
            <article class="request" data-request="{request.Id}" aria-labelledby="title-{request.Id}">
            <h2 id="title-{request.Id}">Yêu cầu ký số <span lang="en">Signing request</span></h2>
            <p class="countdown">Còn lại <strong data-seconds="{left}">{clock}</strong> để xác nhận</p>
            <dl>
            <dt>Nội dung</dt><dd>{request.Description ?? "(không có mô tả)"}</dd>
            <dt>Hệ thống yêu cầu</dt><dd>{request.ServiceProvider}</dd>
            <dt>Người ký</dt><dd>{request.Signer}</dd>
            <dt>Nhà cung cấp</dt><dd>{request.CaName}</dd>
            </dl>
            <h3>Tài liệu ({request.Documents.Count})</h3>
            <ul>{Markup.Join(request.Documents.Select(Document))}</ul>
            <div class="buttons">
            <form method="post" action="/phone/requests/{request.Id}/reject"><button type="submit" class="reject" aria-describedby="title-{request.Id}">Từ chối</button></form>
            <form method="post" action="/phone/requests/{request.Id}/confirm"><button type="submit" class="confirm" aria-describedby="title-{request.Id}">Ký số</button></form>
            </div>
            </article>
            """);
    }

    private static Markup Document(SigningDocument document) => Markup.Of($"""
        <li><span class="file">{document.Name ?? document.DocId}</span> <span class="kind">{document.FileType}</span>
        <span class="digest">SHA-256 <code title="{Convert.ToHexStringLower(document.Digest)}">{Convert.ToHexStringLower(document.Digest)[..ShortDigest]}…</code></span></li>
        """);

    private static Markup Notice(string? outcome) => outcome switch
    {
        "signed" => Markup.Of($"""<p class="notice good" role="status">Đã ký số thành công. <span lang="en">Signed.</span></p>"""),
        "rejected" => Markup.Of($"""<p class="notice" role="status">Bạn đã từ chối ký. <span lang="en">You declined.</span></p>"""),
        "expired" => Markup.Of($"""<p class="notice bad" role="alert">Yêu cầu đã hết hạn, chưa có gì được ký. <span lang="en">The request expired; nothing was signed.</span></p>"""),
        "failed" => Markup.Of($"""<p class="notice bad" role="alert">Không ký được: chứng thư số không còn hiệu lực. <span lang="en">Not signed: the certificate is no longer valid.</span></p>"""),
        _ => new Markup(""),
    };
}
