using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using static KonTum.Tthc.Sandbox.Tests.GatewayCalls;

namespace KonTum.Tthc.Sandbox.Tests;

/// <summary>QĐ 769 in VNPT's form, field by field.</summary>
public sealed class VnptGatewayTests(FirstStartTemplate template)
{
    [Fact]
    public async Task Listing_has_every_documented_field_in_the_documented_form()
    {
        await using var sandbox = await template.StartAsync();

        var transactionId = Guid.NewGuid().ToString();
        var (http, body) = await sandbox.PostAsync($"{Vnpt}/credentials/get_certificate", new
        {
            sp_id = sandbox.SpId, sp_password = sandbox.SpPassword, user_id = Phuong, serial_number = "", transaction_id = transactionId,
        });

        http.ShouldBe(200);
        ((int)body["status_code"]!).ShouldBe(200);
        ((string)body["message"]!).ShouldBe("Success");
        var entry = body["data"]!["user_certificates"]!.AsArray().ShouldHaveSingleItem()!;
        Names(entry).ShouldBe(
            ["service_type", "service_name", "cert_id", "cert_status", "cert_status_code", "serial_number", "cert_subject",
                "cert_valid_from", "cert_valid_to", "cert_data", "chain_data", "transaction_id"],
            ignoreOrder: true);
        using var certificate = Certificate(entry);
        ((string)entry["service_type"]!).ShouldBe("SMARTCA");
        ((string)entry["service_name"]!).ShouldBe("SMARTCA PERSONAL PRO");
        Guid.TryParse((string)entry["cert_id"]!, out _).ShouldBeTrue();
        ((string)entry["cert_status"]!).ShouldBe("Đang hoạt động");
        ((string)entry["cert_status_code"]!).ShouldBe("VALID");
        ((string)entry["serial_number"]!).ShouldBe(certificate.SerialNumber.ToLowerInvariant());
        ((string)entry["cert_subject"]!).ShouldBe($"C=VN,ST=Kon Tum,CN=Nguyễn Thị Phượng,UID=CMND:{Phuong}");
        ((string)entry["cert_valid_from"]!).ShouldBe($"{certificate.NotBefore.ToUniversalTime():yyyy-MM-dd'T'HH:mm:ss'Z'}");
        ((string)entry["cert_valid_to"]!).ShouldBe($"{certificate.NotAfter.ToUniversalTime():yyyy-MM-dd'T'HH:mm:ss'Z'}");
        ((string)entry["cert_data"]!).ShouldContain("\r\n");
        ((string)entry["transaction_id"]!).ShouldBe(transactionId);
        var issuer = await sandbox.Client.GetByteArrayAsync("/pki/vnpt-ca.crt", TestContext.Current.CancellationToken);
        var root = await sandbox.Client.GetByteArrayAsync("/pki/root.crt", TestContext.Current.CancellationToken);
        Convert.FromBase64String((string)entry["chain_data"]!["ca_cert"]!).ShouldBe(issuer);
        Convert.FromBase64String((string)entry["chain_data"]!["root_cert"]!).ShouldBe(root);
    }

    [Fact]
    public async Task An_account_can_have_a_seal_an_expired_and_a_usable_certificate()
    {
        await using var sandbox = await template.StartAsync();

        var (_, body) = await sandbox.VnptCertificatesAsync(Minh);

        var entries = body["data"]!["user_certificates"]!.AsArray();
        entries.Select(e => ((string)e!["service_type"]!, (string)e["cert_status_code"]!)).ShouldBe(
            [("ESEAL", "VALID"), ("SMARTCA", "EXPIRED"), ("SMARTCA", "VALID")], ignoreOrder: true);
        entries.Select(e => (string)e!["cert_subject"]!).Distinct().ShouldHaveSingleItem();
        entries.Single(e => (string)e!["service_type"]! == "ESEAL")!["chain_data"]!["root_cert"].ShouldBeNull();
        var serial = (string)entries[0]!["serial_number"]!;
        var (_, filtered) = await sandbox.VnptCertificatesAsync(Minh, serial.ToUpperInvariant());
        ((string)filtered["data"]!["user_certificates"]!.AsArray().ShouldHaveSingleItem()!["serial_number"]!).ShouldBe(serial);
    }

