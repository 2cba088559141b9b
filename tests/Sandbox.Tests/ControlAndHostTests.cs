using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using static KonTum.Tthc.Sandbox.Tests.GatewayCalls;

namespace KonTum.Tthc.Sandbox.Tests;

public sealed class ControlAndHostTests(FirstStartTemplate template)
{
    [Fact]
    public async Task A_gateway_that_is_switched_off_answers_503_and_loses_nothing()
    {
        await using var sandbox = await template.StartAsync();
        var (transactionId, tranCode) = await sandbox.StartAsync();

        (await PutAsync(sandbox, "vnpt", new { available = false })).ShouldBe(HttpStatusCode.OK);
        (await sandbox.VnptStatusAsync(transactionId)).Http.ShouldBe(503);
        (await sandbox.VnptCertificatesAsync(Phuong)).Http.ShouldBe(503);
        (await sandbox.PostAsync($"{Neac}/sign/x/status", new { })).Http.ShouldBe(200);
        await sandbox.TapAsync(tranCode, "confirm");
        (await PutAsync(sandbox, "vnpt", new { available = true })).ShouldBe(HttpStatusCode.OK);
        ((string)(await sandbox.VnptStatusAsync(transactionId)).Body["message"]!).ShouldBe("SUCCESS");
    }

    [Fact]
    public async Task The_lifetime_of_one_gateway_can_be_changed_for_new_requests()
    {
        await using var sandbox = await template.StartAsync();
        var (old, _) = await sandbox.StartAsync();
        await PutAsync(sandbox, "vnpt", new { available = true, confirmation_lifetime_seconds = 5 });
        var (shortLived, _) = await sandbox.StartAsync();

        sandbox.Time.Advance(TimeSpan.FromSeconds(5));

        ((int)(await sandbox.VnptStatusAsync(shortLived)).Body["status_code"]!).ShouldBe(4001);
        ((int)(await sandbox.VnptStatusAsync(old)).Body["status_code"]!).ShouldBe(200);
    }

    [Theory]
    [InlineData("nobody", """{"available":true}""", HttpStatusCode.NotFound)]
    [InlineData("vnpt", "{}", HttpStatusCode.BadRequest)]
    [InlineData("vnpt", "{", HttpStatusCode.BadRequest)]
    [InlineData("vnpt", """{"available":true,"confirmation_lifetime_seconds":0}""", HttpStatusCode.BadRequest)]
    public async Task Nonsense_changes_nothing(string gateway, string body, HttpStatusCode expected)
    {
        await using var sandbox = await template.StartAsync();
        (await PutAsync(sandbox, gateway, body)).ShouldBe(expected);
        (await sandbox.VnptCertificatesAsync(Phuong)).Http.ShouldBe(200);
    }

    [Fact]
    public async Task Revocation_is_shown_by_the_gateway_survives_a_restart_and_is_404_for_strangers()
    {
        var sandbox = await template.StartAsync();
        var (_, listed) = await sandbox.VnptCertificatesAsync(Phuong);
        var serial = (string)listed["data"]!["user_certificates"]![0]!["serial_number"]!;
        (await sandbox.PostAsync("/control/certificates/4242:revoke", new { })).Http.ShouldBe(404);
        var (_, first) = await sandbox.PostAsync($"/control/certificates/{serial}:revoke", new { });
        sandbox.Time.Advance(TimeSpan.FromHours(1));
        var (_, second) = await sandbox.PostAsync($"/control/certificates/{serial}:revoke", new { });
        second.ToJsonString().ShouldBe(first.ToJsonString());

        await using var again = await sandbox.RestartAsync();
        again.KeepsDirectory = false;
        var entry = (await again.VnptCertificatesAsync(Phuong)).Body["data"]!["user_certificates"]![0]!;
        ((string)entry["cert_status_code"]!).ShouldBe("REVOKED");
        ((string)entry["cert_status"]!).ShouldBe("Đã thu hồi");
    }

    [Fact]
    public async Task People_lists_who_there_is_and_no_secret_but_the_demonstration_password()
    {
        await using var sandbox = await template.StartAsync("--Sandbox:Demonstration:Password=khac");

        var body = await sandbox.GetAsync("/control/people");

        ((string)body["demonstration_password"]!).ShouldBe("khac");
        var people = body["people"]!.AsArray();
        IEnumerable<JsonNode> In(string role) => people.Where(p => p!["roles"]!.AsArray().Any(r => (string)r! == role))!;
        In("citizen").Count().ShouldBeGreaterThanOrEqualTo(3);
        In("officer").Select(p => (string)p["agency"]!).ShouldBe(
            ["000.21.24.H34", "000.21.24.H34", "000.22.24.H34", "000.00.12.H34"], ignoreOrder: true);
        In("administrator").ShouldHaveSingleItem();
        In("auditor").ShouldHaveSingleItem();
        In("system").ShouldHaveSingleItem();
        people.Select(p => (string)p!["sub"]!).Distinct().Count().ShouldBe(people.Count);
        var text = body.ToJsonString();
        text.ShouldNotContain(sandbox.SpPassword);
        text.ShouldNotContain(sandbox.BearerToken);
        text.ShouldNotContain("PRIVATE KEY");
        var (http, _) = await sandbox.TokenAsync(
            ("grant_type", "password"), ("client_id", "kontum-tthc-cli"), ("username", "phuong"), ("password", "khac"), ("scope", "tthc"));
        http.ShouldBe(200);
    }

