using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using static KonTum.Tthc.Sandbox.Tests.GatewayCalls;

namespace KonTum.Tthc.Sandbox.Tests;

/// <summary>What goes wrong on demand, and that nothing else does.</summary>
public sealed class FaultTests(FirstStartTemplate template)
{
    [Fact]
    public async Task A_fault_strikes_the_account_the_gateway_and_the_call_that_it_names_and_no_other()
    {
        await using var sandbox = await template.StartAsync();

        await sandbox.OrderAsync(new { gateway = "vnpt", ca_name = "VNPT-CA", user_id = Phuong, call = "get_certificate", fault = "error_500" });

        var (http, body) = await sandbox.VnptCertificatesAsync(Phuong);
        http.ShouldBe(500);
        body.ToJsonString().ShouldBe("""{"status_code":500,"message":"SERVER_INTERNAL_ERROR","data":null}""");
        (await sandbox.VnptCertificatesAsync(Minh)).Http.ShouldBe(200);
        (await NeacCertificatesAsync(sandbox)).Http.ShouldBe(200);
        await sandbox.StartAsync();
    }

    [Fact]
    public async Task A_fault_skips_the_first_calls_strikes_as_often_as_ordered_and_is_gone()
    {
        await using var sandbox = await template.StartAsync();

        await sandbox.OrderAsync(new { user_id = Phuong, call = "get_certificate", fault = "error_500", after = 1, times = 2 });

        var seen = new List<int>();
        for (var i = 0; i < 5; i++)
            seen.Add((await sandbox.VnptCertificatesAsync(Phuong)).Http);
        seen.ShouldBe([200, 500, 500, 200, 200]);
        (await sandbox.GetAsync("/control/faults"))["faults"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Orders_are_listed_replaced_and_removed()
    {
        await using var sandbox = await template.StartAsync();
        await sandbox.OrderAsync(new { user_id = Phuong, fault = "error_500", times = 5 });
        await sandbox.OrderAsync(new { user_id = Phuong, fault = "error_500", times = 3 });
        await sandbox.OrderAsync(new { user_id = Minh, fault = "html_200" });
        await sandbox.VnptCertificatesAsync(Phuong);

        var faults = (await sandbox.GetAsync("/control/faults"))["faults"]!.AsArray();
        faults.Select(f => ((string)f!["user_id"]!, (string)f["fault"]!, (int?)f["times"])).ShouldBe(
            [(Phuong, "error_500", 2), (Minh, "html_200", null)]);

        using var some = await sandbox.Client.DeleteAsync($"/control/faults?user_id={Minh}", TestContext.Current.CancellationToken);
        (await some.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("""{"removed":1}""");
        (await sandbox.VnptCertificatesAsync(Minh)).Http.ShouldBe(200);
        (await sandbox.VnptCertificatesAsync(Phuong)).Http.ShouldBe(500);
        using var all = await sandbox.Client.DeleteAsync("/control/faults", TestContext.Current.CancellationToken);
        all.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await sandbox.VnptCertificatesAsync(Phuong)).Http.ShouldBe(200);
    }

    [Theory]
    [InlineData("""{"fault":"earthquake"}""")]
    [InlineData("""{"fault":"delay","gateway":"nobody"}""")]
    [InlineData("""{"fault":"delay","call":"dance"}""")]
    [InlineData("""{"fault":"delay","times":0}""")]
    [InlineData("""{"fault":"delay","seconds":-1}""")]
    [InlineData("""{"fault":"code"}""")]
    [InlineData("""{"fault":"delay","code":7}""")]
    [InlineData("""{"fault":""")]
    [InlineData("""{"times":1}""")]
    public async Task Nonsense_is_refused_with_a_reason(string body)
    {
        await using var sandbox = await template.StartAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var response = await sandbox.Client.PutAsync("/control/faults", content, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["error"].ShouldNotBeNull();
        (await sandbox.GetAsync("/control/faults"))["faults"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_of_another_site_cannot_order_faults()
    {
        await using var sandbox = await template.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Put, "/control/faults") { Content = JsonContent.Create(new { fault = "delay" }) };
        request.Headers.Add("Sec-Fetch-Site", "cross-site");

        using var response = await sandbox.Client.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Delay_answers_right_and_not_before_its_time()
    {
        await using var sandbox = await template.StartAsync();
        await sandbox.OrderAsync(new { user_id = Phuong, fault = "delay", seconds = 30 });

        var call = sandbox.VnptCertificatesAsync(Phuong);
        await sandbox.WaitingForTimeAsync();
        call.IsCompleted.ShouldBeFalse();
        sandbox.Time.Advance(TimeSpan.FromSeconds(30));

        (await call).Http.ShouldBe(200);
    }

    [Theory]
    [InlineData(false, 62000)]
    [InlineData(true, 200)]
    public async Task Silence_lasts_until_the_caller_gives_up_and_says_nothing_about_what_was_done(bool actsFirst, int statusAfterwards)
    {
        await using var sandbox = await template.StartAsync();
        var transactionId = Guid.NewGuid().ToString();
        await sandbox.OrderAsync(new { user_id = Phuong, call = "sign", fault = "silence", acts_first = actsFirst });
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        await Should.ThrowAsync<OperationCanceledException>(() => sandbox.Client.PostAsJsonAsync(
            $"{Vnpt}/signatures/sign", SignBody(sandbox, transactionId), patience.Token));

        ((int)(await sandbox.VnptStatusAsync(transactionId)).Body["status_code"]!).ShouldBe(statusAfterwards);
    }

    [Fact]
    public async Task Silence_is_bounded()
    {
        await using var sandbox = await template.StartAsync();
        await sandbox.OrderAsync(new { user_id = Phuong, fault = "silence", seconds = 5 });

        var call = sandbox.VnptCertificatesAsync(Phuong);
        await sandbox.WaitingForTimeAsync();
        sandbox.Time.Advance(TimeSpan.FromSeconds(5));

        await Should.ThrowAsync<HttpRequestException>(() => call);
    }

    [Fact]
    public async Task Connection_reset_has_no_answer()
    {
        await using var sandbox = await template.StartAsync();
        await sandbox.OrderAsync(new { user_id = Phuong, fault = "connection_reset", times = 1 });

        var error = await Should.ThrowAsync<HttpRequestException>(() => sandbox.VnptCertificatesAsync(Phuong));

        error.GetBaseException().ShouldBeOfType<System.Net.Sockets.SocketException>()
            .SocketErrorCode.ShouldBe(System.Net.Sockets.SocketError.ConnectionReset);
        (await sandbox.VnptCertificatesAsync(Phuong)).Http.ShouldBe(200);
    }

    [Fact]
    public async Task Html_comes_with_200()
    {
        await using var sandbox = await template.StartAsync();
        await sandbox.OrderAsync(new { user_id = Phuong, fault = "html_200" });

        using var response = await PostRawAsync(sandbox);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldStartWith("<!doctype html>");
    }

    [Fact]
    public async Task Bad_json_is_the_right_answer_cut_off()
    {
        await using var sandbox = await template.StartAsync();
        await sandbox.OrderAsync(new { user_id = Phuong, fault = "bad_json" });

        using var response = await PostRawAsync(sandbox);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        text.ShouldStartWith("""{"status_code":200,"message":"Success",""");
        Should.Throw<System.Text.Json.JsonException>(() => JsonNode.Parse(text));
    }

    [Fact]
    public async Task Too_large_is_more_than_anybody_should_read()
    {
        await using var sandbox = await template.StartAsync();
        await sandbox.OrderAsync(new { user_id = Phuong, fault = "too_large" });

        using var response = await PostRawAsync(sandbox, HttpCompletionOption.ResponseHeadersRead);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var buffer = new byte[1024 * 1024];
        long length = 0;
        for (int read; (read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0;)
            length += read;
        length.ShouldBeGreaterThan(64 * 1024 * 1024);
    }

    [Fact]
    public async Task A_slow_body_is_right_when_it_has_arrived()
    {
        await using var sandbox = await template.StartAsync();
        await sandbox.OrderAsync(new { user_id = Phuong, fault = "slow_body", seconds = 20 });

        using var response = await PostRawAsync(sandbox, HttpCompletionOption.ResponseHeadersRead);
        var reading = response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        for (var drop = 0; drop < 20; drop++)
        {
            await sandbox.WaitingForTimeAsync();
            reading.IsCompleted.ShouldBeFalse();
            sandbox.Time.Advance(TimeSpan.FromSeconds(1));
        }

        ((string)JsonNode.Parse(await reading)!["message"]!).ShouldBe("Success");
    }

    [Theory]
    [InlineData("account_unknown", 401, "SP_CREDENTIAL_INVALID: user account invalid")]
    [InlineData("quota_used_up", 400, "SERVICE_PACK_EXEED_OR_INVALID")]
    [InlineData("revoked_certificate", 403, "CREDENTIAL_STATUS_INVALID: REVOKED")]
    [InlineData("expired_certificate", 403, "CREDENTIAL_STATUS_INVALID: EXPIRED")]
    public async Task A_refusal_is_said_in_the_words_of_the_interface(string fault, int status, string message)
    {
        await using var sandbox = await template.StartAsync();
        await sandbox.OrderAsync(new { user_id = Phuong, fault });

        var (http, body) = await sandbox.VnptSignAsync(Phuong, "t", null, File("a.pdf", Hex("a")));

        (http, (int)body["status_code"]!, (string)body["message"]!).ShouldBe((status, status, message));
        (await sandbox.GetAsync("/phone/api/requests"))["requests"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("quota_used_up", 400, "SERVICE_PACK_EXEED_OR_INVALID")]
    [InlineData("revoked_certificate", 403, "CREDENTIAL_STATUS_INVALID: the certificate was revoked, locked or ran out before the confirmation")]
    public async Task A_refusal_after_the_tap_is_told_by_the_status(string fault, int status, string message)
    {
        await using var sandbox = await template.StartAsync();
        await sandbox.OrderAsync(new { user_id = Phuong, call = "confirm", fault });
        var (transactionId, tranCode) = await sandbox.StartAsync();

        ((string)(await sandbox.TapAsync(tranCode, "confirm")).Body["state"]!).ShouldBe("failed");

        var (http, body) = await sandbox.VnptStatusAsync(transactionId);
        (http, (string)body["message"]!).ShouldBe((status, message));
    }

    [Theory]
    [InlineData("4003", 200, "AUTHORIZE_KEY_FAILED")]
    [InlineData("4004", 200, "SIGN_FAILED")]
    [InlineData("62002", 200, "TRANSACTION_EXPIRED")]
    [InlineData("500", 500, "SERVER_INTERNAL_ERROR")]
    public async Task Every_published_number_can_be_had(string code, int httpStatus, string message)
    {
        await using var sandbox = await template.StartAsync();
        var (transactionId, _) = await sandbox.StartAsync();
        await sandbox.OrderAsync(new { gateway = "vnpt", call = "status", fault = "code", code = int.Parse(code, null) });

        var (http, body) = await sandbox.VnptStatusAsync(transactionId);

        (http, $"{body["status_code"]}", (string)body["message"]!).ShouldBe((httpStatus, code, message));
    }

    [Theory]
    [InlineData("revoked_certificate", "REVOKED")]
    [InlineData("expired_certificate", "EXPIRED")]
    public async Task A_listing_can_show_a_certificate_as_unusable(string fault, string code)
    {
        await using var sandbox = await template.StartAsync();
        await sandbox.OrderAsync(new { user_id = Phuong, call = "get_certificate", fault });

        var (http, body) = await sandbox.VnptCertificatesAsync(Phuong);

        http.ShouldBe(200);
        ((string)body["data"]!["user_certificates"]![0]!["cert_status_code"]!).ShouldBe(code);
    }

    [Fact]
    public async Task Reject_and_expire_need_no_phone()
    {
        await using var sandbox = await template.StartAsync();
        await sandbox.OrderAsync(new { user_id = Phuong, fault = "reject", times = 1 });
        var (rejected, _) = await sandbox.StartAsync();
        await sandbox.OrderAsync(new { user_id = Phuong, fault = "expire", times = 1 });
        var (expired, expiredCode) = await sandbox.StartAsync();
        var (usual, _) = await sandbox.StartAsync();

        ((int)(await sandbox.VnptStatusAsync(rejected)).Body["status_code"]!).ShouldBe(4002);
        ((int)(await sandbox.VnptStatusAsync(expired)).Body["status_code"]!).ShouldBe(4001);
        (await sandbox.TapAsync(expiredCode, "confirm")).Http.ShouldBe(409);
        ((int)(await sandbox.VnptStatusAsync(usual)).Body["status_code"]!).ShouldBe(200);
    }

    [Fact]
    public async Task A_late_answer_comes_after_the_caller_was_told_that_the_request_expired()
    {
        await using var sandbox = await template.StartAsync();
        await sandbox.OrderAsync(new { user_id = Phuong, fault = "late_answer", seconds = 5 });
        var (transactionId, _) = await sandbox.StartAsync();

        ((string)(await sandbox.VnptStatusAsync(transactionId)).Body["message"]!).ShouldBe("sig_wait_for_user_confirm");
        sandbox.Time.Advance(TimeSpan.FromSeconds(5));
        ((int)(await sandbox.VnptStatusAsync(transactionId)).Body["status_code"]!).ShouldBe(4001);

        var (_, late) = await sandbox.VnptStatusAsync(transactionId);
        ((string)late["message"]!).ShouldBe("SUCCESS");
        using var certificate = Certificate((await sandbox.VnptCertificatesAsync(Phuong)).Body["data"]!["user_certificates"]![0]!);
        Verifies(certificate, Digest("to-khai"), (string)late["data"]!["signatures"]![0]!["signature_value"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task A_late_answer_is_told_by_a_callback_too_when_nobody_asks_any_more()
    {
        await using var listener = await CallbackListener.StartAsync();
        await using var sandbox = await template.StartAsync($"--Sandbox:Callbacks:vnpt:ResultUrl={listener.Url}/hook");
        await sandbox.OrderAsync(new { user_id = Phuong, fault = "late_answer" });

        var (transactionId, _) = await sandbox.StartAsync();
        ((string)(await listener.NextAsync()).Body["message"]!).ShouldBe("EXPIRED");
        ((int)(await sandbox.VnptStatusAsync(transactionId)).Body["status_code"]!).ShouldBe(4001);
        await sandbox.WaitingForTimeAsync();
        sandbox.Time.Advance(TimeSpan.FromSeconds(2));

        var (_, late) = await listener.NextAsync();
        ((string)late["message"]!, (string)late["transaction_id"]!).ShouldBe(("SUCCESS", transactionId));
    }

    [Fact]
    public async Task What_the_authorities_publish_can_fail_as_well()
    {
        await using var sandbox = await template.StartAsync();
        await sandbox.OrderAsync(new { gateway = "tsa", fault = "html_200" });
        await sandbox.OrderAsync(new { gateway = "crl", ca_name = "VNPT-CA", fault = "error_500" });

        using var timestamp = await sandbox.Client.PostAsync("/tsa", new ByteArrayContent([]), TestContext.Current.CancellationToken);
        using var list = await sandbox.Client.GetAsync("/pki/vnpt-ca.crl", TestContext.Current.CancellationToken);
        using var other = await sandbox.Client.GetAsync("/pki/fpt-ca.crl", TestContext.Current.CancellationToken);
        using var certificate = await sandbox.Client.GetAsync("/pki/vnpt-ca.crt", TestContext.Current.CancellationToken);

        timestamp.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        ((int)list.StatusCode, (int)other.StatusCode, (int)certificate.StatusCode).ShouldBe((500, 200, 200));
    }

    [Theory]
    [InlineData("wrong_signature")]
    [InlineData("wrong_certificate")]
    [InlineData("other_digest")]
    public async Task A_wrong_signature_looks_right_and_does_not_verify(string fault)
    {
        await using var sandbox = await template.StartAsync();
        using var certificate = Certificate((await sandbox.VnptCertificatesAsync(Phuong)).Body["data"]!["user_certificates"]![0]!);
        await sandbox.OrderAsync(new { user_id = Phuong, fault, times = 1 });

        var wrong = await SignatureAsync(sandbox);
        var right = await SignatureAsync(sandbox);

        Verifies(certificate, Digest("to-khai"), wrong).ShouldBeFalse();
        Verifies(certificate, Digest("to-khai"), right).ShouldBeTrue();
        Convert.FromBase64String(wrong).Length.ShouldBe(Convert.FromBase64String(right).Length);
        var digest = Digest("to-khai");
        digest[^1] ^= 1;
        Verifies(certificate, digest, wrong).ShouldBe(fault == "other_digest");
    }

    [Fact]
    public async Task A_partial_batch_has_the_first_half_only()
    {
        await using var sandbox = await template.StartAsync();
        await sandbox.OrderAsync(new { user_id = Phuong, fault = "partial_batch" });
        var (transactionId, tranCode) = await sandbox.StartAsync(File("a", Hex("a")), File("b", Hex("b")), File("c", Hex("c")), File("d", Hex("d")));

        await sandbox.TapAsync(tranCode, "confirm");

        var (_, body) = await sandbox.VnptStatusAsync(transactionId);
        ((string)body["message"]!).ShouldBe("SUCCESS");
        body["data"]!["signatures"]!.AsArray().Select(s => (string)s!["doc_id"]!).ShouldBe(["a", "b"]);
    }

    private static async Task<string> SignatureAsync(RunningSandbox sandbox)
    {
        var (transactionId, tranCode) = await sandbox.StartAsync();
        await sandbox.TapAsync(tranCode, "confirm");
        return (string)(await sandbox.VnptStatusAsync(transactionId)).Body["data"]!["signatures"]![0]!["signature_value"]!;
    }

    private static Task<(int Http, JsonNode Body)> NeacCertificatesAsync(RunningSandbox sandbox) =>
        sandbox.PostAsync($"{Neac}/get_certificate", new { user_id = Phuong, ca_name = "VNPT-CA" }, sandbox.BearerToken);

    private static object SignBody(RunningSandbox sandbox, string transactionId) => new
    {
        sp_id = sandbox.SpId, sp_password = sandbox.SpPassword, user_id = Phuong, transaction_id = transactionId,
        sign_files = new[] { File("a.pdf", Hex("a")) },
    };

    private static async Task<HttpResponseMessage> PostRawAsync(
        RunningSandbox sandbox, HttpCompletionOption option = HttpCompletionOption.ResponseContentRead)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Vnpt}/credentials/get_certificate")
        {
            Content = JsonContent.Create(new { sp_id = sandbox.SpId, sp_password = sandbox.SpPassword, user_id = Phuong, transaction_id = "t" }),
        };
        return await sandbox.Client.SendAsync(request, option, TestContext.Current.CancellationToken);
    }
}
