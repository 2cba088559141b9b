using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KonTum.Tthc.TestKit;

namespace KonTum.Tthc.Acceptance.Tests.World;

/// <summary>The sandbox as people and operators use it: log-in, phones, switches.</summary>
internal sealed class OutsideWorld(Uri sandbox, string data) : IDisposable
{
    private static readonly TimeSpan PhoneDeadline = TimeSpan.FromSeconds(90);

    private readonly HttpClient _http = new() { BaseAddress = sandbox, Timeout = TimeSpan.FromMinutes(3) };
    private JsonNode? _people;

    public async Task<Person> PersonAsync(string username)
    {
        _people ??= await GetAsync("control/people");
        var found = _people["people"]!.AsArray().Single(p => (string?)p!["username"] == username)!;
        return new Person(
            username, found.Text("name"), found.Text("email"), found.Text("phone_number"), found.Text("identity_number"), found.Text("sub"),
            [.. found.Items("signing_accounts").Select(a => new Account(
                a.Text("user_id"), a.Text("ca_name"), [.. a.Items("certificates").Select(c => c.Text("serial_number").ToUpperInvariant())]))]);
    }

    /// <summary>Logs a person in; answers the access token.</summary>
    public async Task<string> LogInAsync(string username)
    {
        _people ??= await GetAsync("control/people");
        return await TokenAsync(new()
        {
            ["grant_type"] = "password",
            ["client_id"] = "kontum-tthc-cli",
            ["username"] = username,
            ["password"] = _people.Text("demonstration_password"),
            ["scope"] = "openid profile email tthc",
        });
    }