    [Fact]
    public async Task One_person_has_an_account_everywhere_and_a_certificate_can_name_an_old_identity()
    {
        await using var sandbox = await template.StartAsync();

        var found = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var caName in new[] { "VNPT-CA", "Viettel-CA", "CA2", "BkavCA", "FPT-CA", "Newtel-CA", "MISA-CA", "TrustCA" })
        {
            var (http, body) = await sandbox.PostAsync(
                $"{Neac}/get_certificate", new { user_id = "062192003318", ca_name = caName }, sandbox.BearerToken);
            http.ShouldBe(200, caName);
            found[caName] = body["data"]!["user_certificates"]!.AsArray().Select(entry => Certificate(entry!).Subject).ToList();
        }

        found["CA2"].Count.ShouldBe(4);
        found["BkavCA"].ShouldHaveSingleItem().ShouldContain("CMND:233117254");
        found["VNPT-CA"].ShouldHaveSingleItem().ShouldContain("CCCD:062192003318");
    }

    [Fact]
    public async Task Health_and_index_answer()
    {
        await using var sandbox = await template.StartAsync();

        (await sandbox.Client.GetStringAsync("/health", TestContext.Current.CancellationToken)).ShouldBe("ok");
        (await sandbox.Client.GetStringAsync("/", TestContext.Current.CancellationToken)).ShouldContain("không có giá trị pháp lý");
    }

    [Fact]
    public async Task The_data_directory_is_for_its_owner_only_and_is_used_again()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix file modes are asked for.");
        var directory = RunningSandbox.NewDirectory();
        var sandbox = await RunningSandbox.StartAsync(directory);
        var root = await sandbox.Client.GetByteArrayAsync("/pki/root.crt", TestContext.Current.CancellationToken);
        (await sandbox.Client.GetByteArrayAsync("/pki/bundle.pem", TestContext.Current.CancellationToken)).ShouldNotBeEmpty();

        const UnixFileMode forOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        var open = Directory.EnumerateFileSystemEntries(directory, "*", SearchOption.AllDirectories).Append(directory)
            .Where(path => !OperatingSystem.IsWindows() && (System.IO.File.GetUnixFileMode(path) & forOthers) != 0);
        open.ShouldBeEmpty();

        await using var again = await sandbox.RestartAsync();
        again.KeepsDirectory = false;
        (await again.Client.GetByteArrayAsync("/pki/root.crt", TestContext.Current.CancellationToken)).ShouldBe(root);
        (again.SpId, again.SpPassword).ShouldBe((sandbox.SpId, sandbox.SpPassword));
    }

    [Fact]
    public async Task A_data_directory_of_the_version_before_is_taken_over()
    {
        var sandbox = await template.StartAsync();
        var (transactionId, tranCode) = await sandbox.StartAsync();
        sandbox.KeepsDirectory = true;
        await sandbox.DisposeAsync();
        var database = Path.Combine(sandbox.DataDirectory, "sandbox.db");
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={database};Pooling=False"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = string.Concat(
                new[] { "Failure", "FailureCode", "FailureMessage", "Notes", "CallbackUrl", "IsSignedLate" }
                    .Select(column => $"ALTER TABLE \"SigningRequests\" DROP COLUMN \"{column}\";"))
                + "ALTER TABLE \"SigningDocument\" DROP COLUMN \"Name\"; PRAGMA user_version = 1;";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await using var again = await RunningSandbox.StartAsync(sandbox.DataDirectory, sandbox.Time);

        (await again.TapAsync(tranCode, "confirm")).Http.ShouldBe(200);
        ((string)(await again.VnptStatusAsync(transactionId)).Body["message"]!).ShouldBe("SUCCESS");
    }

    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("attacker.example", HttpStatusCode.BadRequest)]
    public async Task A_foreign_name_for_this_machine_is_refused(string host, HttpStatusCode expected)
    {
        await using var sandbox = await template.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/control/people");
        request.Headers.Host = host;

        using var response = await sandbox.Client.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task An_address_that_is_not_loopback_is_refused()
    {
        var directory = RunningSandbox.NewDirectory();
        await using var app = SandboxHost.Build(["--urls", "http://0.0.0.0:0", $"--Sandbox:DataDirectory={directory}"],
            builder => builder.Logging.ClearProviders());

        var error = await Should.ThrowAsync<InvalidOperationException>(() => app.StartAsync(TestContext.Current.CancellationToken));

        error.Message.ShouldContain("loopback only");
        Directory.Delete(directory, recursive: true);
    }

    private static async Task<HttpStatusCode> PutAsync(RunningSandbox sandbox, string gateway, object body)
    {
        using HttpContent content = body is string text
            ? new StringContent(text, System.Text.Encoding.UTF8, "application/json")
            : JsonContent.Create(body);
        using var response = await sandbox.Client.PutAsync($"/control/gateways/{gateway}", content, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
