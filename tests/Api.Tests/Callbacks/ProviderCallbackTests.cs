using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using KonTum.Tthc.Api.Tests.Serving;
using Shouldly;

namespace KonTum.Tthc.Api.Tests.Callbacks;

/// <summary>The addresses that providers call when they have an answer.</summary>
public sealed class ProviderCallbackTests(ApiServer server) : IClassFixture<ApiServer>
{
    private const string Known = "/callbacks/vnpt/" + SigningHandlers.CallbackSecret;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_with_the_secret_is_a_hint_and_nothing_more()
    {
        using var http = server.Http();
        using var answer = await http.PostAsJsonAsync(Known, new { sp_id = "sp", status_code = 200, transaction_id = "hint-1" }, Stop);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var said = await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
        said.GetProperty("status_code").GetInt32().ShouldBe(200);
        said.GetProperty("errorCode").GetString().ShouldBe("");
        server.Seen.Hints.ShouldContain("hint-1");
    }

    [Fact]
    public async Task A_call_that_names_nothing_is_answered_like_any_other()
    {
        using var http = server.Http();
        using var answer = await http.PostAsJsonAsync(Known, new { sp_id = "sp" }, Stop);
        using var other = await http.PostAsJsonAsync(Known, new { transaction_id = "hint-2" }, Stop);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync(Stop)).ShouldBe(await other.Content.ReadAsStringAsync(Stop));
    }

    [Theory]
    [InlineData("/callbacks/vnpt/wrong")]
    [InlineData("/callbacks/misa/" + SigningHandlers.CallbackSecret)]
    [InlineData("/callbacks/vnpt/wrong/auth")]
    [InlineData("/callbacks/vnpt/wrong/result")]
    public async Task Without_the_secret_of_a_known_connection_there_is_nothing_there(string path)
    {
        using var http = server.Http();
        using var answer = await http.PostAsJsonAsync(path, new { transaction_id = "hint-never" }, Stop);
        using var nowhere = await http.PostAsJsonAsync("/nowhere", new { }, Stop);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync(Stop)).ShouldBe(await nowhere.Content.ReadAsStringAsync(Stop));
        server.Seen.Hints.ShouldNotContain("hint-never");
    }

    [Fact]
    public async Task What_is_no_JSON_or_too_large_is_refused()
    {
        using var http = server.Http();
        using var html = new StringContent("<html>", Encoding.UTF8, "application/json");
        using var refused = await http.PostAsync(Known, html, Stop);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("message").GetString().ShouldBe("BAD_REQUEST");

        using var large = new StringContent($"{{\"transaction_id\":\"hint-large\",\"x\":\"{new string('x', 257 * 1024)}\"}}", Encoding.UTF8, "application/json");
        using var tooLarge = await http.PostAsync(Known, large, Stop);
        tooLarge.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        server.Seen.Hints.ShouldNotContain("hint-large");
    }

    [Fact]
    public async Task MySign_fetches_a_token_and_brings_it_with_its_result()
    {
        using var http = server.Http();
        using var auth = await http.PostAsJsonAsync(Known + "/auth", new { grant_type = "client_credentials", client_id = "c", client_secret = "s" }, Stop);
        var token = await auth.Content.ReadFromJsonAsync<JsonElement>(Stop);
        token.GetProperty("status_code").GetString().ShouldBe("00");
        token.GetProperty("data").GetProperty("expires_in").GetInt32().ShouldBe(3600);

        var value = token.GetProperty("data").GetProperty("access_token").GetString()!;
        (await ResultAsync(http, value, "hint-3")).ShouldBe("00");
        server.Seen.Hints.ShouldContain("hint-3");

        var forged = (value[0] == 'A' ? 'B' : 'A') + value[1..];
        (await ResultAsync(http, forged, "hint-4")).ShouldBe("01");
        (await ResultAsync(http, "", "hint-4")).ShouldBe("01");
        server.Seen.Hints.ShouldNotContain("hint-4");
    }

    [Fact]
    public async Task The_secret_and_what_was_said_are_in_no_log()
    {
        using var http = server.Http();
        using var answer = await http.PostAsJsonAsync(Known, new { transaction_id = "hint-logged" }, Stop);
        answer.EnsureSuccessStatusCode();

        server.Logs.Lines.Count.ShouldBeGreaterThan(0);
        server.Logs.Lines.Where(l => l.Text.Contains(SigningHandlers.CallbackSecret) || l.Text.Contains("hint-logged")).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_addresses_are_not_part_of_the_described_contract()
    {
        using var http = server.Http();
        (await http.GetStringAsync("/openapi/v1.json", Stop)).ShouldNotContain("callbacks");
    }

    private static async Task<string> ResultAsync(HttpClient http, string token, string transaction)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Known + "/result") { Content = JsonContent.Create(new { transaction_id = transaction }) };
        if (token.Length > 0) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request, Stop);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("status_code").GetString()!;
    }
}
