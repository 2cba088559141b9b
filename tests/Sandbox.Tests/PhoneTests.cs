using System.Net;
using static KonTum.Tthc.Sandbox.Tests.GatewayCalls;

namespace KonTum.Tthc.Sandbox.Tests;

/// <summary>The phone: what it shows, and that a request is settled once and for all.</summary>
public sealed class PhoneTests(FirstStartTemplate template)
{
    [Fact]
    public async Task Waiting_requests_show_what_the_citizen_must_know()
    {
        await using var sandbox = await template.StartAsync();
        var (_, tranCode) = await sandbox.StartAsync(File("Tờ khai.pdf", Hex("a")), File("Giấy chứng sinh.pdf", Hex("b")));

        var body = await sandbox.GetAsync($"/phone/api/requests?user_id={Phuong}&ca_name=VNPT-CA");

        var request = body["requests"]!.AsArray().ShouldHaveSingleItem()!;
        Names(request).ShouldBe(
            ["id", "ca_name", "user_id", "signer", "description", "service_provider", "created_at", "expires_at", "documents"]);
        ((string)request["id"]!).ShouldBe(tranCode);
        ((string)request["ca_name"]!).ShouldBe("VNPT-CA");
        ((string)request["user_id"]!).ShouldBe(Phuong);
        ((string)request["signer"]!).ShouldBe("Nguyễn Thị Phượng");
        ((string)request["description"]!).ShouldBe("Ký hồ sơ đăng ký khai sinh");
        ((string)request["service_provider"]!).ShouldContain("Kon Tum");
        var lifetime = (DateTimeOffset)request["expires_at"]! - (DateTimeOffset)request["created_at"]!;
        lifetime.ShouldBe(TimeSpan.FromSeconds(300));
        request["documents"]!.AsArray().Select(d => ((string)d!["doc_id"]!, (string)d["file_type"]!, (string)d["digest"]!)).ShouldBe(
            [("Tờ khai.pdf", "pdf", Hex("a")), ("Giấy chứng sinh.pdf", "pdf", Hex("b"))]);
        (await sandbox.GetAsync($"/phone/api/requests?user_id={Minh}&ca_name=VNPT-CA"))["requests"]!.AsArray().ShouldBeEmpty();
        (await sandbox.GetAsync($"/phone/api/requests?user_id={Phuong}&ca_name=FPT-CA"))["requests"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Rejecting_is_final_and_the_status_says_so()
    {
        await using var sandbox = await template.StartAsync();
        var (transactionId, tranCode) = await sandbox.StartAsync();

        var (http, tapped) = await sandbox.TapAsync(tranCode, "reject");

        http.ShouldBe(200);
        ((string)tapped["state"]!).ShouldBe("rejected");
        var (statusHttp, status) = await sandbox.VnptStatusAsync(transactionId);
        statusHttp.ShouldBe(200);
        ((int)status["status_code"]!).ShouldBe(4002);
        ((string)status["message"]!).ShouldBe("SIGNER_REJECTED");
        (await sandbox.TapAsync(tranCode, "confirm")).Http.ShouldBe(409);
        ((int)(await sandbox.VnptStatusAsync(transactionId)).Body["status_code"]!).ShouldBe(4002);
    }

    [Fact]
    public async Task Without_a_tap_the_request_expires_at_its_time_and_not_before()
    {
        await using var sandbox = await template.StartAsync("--Sandbox:Demonstration:ConfirmationLifetimeSeconds=120");
        var (transactionId, tranCode) = await sandbox.StartAsync();

        sandbox.Time.Advance(TimeSpan.FromSeconds(119));
        ((int)(await sandbox.VnptStatusAsync(transactionId)).Body["status_code"]!).ShouldBe(200);
        sandbox.Time.Advance(TimeSpan.FromSeconds(1));
        var (http, status) = await sandbox.VnptStatusAsync(transactionId);

        http.ShouldBe(200);
        ((int)status["status_code"]!).ShouldBe(4001);
        ((string)status["message"]!).ShouldBe("EXPIRED");
        (await sandbox.GetAsync("/phone/api/requests"))["requests"]!.AsArray().ShouldBeEmpty();
        var (tapHttp, tapped) = await sandbox.TapAsync(tranCode, "confirm");
        tapHttp.ShouldBe(409);
        ((string)tapped["state"]!).ShouldBe("expired");
    }

    [Fact]
    public async Task Of_many_taps_at_once_exactly_one_wins()
    {
        await using var sandbox = await template.StartAsync();
        var (transactionId, tranCode) = await sandbox.StartAsync();
        using var start = new SemaphoreSlim(0);

        var taps = Enumerable.Range(0, 12).Select(async i =>
        {
            await start.WaitAsync(TestContext.Current.CancellationToken);
            return (Verb: i % 2 == 0 ? "confirm" : "reject", Answer: await sandbox.TapAsync(tranCode, i % 2 == 0 ? "confirm" : "reject"));
        }).ToList();
        start.Release(taps.Count);
        var answers = await Task.WhenAll(taps);

        var winner = answers.Where(a => a.Answer.Http == 200).ShouldHaveSingleItem();
        answers.Count(a => a.Answer.Http == 409).ShouldBe(answers.Length - 1);
        var status = (int)(await sandbox.VnptStatusAsync(transactionId)).Body["status_code"]!;
        status.ShouldBe(winner.Verb == "confirm" ? 200 : 4002);
    }

    [Fact]
    public async Task A_certificate_revoked_before_the_tap_does_not_sign()
    {
        await using var sandbox = await template.StartAsync();
        var (_, listed) = await sandbox.VnptCertificatesAsync(Phuong);
        var (transactionId, tranCode) = await sandbox.StartAsync();
        await sandbox.PostAsync($"/control/certificates/{(string)listed["data"]!["user_certificates"]![0]!["serial_number"]!}:revoke", new { });

        var (_, tapped) = await sandbox.TapAsync(tranCode, "confirm");

        ((string)tapped["state"]!).ShouldBe("failed");
        var (http, status) = await sandbox.VnptStatusAsync(transactionId);
        http.ShouldBe(403);
        ((string)status["message"]!).ShouldStartWith("CREDENTIAL_STATUS_INVALID");
    }

    [Fact]
    public async Task An_unknown_request_is_404()
    {
        await using var sandbox = await template.StartAsync();

        (await sandbox.TapAsync(Guid.NewGuid().ToString(), "confirm")).Http.ShouldBe(404);
        (await sandbox.TapAsync(Guid.NewGuid().ToString(), "reject")).Http.ShouldBe(404);
    }

    [Fact]
    public async Task A_restart_keeps_waiting_requests_and_what_was_signed()
    {
        var sandbox = await template.StartAsync();
        var (waiting, waitingCode) = await sandbox.StartAsync();
        var (signed, signedCode) = await sandbox.StartAsync();
        await sandbox.TapAsync(signedCode, "confirm");
        var before = (await sandbox.VnptStatusAsync(signed)).Body.ToJsonString();

        await using var again = await sandbox.RestartAsync();
        again.KeepsDirectory = false;

        (await again.VnptStatusAsync(signed)).Body.ToJsonString().ShouldBe(before);
        ((string)(await again.GetAsync("/phone/api/requests"))["requests"]!.AsArray().ShouldHaveSingleItem()!["id"]!).ShouldBe(waitingCode);
        (await again.TapAsync(waitingCode, "confirm")).Http.ShouldBe(200);
        ((string)(await again.VnptStatusAsync(waiting)).Body["message"]!).ShouldBe("SUCCESS");
    }

    [Fact]
    public async Task The_page_works_without_script_and_encodes_what_strangers_wrote()
    {
        await using var sandbox = await template.StartAsync();
        var (transactionId, tranCode) = await sandbox.StartAsync(File("<script>alert(1)</script>.pdf", Hex("a")));

        using var page = await sandbox.Client.GetAsync($"/phone?account=VNPT-CA|{Phuong}", TestContext.Current.CancellationToken);
        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        html.ShouldContain("&lt;script&gt;alert(1)");
        html.ShouldNotContain("<script>alert");
        html.ShouldContain("Ký hồ sơ đăng ký khai sinh");
        html.ShouldContain("Ký số");
        html.ShouldContain("Từ chối");
        html.ShouldContain(Hex("a")[..16]);
        var policy = page.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldNotContain("unsafe");

        using var pressed = await sandbox.Client.PostAsync($"/phone/requests/{tranCode}/confirm", null, TestContext.Current.CancellationToken);
        pressed.StatusCode.ShouldBe(HttpStatusCode.Found);
        var after = await sandbox.Client.GetStringAsync(pressed.Headers.Location, TestContext.Current.CancellationToken);
        after.ShouldContain("Đã ký số thành công");
        ((string)(await sandbox.VnptStatusAsync(transactionId)).Body["message"]!).ShouldBe("SUCCESS");
    }

    [Fact]
    public async Task A_page_of_another_site_cannot_press_the_button()
    {
        await using var sandbox = await template.StartAsync();
        var (_, tranCode) = await sandbox.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/phone/api/requests/{tranCode}:confirm");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");

        using var response = await sandbox.Client.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await sandbox.GetAsync("/phone/api/requests"))["requests"]!.AsArray().ShouldHaveSingleItem();
    }
}
