using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using KonTum.Tthc.Api.Tests.Serving;
using Shouldly;

namespace KonTum.Tthc.Api.Tests.Files;

/// <summary>The page that a receipt's QR code leads to.</summary>
public sealed partial class LookupPageTests(ApiServer server) : IClassFixture<ApiServer>
{
    private const string Code = "000.21.24.H34-261123-0001";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/tra-cuu/" + Code)]
    [InlineData("/tra-cuu?ma=" + Code)]
    public async Task Whoever_holds_the_receipt_reads_state_and_dates_without_a_script(string address)
    {
        using var http = server.Http();
        using var answer = await http.GetAsync(address, Stop);
        var page = await answer.Content.ReadAsStringAsync(Stop);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        foreach (var told in (string[])["Đang xử lý", Code, "Ngày nộp", "23/11/2026", "08:30 28/11/2026", "Được tiếp nhận"])
            WebUtility.HtmlDecode(page).ShouldContain(told);
        page.ShouldNotContain("<script");
        page.ShouldNotContain("http://");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task Its_policy_allows_its_own_style_and_form_and_nothing_else()
    {
        using var http = server.Http();
        using var answer = await http.GetAsync("/tra-cuu", Stop);
        var page = await answer.Content.ReadAsStringAsync(Stop);

        var style = StyleElement().Match(page).Groups[1].Value;
        var digest = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        answer.Headers.GetValues("Content-Security-Policy").ShouldBe([
            $"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"]);
        page.ShouldContain("<form method=\"get\" action=\"/tra-cuu\">");
        page.ShouldNotContain(" style=");
    }

    [Theory]
    [InlineData("/tra-cuu/000.21.24.H34-261123-9999")]
    [InlineData("/tra-cuu?ma=%3Cscript%3Ealert(1)%3C/script%3E")]
    public async Task An_unknown_code_is_told_so_in_words_and_can_be_typed_again(string address)
    {
        using var http = server.Http();
        using var answer = await http.GetAsync(address, Stop);
        var page = await answer.Content.ReadAsStringAsync(Stop);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        WebUtility.HtmlDecode(page).ShouldContain("Không tìm thấy hồ sơ có mã này");
        page.ShouldContain("name=\"ma\"");
        page.ShouldNotContain("<script");
    }

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex StyleElement();
}

/// <summary>Page and call are counted together, so that the page is no way around the limit; a server of its own, whose count it uses up.</summary>
public sealed class LookupPageIsLimited(ApiServer server) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task Whoever_asks_without_end_is_told_to_wait()
    {
        using var http = server.Http();
        for (var i = 0; i < 20; i++)
        {
            using var early = await http.GetAsync(i % 2 == 0 ? "/tra-cuu/x" : "/v1/lookup/x", TestContext.Current.CancellationToken);
            early.StatusCode.ShouldNotBe(HttpStatusCode.TooManyRequests);
        }

        using var page = await http.GetAsync("/tra-cuu/x", TestContext.Current.CancellationToken);
        using var call = await http.GetAsync("/v1/lookup/x", TestContext.Current.CancellationToken);
        page.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        call.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("<form");
    }
}
