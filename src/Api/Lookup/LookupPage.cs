using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using KonTum.Tthc.Api.Errors;
using KonTum.Tthc.Application.Dossiers.LookUpDossier;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace KonTum.Tthc.Api.Lookup;

/// <summary>
/// The page that the QR code of a receipt leads to: what LookUpDossier tells, for whoever holds a phone over the paper. Made here, without
/// script, picture or font from elsewhere, so that it works on any phone and any connection.
/// </summary>
internal static class LookupPage
{
    private const string Style = """
        body{margin:0;background:#f3f5f8;color:#14202e;font:17px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
        header{background:#a61c1c;color:#fff;padding:14px 16px}header h1{margin:0;font-size:19px}
        main{max-width:36rem;margin:0 auto;padding:16px}
        section,form{background:#fff;border:1px solid #d3dae3;border-radius:8px;padding:14px 16px;margin:0 0 16px}
        h2{font-size:17px;margin:0 0 8px}.state{font-size:22px;font-weight:700;color:#0b5d2b;margin:0 0 8px}
        .bad{color:#a61c1c}dl{margin:0}dt{color:#4a5868;font-size:15px;margin-top:8px}dd{margin:0;overflow-wrap:anywhere}
        ol{margin:0;padding-left:22px}li{margin:4px 0}li span{color:#4a5868;display:block;font-size:15px}
        label{display:block;margin-bottom:6px}input{box-sizing:border-box;width:100%;font:inherit;padding:10px;border:1px solid #7b8896;border-radius:6px}
        button{font:inherit;font-weight:700;width:100%;margin-top:10px;padding:12px;border:0;border-radius:6px;background:#0f4c91;color:#fff}
        footer{color:#4a5868;font-size:14px;max-width:36rem;margin:0 auto;padding:0 16px 20px}
        """;

    private static readonly TimeSpan VietNam = TimeSpan.FromHours(7);

    /// <summary>Nothing but this page's own style, and its form only to where it came from.</summary>
    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static void MapLookupPage(this WebApplication app)
    {
        // The form sends the code as a parameter: without a script it cannot put it into the path.
        app.MapGet("/tra-cuu", (string? ma, [FromServices] LookupRates rates, [FromServices] ISender sender, HttpContext http) =>
            string.IsNullOrWhiteSpace(ma) ? Answer(http, 200, Form("")) : ShowAsync(ma, rates, sender, http)).ExcludeFromDescription();
        app.MapGet("/tra-cuu/{code}", (string code, [FromServices] LookupRates rates, [FromServices] ISender sender, HttpContext http) =>
            ShowAsync(code, rates, sender, http)).ExcludeFromDescription();
    }

    private static async Task ShowAsync(string code, LookupRates rates, ISender sender, HttpContext http)
    {
        try
        {
            rates.Count(http);
            var found = await sender.Send(new LookUpDossier(code), http.RequestAborted);
            await Answer(http, 200, Progress(found) + Form(""));
        }
        catch (FailureException refused) when (refused.Failure == Failures.TooManyLookups)
        {
            await Answer(http, 429, Problem(refused.Vietnamese) + Form(code));
        }
        catch (FailureException refused) when (refused.Failure == Failures.DossierNotFound || refused.Violations.Count > 0)
        {
            await Answer(http, 404, Problem("Không tìm thấy hồ sơ có mã này. Vui lòng kiểm tra lại mã trên giấy tiếp nhận.") + Form(code));
        }
    }

    private static string Progress(DossierProgress found)
    {
        var page = new StringBuilder()
            .Append("<section><p class=\"state\">").Append(Text(NationalStatuses.DisplayNameOf(found.State))).Append("</p><dl>");
        Add("Mã hồ sơ", found.Code);
        Add("Ngày nộp", Day(found.SubmittedAt));
        if (found.AcceptedAt is { } accepted) Add("Ngày tiếp nhận", Day(accepted));
        if (found.DueAt is { } due) Add("Hẹn trả kết quả", Moment(due));
        if (found.EndedAt is { } ended) Add("Ngày kết thúc", Day(ended));
        page.Append("</dl></section><section><h2>Quá trình giải quyết</h2><ol>");
        foreach (var step in found.Steps)
            page.Append("<li>").Append(Text(NationalStatuses.DisplayNameOf(step.State))).Append("<span>").Append(Moment(step.At)).Append("</span></li>");
        return page.Append("</ol></section>").ToString();

        void Add(string name, string value) => page.Append("<dt>").Append(name).Append("</dt><dd>").Append(Text(value)).Append("</dd>");
    }

    private static string Problem(string what) => $"<section><p class=\"state bad\">{Text(what)}</p></section>";

    private static string Form(string code) => $"""
        <form method="get" action="/tra-cuu"><label for="ma">Mã hồ sơ (in trên giấy tiếp nhận)</label>
        <input id="ma" name="ma" value="{Text(code.Length > 60 ? code[..60] : code)}" maxlength="60" autocomplete="off" autocapitalize="characters" spellcheck="false" placeholder="000.21.24.H34-261123-0001" required>
        <button>Tra cứu</button></form>
        """;

    private static Task Answer(HttpContext http, int status, string body)
    {
        http.Response.StatusCode = status;
        http.Items[RestFailures.Answered] = true; // a page for people, also when it says no
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.ContentLanguage = "vi";
        return http.Response.WriteAsync($"""
            <!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex"><title>Tra cứu hồ sơ</title><style>{Style}</style></head>
            <body><header><h1>Tra cứu tình trạng hồ sơ</h1></header><main>{body}</main>
            <footer>Trang này chỉ cho biết trạng thái và các ngày của hồ sơ.</footer></body></html>
            """, http.RequestAborted);
    }

    private static string Text(string value) => WebUtility.HtmlEncode(value);

    private static string Day(DateTimeOffset time) => time.ToOffset(VietNam).ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);

    private static string Moment(DateTimeOffset time) => time.ToOffset(VietNam).ToString("HH:mm dd/MM/yyyy", CultureInfo.InvariantCulture);
}