    /// <summary>Logs the internal system in with its own secret.</summary>
    public async Task<string> LogInSystemAsync()
    {
        var client = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(data, "identity", "system-client.json")))!;
        return await TokenAsync(new()
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = client.Text("client_id"),
            ["client_secret"] = client.Text("client_secret"),
            ["scope"] = "tthc",
        });
    }

    /// <summary>The request on the phone that shows this file; waits until it rings.</summary>
    public Task<JsonNode> RingsAsync(Account account, string fileName) => Eventually.ValueAsync(
        () => FindOnPhoneAsync(account, fileName), $"the phone of {account.Authority} shows {fileName}", PhoneDeadline);

    /// <summary>The request that shows this file; null if it does not ring.</summary>
    public async Task<JsonNode?> FindOnPhoneAsync(Account account, string fileName)
    {
        var waiting = await GetAsync($"phone/api/requests?user_id={account.UserId}&ca_name={account.Authority}");
        return waiting.Items("requests").FirstOrDefault(r => r.Items("documents").Any(d => d.Text("doc_id") == fileName));
    }

    /// <summary>Waits for the file on the phone and presses "Ký số".</summary>
    public async Task ConfirmAsync(Account account, string fileName) => await PressAsync(await RingsAsync(account, fileName), "confirm");

    /// <summary>Waits for the file on the phone and presses "Từ chối".</summary>
    public async Task RejectAsync(Account account, string fileName) => await PressAsync(await RingsAsync(account, fileName), "reject");

    public async Task PressAsync(JsonNode request, string button)
    {
        using var answer = await _http.PostAsync(new Uri($"phone/api/requests/{request.Text("id")}:{button}", UriKind.Relative), null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Switches the national gateway.</summary>
    public async Task SetGatewayAsync(bool available, int lifetimeSeconds = 300)
    {
        using var answer = await _http.PutAsJsonAsync(
            "control/gateways/neac", new { available, confirmation_lifetime_seconds = lifetimeSeconds });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Orders something to go wrong for one account.</summary>
    public async Task OrderFaultAsync(Account account, JsonObject order)
    {
        var wanted = order.DeepClone().AsObject();
        (wanted["ca_name"], wanted["user_id"]) = (account.Authority, account.UserId);
        using var answer = await _http.PutAsJsonAsync("control/faults", wanted);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>From now on nothing goes wrong for the account.</summary>
    public async Task EndFaultsAsync(Account account)
    {
        using var answer = await _http.DeleteAsync(new Uri($"control/faults?ca_name={account.Authority}&user_id={account.UserId}", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Mail and SMS that were taken in, oldest first.</summary>
    public async Task<IReadOnlyList<JsonNode>> MessagesAsync() => [.. (await GetAsync("control/mailbox")).Items("messages").Reverse()];

    /// <summary>Where the sandbox takes mail.</summary>
    public async Task<int> SmtpPortAsync() => (int)(await GetAsync("control/mailbox"))["smtp_port"]!;

    /// <summary>The password of everybody and everything that the sandbox plays.</summary>
    public async Task<string> PasswordAsync() => (await GetAsync("control/people")).Text("demonstration_password");

    /// <summary>A dossier as the national portal holds it; null for none.</summary>
    public async Task<JsonNode?> AtPortalAsync(string code) =>
        (await GetAsync("control/portal")).Items("dossiers").SingleOrDefault(d => d.Text("code") == code);

    /// <summary>Orders something of the sandbox.</summary>
    public async Task OrderAsync(string path, object order)
    {
        using var answer = await _http.PutAsJsonAsync(path, order);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The national portal loses a dossier.</summary>
    public async Task ForgetAtPortalAsync(string code)
    {
        using var answer = await _http.DeleteAsync(new Uri($"control/portal/dossiers/{code}", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The national portal loses everything.</summary>
    public async Task ForgetPortalAsync()
    {
        using var answer = await _http.DeleteAsync(new Uri("control/portal", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Tells the payment service where it tells of what was paid.</summary>
    public async Task TellPaymentsToAsync(Uri callbacks)
    {
        using var answer = await _http.PutAsJsonAsync("control/gateways/payments/callback", new { result_url = callbacks.AbsoluteUri });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Opens the page that an address leads to, and pays there what it asks for.</summary>
    /// <returns>The order, to be told again.</returns>
    public async Task<string> PayAsync(string payUri)
    {
        using var page = await _http.GetAsync(new Uri(payUri));
        page.EnsureSuccessStatusCode();
        var order = System.Text.RegularExpressions.Regex.Match(payUri, "tt_order=([0-9a-f]{32})").Groups[1].Value;
        await ActOnOrderAsync(order, "pay");
        return order;
    }

    /// <summary>The payment service tells once more what became of an order; answers what it was answered.</summary>
    public async Task<string> TellAgainAsync(string order) => (await ActOnOrderAsync(order, "tell"))["answer"]!.ToString();

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode> ActOnOrderAsync(string order, string act)
    {
        using var answer = await _http.PostAsync(new Uri($"control/payments/{order}:{act}", UriKind.Relative), null);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    private async Task<string> TokenAsync(Dictionary<string, string> fields)
    {
        using var form = new FormUrlEncodedContent(fields);
        using var answer = await _http.PostAsync(new Uri("connect/token", UriKind.Relative), form);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!.Text("access_token");
    }

    private async Task<JsonNode> GetAsync(string path) => (await _http.GetFromJsonAsync<JsonNode>(new Uri(path, UriKind.Relative)))!;
}

/// <summary>An invented person of the sandbox.</summary>
internal sealed record Person(
    string Username, string Name, string Email, string Phone, string IdentityNumber, string Subject, IReadOnlyList<Account> Accounts)
{
    public Account At(string authority) => Accounts.Single(a => a.Authority == authority);
}

/// <summary>A remote-signing account of theirs.</summary>
/// <param name="UserId">The number that it is registered with.</param>
/// <param name="Authority">For example "VNPT-CA".</param>
/// <param name="Serials">Serial numbers of its certificates, in the order of people.json.</param>
internal sealed record Account(string UserId, string Authority, IReadOnlyList<string> Serials);