    [Fact]
    public async Task A_batch_is_confirmed_once_and_every_digest_gets_its_signature_in_order()
    {
        await using var sandbox = await template.StartAsync();
        var transactionId = Guid.NewGuid().ToString();

        var (http, started) = await sandbox.VnptSignAsync(Phuong, transactionId, null, File("a.pdf", Hex("a")), File("b.xml", Hex("b")));
        http.ShouldBe(200);
        ((string)started["message"]!).ShouldBe("sig_wait_for_user_confirm");
        Names(started["data"]).ShouldBe(["transaction_id", "tran_code"]);
        ((string)started["data"]!["transaction_id"]!).ShouldBe(transactionId);
        var tranCode = (string)started["data"]!["tran_code"]!;
        Guid.TryParse(tranCode, out _).ShouldBeTrue();

        var (_, pending) = await sandbox.VnptStatusAsync(transactionId);
        ((int)pending["status_code"]!).ShouldBe(200);
        ((string)pending["message"]!).ShouldBe("sig_wait_for_user_confirm");
        pending["data"]!["signatures"].ShouldBeNull();

        (await sandbox.TapAsync(tranCode, "confirm")).Http.ShouldBe(200);

        var (_, listed) = await sandbox.VnptCertificatesAsync(Phuong);
        using var certificate = Certificate(listed["data"]!["user_certificates"]![0]!);
        foreach (var id in new[] { transactionId, tranCode })
        {
            var (doneHttp, done) = await sandbox.VnptStatusAsync(id);
            doneHttp.ShouldBe(200);
            ((int)done["status_code"]!).ShouldBe(200);
            ((string)done["message"]!).ShouldBe("SUCCESS");
            ((string)done["data"]!["transaction_id"]!).ShouldBe(transactionId);
            var signatures = done["data"]!["signatures"]!.AsArray();
            signatures.Select(s => (string)s!["doc_id"]!).ShouldBe(["a.pdf", "b.xml"]);
            Names(signatures[0]).ShouldBe(["doc_id", "signature_value", "timestamp_signature"]);
            signatures[0]!["timestamp_signature"].ShouldBeNull();
            Verifies(certificate, Digest("a"), (string)signatures[0]!["signature_value"]!).ShouldBeTrue();
            Verifies(certificate, Digest("b"), (string)signatures[1]!["signature_value"]!).ShouldBeTrue();
            Verifies(certificate, Digest("b"), (string)signatures[0]!["signature_value"]!).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Options_beside_the_digest_are_understood_as_well()
    {
        await using var sandbox = await template.StartAsync();

        var (http, _) = await sandbox.VnptSignAsync(Phuong, "t", null, new
        {
            doc_id = "a.pdf", data_to_be_signed = Hex("a"), file_options = new { file_type = "pdf", sign_type = "hash" },
        });

        http.ShouldBe(200);
    }

    [Fact]
    public async Task A_transaction_id_is_taken_once()
    {
        await using var sandbox = await template.StartAsync();
        var (transactionId, _) = await sandbox.StartAsync();

        var (http, body) = await sandbox.VnptSignAsync(Phuong, transactionId, null, File("b.pdf", Hex("b")));

        http.ShouldBe(400);
        ((int)body["status_code"]!).ShouldBe(400);
        ((string)body["message"]!).ShouldBe("BAD_REQUEST: transaction_id was already used");
    }

    [Theory]
    [InlineData("base64")]
    [InlineData("upper")]
    [InlineData("short")]
    [InlineData("sha512")]
    [InlineData("")]
    public async Task Anything_but_a_lower_case_hexadecimal_sha256_digest_is_refused(string form)
    {
        await using var sandbox = await template.StartAsync();
        var data = form switch
        {
            "base64" => Convert.ToBase64String(Digest("Ab")),
            "upper" => "AB" + Hex("a")[2..],
            "short" => Hex("a")[..62],
            "sha512" => Hex("a") + Hex("b"),
            _ => "",
        };

        var (http, body) = await sandbox.VnptSignAsync(Phuong, "t", null, File("a.pdf", data));

        http.ShouldBe(400);
        ((string)body["message"]!).ShouldStartWith("BAD_REQUEST: data_to_be_signed");
        (await sandbox.GetAsync("/phone/api/requests"))["requests"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Wrong_service_provider_and_unknown_account_are_401_and_told_apart_by_the_message()
    {
        await using var sandbox = await template.StartAsync();

        var (spHttp, sp) = await sandbox.PostAsync($"{Vnpt}/credentials/get_certificate", new
        {
            sp_id = sandbox.SpId, sp_password = sandbox.SpPassword + "x", user_id = Phuong, transaction_id = "t",
        });
        var (userHttp, user) = await sandbox.VnptCertificatesAsync("062099999999");
        var (signHttp, sign) = await sandbox.VnptSignAsync("062099999999", "t", null, File("a.pdf", Hex("a")));

        (spHttp, userHttp, signHttp).ShouldBe((401, 401, 401));
        ((int)sp["status_code"]!).ShouldBe(401);
        ((string)sp["message"]!).ShouldBe("SP_CREDENTIAL_INVALID: service provider account invalid");
        ((string)user["message"]!).ShouldBe("SP_CREDENTIAL_INVALID: user account invalid");
        sign.ToJsonString().ShouldBe(user.ToJsonString());
    }

    [Fact]
    public async Task An_account_of_another_authority_is_unknown_here()
    {
        await using var sandbox = await template.StartAsync();

        // Y Hạnh has accounts at CA2 and BkavCA only.
        (await sandbox.VnptCertificatesAsync("062195006402")).Http.ShouldBe(401);
    }

    [Fact]
    public async Task Expired_locked_and_revoked_certificates_cannot_sign()
    {
        await using var sandbox = await template.StartAsync();
        var (_, listed) = await sandbox.VnptCertificatesAsync(Minh);
        var entries = listed["data"]!["user_certificates"]!.AsArray();
        var expired = (string)entries.Single(e => (string)e!["cert_status_code"]! == "EXPIRED")!["serial_number"]!;
        var seal = (string)entries.Single(e => (string)e!["service_type"]! == "ESEAL")!["serial_number"]!;
        (await sandbox.PostAsync($"/control/certificates/{seal}:revoke", new { })).Http.ShouldBe(200);

        var ofExpired = await sandbox.VnptSignAsync(Minh, "1", expired, File("a.pdf", Hex("a")));
        var ofLocked = await sandbox.VnptSignAsync("062201007719", "2", null, File("a.pdf", Hex("a")));
        var ofRevoked = await sandbox.VnptSignAsync(Minh, "3", seal, File("a.pdf", Hex("a")));

        foreach (var (http, body) in new[] { ofExpired, ofLocked, ofRevoked })
        {
            http.ShouldBe(403);
            ((int)body["status_code"]!).ShouldBe(403);
            ((string)body["message"]!).ShouldStartWith("CREDENTIAL_STATUS_INVALID");
        }
    }

    [Fact]
    public async Task With_several_usable_certificates_the_caller_has_to_choose()
    {
        await using var sandbox = await template.StartAsync();

        var (http, body) = await sandbox.VnptSignAsync(Minh, "1", null, File("a.pdf", Hex("a")));

        http.ShouldBe(400);
        ((string)body["message"]!).ShouldContain("serial_number is required");
    }

    [Theory]
    [InlineData("{", "application/json")]
    [InlineData("[]", "application/json")]
    [InlineData("{}", "text/plain")]
    public async Task What_is_not_the_expected_json_is_400(string text, string type)
    {
        await using var sandbox = await template.StartAsync();
        using var content = new StringContent(text, Encoding.UTF8, type);

        using var response = await sandbox.Client.PostAsync($"{Vnpt}/signatures/sign", content, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        ((string)body["message"]!).ShouldStartWith("BAD_REQUEST");
    }

    [Fact]
    public async Task Status_of_an_unknown_transaction_has_the_published_number()
    {
        await using var sandbox = await template.StartAsync();

        var (http, body) = await sandbox.VnptStatusAsync(Guid.NewGuid().ToString());

        http.ShouldBe(200);
        ((int)body["status_code"]!).ShouldBe(62000);
        ((string)body["message"]!).ShouldBe("TRANSACTION_NOT_FOUND");
    }
}
