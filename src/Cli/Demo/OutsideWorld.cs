using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace KonTum.Tthc.Cli.Demo;

/// <summary>The sandbox as the demonstration needs it: its people, their log-in, and their phones.</summary>
internal sealed partial class OutsideWorld(Uri sandbox) : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private static readonly HashSet<string> ConnectionFaults = new(StringComparer.Ordinal)
    {
        "delay", "silence", "error_500", "html_200", "connection_reset", "bad_json", "slow_body", "too_large",
    };

    /// <summary>In the table of QĐ 769 (facts 1.2): the provider could not do it.</summary>
    private const string ProviderGaveUp = "4003";

    private readonly HttpClient _http = new() { BaseAddress = sandbox };

    public async Task<IReadOnlyList<Person>> PeopleAsync(CancellationToken cancellationToken)
    {
        var answer = await _http.GetFromJsonAsync<PeopleAnswer>("control/people", Json, cancellationToken);
        return [.. answer!.People.Select(p => p with { Password = answer.DemonstrationPassword })];
    }

    public async Task<string> LogInAsync(Person person, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "password",
            ["client_id"] = "kontum-tthc-cli",
            ["username"] = person.Username ?? "",
            ["password"] = person.Password,
            ["scope"] = "openid profile email tthc",
        });
        using var answer = await _http.PostAsync(new Uri("connect/token", UriKind.Relative), form, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var token = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return token.GetProperty("access_token").GetString()!;
    }

    public async Task<IReadOnlyList<PhoneRequest>> WaitingOnPhoneAsync(SigningAccount account, CancellationToken cancellationToken)
    {
        var path = $"phone/api/requests?user_id={Uri.EscapeDataString(account.UserId)}&ca_name={Uri.EscapeDataString(account.CaName)}";
        return (await _http.GetFromJsonAsync<PhoneAnswer>(path, Json, cancellationToken))!.Requests;
    }

    /// <summary>Presses "Ký số" or "Từ chối".</summary>
    public async Task AnswerOnPhoneAsync(PhoneRequest request, bool confirm, CancellationToken cancellationToken)
    {
        var act = confirm ? "confirm" : "reject";
        using var answer = await _http.PostAsync(new Uri($"phone/api/requests/{request.Id}:{act}", UriKind.Relative), null, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Presses "Ký số"; false when the request does not wait any more, because something went wrong with it meanwhile.</summary>
    public async Task<bool> TryConfirmOnPhoneAsync(PhoneRequest request, CancellationToken cancellationToken)
    {
        using var answer = await _http.PostAsync(new Uri($"phone/api/requests/{request.Id}:confirm", UriKind.Relative), null, cancellationToken);
        return answer.IsSuccessStatusCode;
    }

    /// <summary>Reads the one-time password that the provider sent to the person's phone.</summary>
    /// <param name="userId">The account.</param>
    /// <param name="caName">Its authority.</param>
    /// <param name="certificateId">The certificate that it is for, where an account has several with passwords of their own.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<string> OneTimePasswordAsync(
        string userId, string caName, string? certificateId, CancellationToken cancellationToken)
    {
        var credential = certificateId?.Replace("-", "", StringComparison.Ordinal);
        var answer = await _http.GetFromJsonAsync<JsonElement>(
            $"phone/api/one-time-passwords?user_id={Uri.EscapeDataString(userId)}&ca_name={Uri.EscapeDataString(caName)}", cancellationToken);
        return answer.GetProperty("one_time_passwords").EnumerateArray().Where(o => o.GetProperty("ca_name").GetString() == caName)
            .Where(o => credential is null || o.GetProperty("credential_id").GetString() == credential)
            .Select(o => o.GetProperty("code").GetString()).LastOrDefault() ?? "";
    }

    /// <summary>Serial number of a certificate, by the sandbox's identifier.</summary>
    public async Task<string?> SerialNumberAsync(string certificateId, CancellationToken cancellationToken)
    {
        var answer = await _http.GetFromJsonAsync<JsonElement>("control/people", cancellationToken);
        return answer.GetProperty("people").EnumerateArray()
            .SelectMany(p => p.GetProperty("signing_accounts").EnumerateArray())
            .SelectMany(a => a.GetProperty("certificates").EnumerateArray())
            .Where(c => c.GetProperty("cert_id").GetString() == certificateId)
            .Select(c => c.GetProperty("serial_number").GetString()).FirstOrDefault();
    }

    /// <summary>Confirms on a provider's own page with a PIN, and brings back what the page sends the browser home with.</summary>
    public async Task<(string Code, string State)> ConfirmOnPageAsync(Uri page, string pin, CancellationToken cancellationToken)
    {
        var html = await _http.GetStringAsync(page, cancellationToken);
        var action = FormAction().Match(html) is { Success: true } found
            ? new Uri(page, WebUtility.HtmlDecode(found.Groups[1].Value))
            : throw new HttpRequestException("The provider's page has no form.");
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var browser = new HttpClient(handler);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["decision"] = "confirm", ["pin"] = pin });
        using var answer = await browser.PostAsync(action, form, cancellationToken);
        var query = answer.Headers.Location?.Query.TrimStart('?').Split('&').Select(p => p.Split('=', 2))
            .Where(p => p.Length == 2).ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1])) ?? [];
        return (query.GetValueOrDefault("code", ""), query.GetValueOrDefault("state", ""));
    }

    /// <summary>Lets something go wrong once for an account.</summary>
    public async Task OrderFaultAsync(string gateway, string userId, string fault, CancellationToken cancellationToken)
    {
        // "code:4003": an answer with that number of the provider's own table.
        var (name, code) = fault.Split(':', 2) is [var first, var rest] ? (first, rest) : (fault, fault == "code" ? ProviderGaveUp : null);
        // What goes wrong with a connection would strike the first call, and the list of certificates is not what is shown here.
        var call = ConnectionFaults.Contains(name) ? "sign" : null;
        using var answer = await _http.PutAsJsonAsync(
            "control/faults", new { gateway, user_id = userId, fault = name, code, call, times = 1 }, Json, cancellationToken);
        if (answer.IsSuccessStatusCode) return;
        var why = (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("error").GetString();
        throw new RefusedException("DEMO_FAULT_UNKNOWN", $"Hộp cát không nhận sự cố này: {why}", $"The sandbox does not take this fault: {why}");
    }

    /// <summary>Puts the world in order again for an account.</summary>
    public async Task TakeFaultsBackAsync(string gateway, string userId, CancellationToken cancellationToken)
    {
        var path = $"control/faults?gateway={gateway}&user_id={Uri.EscapeDataString(userId)}";
        using var answer = await _http.DeleteAsync(new Uri(path, UriKind.Relative), cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Switches the national gateway.</summary>
    public async Task SetGatewayAsync(bool available, int lifetimeSeconds, CancellationToken cancellationToken)
    {
        using var answer = await _http.PutAsJsonAsync(
            "control/gateways/neac", new { available, confirmation_lifetime_seconds = lifetimeSeconds }, Json, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("<form[^>]*action=\"([^\"]+)\"")]
    private static partial Regex FormAction();

    private sealed record PeopleAnswer(string DemonstrationPassword, IReadOnlyList<Person> People);

    private sealed record PhoneAnswer(IReadOnlyList<PhoneRequest> Requests);
}

/// <summary>A demonstration person.</summary>
internal sealed record Person(
    string? Username,
    string Name,
    string? Email,
    string? PhoneNumber,
    string? IdentityNumber,
    IReadOnlyList<string> Roles,
    string? Agency,
    IReadOnlyList<SigningAccount>? SigningAccounts)
{
    [JsonIgnore]
    public string Password { get; init; } = "";
}

/// <summary>A remote-signing account of a demonstration person.</summary>
internal sealed record SigningAccount(string UserId, string CaName);

/// <summary>A request that waits on a phone.</summary>
internal sealed record PhoneRequest(
    string Id, string CaName, string Signer, string Description, string ServiceProvider, IReadOnlyList<PhoneDocument> Documents);

/// <summary>A document of such a request.</summary>
internal sealed record PhoneDocument(string DocId, string Digest);
