using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KonTum.Tthc.Cli.Demo;

/// <summary>The sandbox as the demonstration needs it: its people, their log-in, and their phones.</summary>
internal sealed class OutsideWorld(Uri sandbox) : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

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

    /// <summary>Switches the national gateway.</summary>
    public async Task SetGatewayAsync(bool available, int lifetimeSeconds, CancellationToken cancellationToken)
    {
        using var answer = await _http.PutAsJsonAsync(
            "control/gateways/neac", new { available, confirmation_lifetime_seconds = lifetimeSeconds }, Json, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose() => _http.Dispose();

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
