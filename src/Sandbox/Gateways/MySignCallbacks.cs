using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace KonTum.Tthc.Sandbox.Gateways;

/// <summary>
/// MySign's calls back (async 3): first the caller's own token endpoint is asked, then the result goes to its result endpoint with that
/// token. Both addresses and the credentials are agreed outside of the interface: here by the control call.
/// </summary>
internal sealed class MySignCallbacks(IHttpClientFactory clients, Settlements settlements, CallbackAddresses addresses, TimeProvider time)
{
    public void Promise(SigningRequest started) => settlements.WhenSettled(started, SendAsync);

    private async Task SendAsync(SigningRequest request, SigningState state, CancellationToken cancellation)
    {
        if (addresses.Of(GatewayNames.MySign) is not { ResultUrl: { } resultUrl, AuthUrl: { } authUrl } address)
            return;
        using var client = clients.CreateClient(nameof(MySignCallbacks));
        using var asked = await client.PostAsJsonAsync(
            authUrl,
            new { grant_type = "client_credentials", client_id = address.ClientId, client_secret = address.ClientSecret },
            cancellation);
        var answer = await asked.Content.ReadFromJsonAsync<JsonElement>(cancellation);
        var token = answer.TryGetProperty("data", out var data) ? data.Text("access_token") : null;
        var code = MySignCodes.Of(request, state);
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        using var result = new HttpRequestMessage(HttpMethod.Post, resultUrl)
        {
            Content = JsonContent.Create(new
            {
                meta_data = new
                {
                    request_id = $"VIETTEL_{Guid.NewGuid()}_{time.GetUtcNow().ToUnixTimeMilliseconds()}",
                    transaction_id = request.TransactionId,
                    description = MySignCodes.Describe(int.Parse(code, CultureInfo.InvariantCulture)),
                    status = code,
                },
                data = new
                {
                    action_timestamp = now,
                    signature_timestamp = now,
                    results = request.Documents.Where(d => state == SigningState.Signed && d.Signature is not null)
                        .Select(d => new { document_id = d.DocId, signature = Convert.ToBase64String(d.Signature!) }),
                },
            }),
        };
        result.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var taken = await client.SendAsync(result, cancellation);
    }
}
